import { encode } from '../protocol/json.ts'
import type { OutStream } from './cli.ts'

/** Prints lines for people and pipes. */
export function printLines(out: OutStream, lines: readonly string[]): void {
  if (lines.length > 0) out.write(`${lines.join('\n')}\n`)
}

/**
 * Prints one JSON document on one line, for programs. NaN and ±Infinity are spelled as in the protocol:
 * `{"$num":"NaN"}`.
 */
export function printJson(out: OutStream, value: unknown): void {
  out.write(`${encode(value)}\n`)
}
