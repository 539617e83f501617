import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { LineSplitter } from '../../protocol/line-splitter.ts'

const CHUNK = 256 * 1024
const MAX_LINE_BYTES = 16 * 1024 * 1024

/** Reads the lines of a file that others append to, begin anew or have yet to make. */
export class FollowedFile {
  readonly #path: string
  readonly #buffer = Buffer.alloc(CHUNK)
  readonly #onLine: (line: string) => void
  #splitter: LineSplitter
  #offset: number
  #inode: number | undefined

  /** @param from Byte at which the first line of interest begins. */
  constructor(path: string, from: number, onLine: (line: string) => void) {
    this.#path = path
    this.#offset = from
    this.#onLine = onLine
    this.#splitter = this.#newSplitter()
  }

  /** Tells all lines that were finished since the last time. */
  read(): void {
    let fd: number
    try {
      fd = openSync(this.#path, 'r')
    } catch {
      return
    }
    try {
      const { size, ino } = fstatSync(fd)
      // Cut short or replaced by its writer.
      if (size < this.#offset || (this.#inode !== undefined && this.#inode !== ino)) {
        this.#splitter.end()
        this.#splitter = this.#newSplitter()
        this.#offset = 0
      }
      this.#inode = ino
      for (;;) {
        const length = readSync(fd, this.#buffer, 0, CHUNK, this.#offset)
        if (length === 0) break
        this.#offset += length
        this.#splitter.push(Buffer.from(this.#buffer.subarray(0, length)))
      }
    } catch {
      // What cannot be read now is tried again the next time.
    } finally {
      closeSync(fd)
    }
  }

  /** Tells what is left, a last line without its end too. */
  end(): void {
    this.read()
    this.#splitter.end()
  }

  #newSplitter(): LineSplitter {
    return new LineSplitter(MAX_LINE_BYTES, this.#onLine, (start) =>
      this.#onLine(`${start}... (a line of more than 16 MiB)`),
    )
  }
}
