/** Where the `}` is that closes what begins at `from`; undefined where there is none. */
export function closingBrace(text: string, from: number): number | undefined {
  let depth = 1
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth += 1
    if (text[i] === '}') depth -= 1
    if (depth === 0) return i
  }
  return undefined
}

/** The arguments of a call, divided by commas, without quotes around them; none of an empty text. */
export function splitArguments(text: string): readonly string[] {
  if (text.trim() === '') return []
  const parts = text.match(/(?:"[^"]*"|'[^']*'|[^,"'])+/g) ?? []
  return parts.map((part) => part.trim().replace(/^(["'])(.*)\1$/s, '$2'))
}
