import type { ReportStream } from './output.ts'

/** An unfinished line that is longer gets its line break here. */
const LONGEST_UNFINISHED = 8192

/**
 * Stands before a terminal stream's `write` and hands on whole lines only, so that a block can be kept
 * below them. What comes after the last line break is held, and shown by whoever draws the block.
 */
export class StreamGuard {
  readonly #stream: ReportStream
  readonly #before: () => void
  readonly #after: () => void
  readonly #write: ReportStream['write']
  readonly #wasOwn: boolean
  readonly #standIn: ReportStream['write']
  readonly #decoder = new TextDecoder()
  #isActive = true
  #unfinished = ''

  /** `before` is called when lines are about to go out, `after` when anything was taken. */
  constructor(stream: ReportStream, before: () => void, after: () => void) {
    this.#stream = stream
    this.#before = before
    this.#after = after
    // Called with the stream as its `this` only.
    this.#write = Reflect.get(stream, 'write')
    this.#wasOwn = Object.hasOwn(stream, 'write')
    this.#standIn = (...args: readonly unknown[]) => this.#take(args)
    stream.write = this.#standIn
  }

  /** The line that has begun and not ended, as it looks by now; empty without one. */
  get unfinished(): string {
    return this.#unfinished
  }

  /** Writes past the guard. */
  write(text: string): void {
    Reflect.apply(this.#write, this.#stream, [text])
  }

  /** Writes what is held, as a line of its own, and leaves the stream as it was. */
  close(): void {
    if (!this.#isActive) return
    this.#isActive = false
    // Somebody else may have put a function before this one: then it stays and lets everything pass.
    if (this.#stream.write === this.#standIn) {
      if (this.#wasOwn) this.#stream.write = this.#write
      else Reflect.deleteProperty(this.#stream, 'write')
    }
    const rest = this.#unfinished + this.#decoder.decode()
    this.#unfinished = ''
    if (rest !== '') this.write(`${rest}\n`)
  }

  #take(args: readonly unknown[]): boolean {
    const [chunk, ...rest] = args
    const isText = typeof chunk === 'string'
    if (!this.#isActive || !(isText || chunk instanceof Uint8Array)) {
      return Boolean(Reflect.apply(this.#write, this.#stream, args))
    }
    const encoding = typeof rest[0] === 'string' ? rest[0] : 'utf8'
    const bytes = isText && encoding !== 'utf8' ? Buffer.from(chunk, asEncoding(encoding)) : chunk
    const text = typeof bytes === 'string' ? bytes : this.#decoder.decode(bytes, { stream: true })
    const callback = rest.find((argument) => typeof argument === 'function')
    const lines = this.#wholeLines(text)
    if (lines !== '') this.#before()
    // Also an empty write goes out: whoever waits for its callback waits for the stream.
    const out = callback === undefined ? [lines] : [lines, callback]
    const isFlowing = Boolean(Reflect.apply(this.#write, this.#stream, out))
    this.#after()
    return isFlowing
  }

  /** The lines that `text` ends, the unfinished one before it included. */
  #wholeLines(text: string): string {
    const whole = this.#unfinished + text
    const end = whole.lastIndexOf('\n') + 1
    const rest = whole.slice(end)
    if (rest.length > LONGEST_UNFINISHED) {
      this.#unfinished = ''
      return `${whole}\n`
    }
    // What a carriage return leads back over is overwritten.
    this.#unfinished = rest.slice(rest.lastIndexOf('\r', rest.length - 2) + 1)
    return whole.slice(0, end)
  }
}

function asEncoding(text: string): BufferEncoding {
  return Buffer.isEncoding(text) ? text : 'utf8'
}
