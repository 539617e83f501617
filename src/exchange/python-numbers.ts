import { decode } from '../protocol/json.ts'

/**
 * Reads JSON as Python writes it: the bare words `NaN`, `Infinity` and `-Infinity` are the numbers that
 * they name. Throws `SyntaxError` on anything else that is not JSON.
 */
export function readPythonJson(text: string): unknown {
  if (!/NaN|Infinity/.test(text)) return JSON.parse(text)
  // Strings are matched too, so that the words in them are passed over.
  const spelled = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) =>
    found.startsWith('"') ? found : `{"$num":"${found}"}`,
  )
  return decode(spelled)
}
