import { TrialError, messageOf } from '../errors.ts'
import { decode, encode } from './json.ts'
import { LineSplitter } from './line-splitter.ts'
import type { Duplex } from 'node:stream'

/** Far above any sensible message; it only keeps a babbling child from filling the memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

/** What a channel tells its owner; none of these may throw. */
export interface LineChannelListener<In> {
  onMessage(message: In): void
  /** The other side wrote something that is no message; the channel goes on. */
  onProtocolError?(error: TrialError): void
  /** Exactly once, after the last message: the other side has closed, or the channel broke. */
  onClose?(): void
}

/**
 * Messages as JSON, one a line, over a byte stream: a socket pair, a unix socket, or TCP. Messages
 * sent within one turn of the event loop leave in one write.
 */
export class LineChannel<In, Out> {
  /** Resolves right after `onClose`. */
  readonly closed: Promise<void>
  readonly #stream: Duplex
  readonly #listener: LineChannelListener<In>
  readonly #read: (value: unknown) => In
  #resolveClosed: () => void = () => undefined
  #outgoing = ''
  #isOpen = true

  /** @param read Checks the shape of a message; throws an Error that says what is wrong with it. */
  constructor(stream: Duplex, read: (value: unknown) => In, listener: LineChannelListener<In>) {
    this.#stream = stream
    this.#read = read
    this.#listener = listener
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve
    })
    const splitter = new LineSplitter(
      MAX_LINE_BYTES,
      (line) => this.#onLine(line),
      (start) => this.#complain(start, `is longer than ${MAX_LINE_BYTES} bytes`),
    )
    stream.on('data', (chunk: Buffer) => splitter.push(chunk))
    stream.once('end', () => {
      splitter.end()
      this.#closed()
    })
    // A reset connection is an end like any other: what it means is known from the process.
    stream.on('error', () => this.#closed())
    stream.once('close', () => this.#closed())
  }

  /** Whether the other side can still be reached. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Sends a message; lost without a trace when the other side is gone. */
  send(message: Out): void {
    if (!this.#isOpen) return
    if (this.#outgoing === '') process.nextTick(() => this.#flush())
    this.#outgoing += `${encode(message)}\n`
  }

  /** Sends what is waiting and closes. */
  close(): void {
    if (!this.#isOpen) return
    this.#flush()
    this.#stream.end()
  }

  /** Closes at once, in both directions. */
  destroy(): void {
    this.#stream.destroy()
    this.#closed()
  }

  #flush(): void {
    const text = this.#outgoing
    this.#outgoing = ''
    if (text !== '' && this.#stream.writable) this.#stream.write(text)
  }

  #onLine(line: string): void {
    if (line === '') return
    let message: In
    try {
      message = this.#read(decode(line))
    } catch (error) {
      this.#complain(line, error instanceof SyntaxError ? 'is not JSON' : messageOf(error))
      return
    }
    this.#listener.onMessage(message)
  }

  #complain(text: string, problem: string): void {
    const start = text.length > 200 ? `${text.slice(0, 200)}…` : text
    this.#listener.onProtocolError?.(
      new TrialError(
        'PROTOCOL_ERROR',
        `A line on the protocol connection ${problem}: ${JSON.stringify(start)}. ` +
          'Only protocol messages may be written there; print to standard output instead.',
      ),
    )
  }

  #closed(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#listener.onClose?.()
    this.#resolveClosed()
  }
}
