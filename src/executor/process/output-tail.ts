/** How much is kept, in bytes. */
const WINDOW = 16 * 1024

/** The end of a stream that is written nowhere, for error messages. */
export class OutputTail {
  #pieces: Buffer[] = []
  #size = 0

  push(chunk: Buffer): void {
    this.#pieces.push(chunk)
    this.#size += chunk.length
    if (this.#size < 4 * WINDOW) return
    const end = Buffer.from(Buffer.concat(this.#pieces).subarray(-WINDOW))
    this.#pieces = [end]
    this.#size = end.length
  }

  /** The last lines, without trailing blank ones; undefined when there was nothing. */
  lines(count: number = 20): string | undefined {
    const text = Buffer.concat(this.#pieces).toString('utf8').trimEnd()
    return text === '' ? undefined : text.split('\n').slice(-count).join('\n')
  }
}
