/** JSON as Python writes it: with the bare words `NaN`, `Infinity` and `-Infinity`. */
export function toPythonJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (Array.isArray(value)) return `[${value.map(toPythonJson).join(',')}]`
  if (typeof value !== 'object' || value === null || 'toJSON' in value) {
    // What JSON cannot say at all is null, as in an array.
    return JSON.stringify(value) ?? 'null'
  }
  const members: string[] = []
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined || typeof inner === 'function') continue
    members.push(`${JSON.stringify(key)}:${toPythonJson(inner)}`)
  }
  return `{${members.join(',')}}`
}

/** Reads JSON, with null for Python's bare words. Throws `SyntaxError` on anything else. */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Strings are matched too, so that the words in them are passed over.
    const plain = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) =>
      found.startsWith('"') ? found : 'null',
    )
    return JSON.parse(plain)
  }
}
