import { decode } from '../../protocol/json.ts'

/** Strings, which are left alone, and the bare numbers that many programs write although JSON lacks them. */
const BARE_NUMBER = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g

/** The metrics on a line that is a JSON object; undefined for any other line. */
export function parseJsonLine(line: string): Readonly<Record<string, unknown>> | undefined {
  const text = line.trim()
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined
  const value = parse(text) ?? parse(spellNumbers(text))
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return undefined
  }
  return value as Readonly<Record<string, unknown>>
}

function parse(text: string): unknown {
  try {
    return decode(text)
  } catch {
    return undefined
  }
}

function spellNumbers(text: string): string {
  return text.replaceAll(BARE_NUMBER, (token) =>
    token.startsWith('"') ? token : `{"$num":"${token}"}`,
  )
}
