/**
 * JSON with the three numbers that it lacks. NaN, Infinity and -Infinity are spelled
 * `{"$num":"NaN"}`, `{"$num":"Infinity"}` and `{"$num":"-Infinity"}` everywhere: in the protocol
 * between tuner and trial, and in the stored event log. An object whose only key is `$num` is reserved.
 */
export function encode(value: unknown): string {
  // A replacer makes the writer half as fast: it runs only where there is something to spell.
  const text = isPlain(value, 0) ? JSON.stringify(value) : JSON.stringify(value, spellNumber)
  return text === undefined ? 'null' : text
}

/** Reads what {@link encode} wrote. Throws `SyntaxError` on text that is not JSON. */
export function decode(text: string): unknown {
  // The reviver is ten times slower than the parser: it runs only where there is something to revive.
  return text.includes('"$num"') ? JSON.parse(text, reviveNumber) : JSON.parse(text)
}

/** Deeper than this may be a cycle, of which the writer speaks better. */
const MAX_DEPTH = 100

/** Whether JSON can write it without help: no number in it is NaN or infinite. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth > MAX_DEPTH || 'toJSON' in value) return false
  for (const key in value) {
    if (!isPlain((value as Record<string, unknown>)[key], depth + 1)) return false
  }
  return true
}

function spellNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { $num: String(value) } : value
}

function reviveNumber(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$num' in value)) return value
  switch (value.$num) {
    case 'NaN':
      return Number.NaN
    case 'Infinity':
      return Number.POSITIVE_INFINITY
    case '-Infinity':
      return Number.NEGATIVE_INFINITY
    default:
      return value
  }
}
