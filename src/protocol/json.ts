/**
 * JSON with the three numbers that it lacks. NaN, Infinity and -Infinity are spelled
 * `{"$num":"NaN"}`, `{"$num":"Infinity"}` and `{"$num":"-Infinity"}` everywhere: in the protocol
 * between tuner and trial, and in the stored event log. An object whose only key is `$num` is reserved.
 */
export function encode(value: unknown): string {
  const text = JSON.stringify(value, spellNumber)
  return text === undefined ? 'null' : text
}

/** Reads what {@link encode} wrote. Throws `SyntaxError` on text that is not JSON. */
export function decode(text: string): unknown {
  // The reviver is ten times slower than the parser: it runs only where there is something to revive.
  return text.includes('"$num"') ? JSON.parse(text, reviveNumber) : JSON.parse(text)
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
