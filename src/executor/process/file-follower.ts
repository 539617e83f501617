import { existsSync, renameSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { LineSplitter } from '../../protocol/line-splitter.ts'

const INTERVAL_MS = 100
const CHUNK = 256 * 1024
const MAX_LINE_BYTES = 16 * 1024 * 1024

/** Reads lines from a file while another process appends to it. The file may appear late. */
export class FileFollower {
  readonly #path: string
  readonly #splitter: LineSplitter
  readonly #buffer = Buffer.alloc(CHUNK)
  #offset = 0
  #timer: NodeJS.Timeout | undefined
  #reading: Promise<void> = Promise.resolve()
  #isPaused = false
  #isOver = false

  /** A file that an earlier attempt left is moved aside, to `<path>.<attempt>`. */
  constructor(path: string, attempt: number, onLine: (line: string) => void) {
    this.#path = path
    this.#splitter = new LineSplitter(MAX_LINE_BYTES, onLine, () => undefined)
    if (existsSync(path)) renameSync(path, `${path}.${attempt - 1}`)
    this.#schedule()
  }

  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused
  }

  /** Reads what is there, a last line without its end too, and stops. */
  async end(): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#timer)
    await this.#reading
    await this.#readOn()
    this.#splitter.end()
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#reading = (this.#isPaused ? Promise.resolve() : this.#readOn()).then(() => {
        if (!this.#isOver) this.#schedule()
      })
    }, INTERVAL_MS)
  }

  async #readOn(): Promise<void> {
    let file
    try {
      file = await open(this.#path, 'r')
    } catch {
      return
    }
    try {
      const { size } = await file.stat()
      // Begun anew by its writer.
      if (size < this.#offset) this.#offset = 0
      while (true) {
        const { bytesRead } = await file.read(this.#buffer, 0, CHUNK, this.#offset)
        if (bytesRead === 0) break
        this.#offset += bytesRead
        this.#splitter.push(Buffer.from(this.#buffer.subarray(0, bytesRead)))
      }
    } catch {
      // Unreadable for now; the next turn tries again.
    } finally {
      await file.close()
    }
  }
}
