import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** How much of the end of a file is looked at, in bytes. */
const WINDOW = 16 * 1024

/**
 * The last `lines` lines of a text file without trailing blank ones; undefined when it cannot be read
 * or holds nothing. `from` is the byte at which the part of interest begins.
 */
export function tailLines(path: string, lines: number = 20, from: number = 0): string | undefined {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    const { size } = fstatSync(fd)
    const start = Math.max(from, size - WINDOW)
    const buffer = Buffer.alloc(Math.max(0, size - start))
    const length = readSync(fd, buffer, 0, buffer.length, start)
    const text = buffer.toString('utf8', firstWholeCharacter(buffer), length).trimEnd()
    return text === '' ? undefined : text.split('\n').slice(-lines).join('\n')
  } catch {
    // A folder can be opened and not read. Last words are welcome, never worth a failure.
    return undefined
  } finally {
    closeSync(fd)
  }
}

/** Skips the rest of a UTF-8 character that the window cut. */
function firstWholeCharacter(buffer: Buffer): number {
  let index = 0
  while (index < 3 && ((buffer[index] ?? 0) & 0xc0) === 0x80) index += 1
  return index
}
