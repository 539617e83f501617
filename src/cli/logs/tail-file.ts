import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const CHUNK = 64 * 1024
const NEWLINE = 0x0a

/** The end of a file, and where the file ended when it was read. */
export interface Tail {
  /** Without their line breaks; the last may be one that its writer has not finished. */
  readonly lines: readonly string[]
  /** Bytes of the file. */
  readonly size: number
  /** Bytes of the last line where its writer has not finished it, else 0. */
  readonly open: number
}

/** The last lines of a file, however long they are; undefined where there is no file. */
export function tailFile(path: string, lines: number): Tail | undefined {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    const { size } = fstatSync(fd)
    const end = endOf(fd, size, lines)
    const text = end.toString('utf8')
    const open = end.length - 1 - end.lastIndexOf(NEWLINE)
    const all = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
    const whole = text === '' ? [] : all.slice(-lines)
    return { lines: lines === 0 ? [] : whole.map((line) => line.replace(/\r$/, '')), size, open }
  } catch {
    // What can be opened and not read, a folder for one, has no lines.
    return undefined
  } finally {
    closeSync(fd)
  }
}

/** Enough of the end of a file to hold so many lines. */
function endOf(fd: number, size: number, lines: number): Buffer {
  const pieces: Buffer[] = []
  let breaks = 0
  for (let end = size; end > 0 && breaks <= lines; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK)
    const piece = Buffer.alloc(end - start)
    const length = readSync(fd, piece, 0, piece.length, start)
    pieces.unshift(piece.subarray(0, length))
    for (const byte of piece.subarray(0, length)) if (byte === NEWLINE) breaks += 1
  }
  const text = Buffer.concat(pieces)
  if (breaks <= lines) return text
  // The first line of what was read may have been cut, also within a character.
  return text.subarray(text.indexOf(NEWLINE) + 1)
}
