const NEWLINE = 0x0a
const RETURN = 0x0d

/**
 * Cuts a byte stream into lines. Works on bytes, so that a character which two chunks share is whole
 * again, and keeps the pieces of a long line apart until its end, so that long lines cost linear time.
 */
export class LineSplitter {
  readonly #maxBytes: number
  readonly #onLine: (line: string) => void
  readonly #onTooLong: (start: string) => void
  #pieces: Buffer[] = []
  #size = 0
  #isSkipping = false

  /** A line of more than `maxBytes` is dropped; `onTooLong` gets its beginning, once. */
  constructor(
    maxBytes: number,
    onLine: (line: string) => void,
    onTooLong: (start: string) => void,
  ) {
    this.#maxBytes = maxBytes
    this.#onLine = onLine
    this.#onTooLong = onTooLong
  }

  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#finish(chunk, start, end)
      start = end + 1
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start))
  }

  /** The stream has ended: what is left is a line too. */
  end(): void {
    if (this.#size > 0 || this.#isSkipping) this.#finish(Buffer.alloc(0), 0, 0)
  }

  #keep(piece: Buffer): void {
    if (this.#isSkipping) return
    this.#pieces.push(piece)
    this.#size += piece.length
    if (this.#size > this.#maxBytes) this.#skip()
  }

  #skip(): void {
    const start = Buffer.concat(this.#pieces).toString('utf8', 0, 200)
    this.#clear()
    this.#isSkipping = true
    this.#onTooLong(start)
  }

  #finish(chunk: Buffer, start: number, end: number): void {
    if (this.#isSkipping) {
      this.#isSkipping = false
      return
    }
    if (this.#size === 0) {
      this.#onLine(textOf(chunk, start, end))
      return
    }
    this.#pieces.push(chunk.subarray(start, end))
    const line = Buffer.concat(this.#pieces)
    this.#clear()
    this.#onLine(textOf(line, 0, line.length))
  }

  #clear(): void {
    this.#pieces = []
    this.#size = 0
  }
}

function textOf(bytes: Buffer, start: number, end: number): string {
  const last = end > start && bytes[end - 1] === RETURN ? end - 1 : end
  return bytes.toString('utf8', start, last)
}
