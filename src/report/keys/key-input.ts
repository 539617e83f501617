import { signalGroup } from './job-control.ts'
import type { Standing } from './job-control.ts'
import { KeyDecoder } from './key-decoder.ts'
import type { Key } from './key-decoder.ts'

/** What is needed of the terminal that keys come from; `process.stdin` is one. */
export interface KeyStream {
  readonly isTTY?: boolean | undefined
  setRawMode?(raw: boolean): unknown
  on(event: 'data', listener: (chunk: Uint8Array | string) => void): unknown
  on(event: 'error' | 'end', listener: () => void): unknown
  off(event: 'data', listener: (chunk: Uint8Array | string) => void): unknown
  off(event: 'error' | 'end', listener: () => void): unknown
  resume(): unknown
  pause(): unknown
  listenerCount(event: string): number
  /** Lets the process end though the stream is open; a terminal has it. */
  unref?(): unknown
  ref?(): unknown
}

export interface KeyInputOptions {
  readonly stream: KeyStream
  readonly standing: () => Standing
  /** Called with the keys that came at once. */
  readonly onKeys: (keys: readonly Key[]) => void
}

/** After a lone escape, the rest of a sequence comes within this time, or it was the key. */
const ESCAPE_MS = 50

const SIGNALS: ReadonlyMap<Key, NodeJS.Signals> = new Map<Key, NodeJS.Signals>([
  ['interrupt', 'SIGINT'],
  ['suspend', 'SIGTSTP'],
  ['quit', 'SIGQUIT'],
])

/**
 * Keys from a terminal, one by one and without an echo. Ctrl-C, Ctrl-Z and Ctrl-\ do what they do
 * without it. The terminal's settings are changed while this is open and the process in the foreground,
 * and at no other time.
 */
export class KeyInput {
  readonly #options: KeyInputOptions
  #decoder = new KeyDecoder()
  #text = new TextDecoder()
  #timer: NodeJS.Timeout | undefined
  #isOpen = false
  readonly #onData = (chunk: Uint8Array | string): void => this.#take(chunk)
  readonly #onEnd = (): void => this.close()

  constructor(options: KeyInputOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Begins to listen if nobody else does and the terminal is ours; answers whether it does now. */
  open(): boolean {
    if (this.#isOpen) return true
    const { stream, standing } = this.#options
    const isTaken = stream.listenerCount('data') + stream.listenerCount('readable') > 0
    if (stream.isTTY !== true || stream.setRawMode === undefined || isTaken) return false
    if (standing() !== 'foreground') return false
    try {
      // Somebody else (a shell) may have changed the settings; only a change is passed on.
      stream.setRawMode(false)
      stream.setRawMode(true)
    } catch {
      return false
    }
    this.#isOpen = true
    this.#decoder = new KeyDecoder()
    this.#text = new TextDecoder()
    stream.on('error', this.#onEnd)
    stream.on('end', this.#onEnd)
    stream.on('data', this.#onData)
    stream.resume()
    stream.unref?.()
    return true
  }

  /** Gives the terminal back as it was. Idempotent. */
  close(): void {
    if (!this.#isOpen) return
    const { stream, standing } = this.#options
    this.#isOpen = false
    clearTimeout(this.#timer)
    stream.off('data', this.#onData)
    stream.off('end', this.#onEnd)
    stream.pause()
    stream.ref?.()
    try {
      // In the background the settings are those of whoever is in the foreground.
      if (standing() === 'foreground') stream.setRawMode?.(false)
    } catch {
      // The terminal is gone.
    }
    // An error of a terminal that went away may still be on its way.
    setImmediate(() => stream.off('error', this.#onEnd))
  }

  #take(chunk: Uint8Array | string): void {
    clearTimeout(this.#timer)
    const text = typeof chunk === 'string' ? chunk : this.#text.decode(chunk, { stream: true })
    const keys = this.#decoder.push(text)
    if (this.#decoder.isWaiting) {
      this.#timer = setTimeout(() => this.#hand(this.#decoder.flush()), ESCAPE_MS).unref()
    }
    this.#hand(keys)
  }

  #hand(keys: readonly Key[]): void {
    const typed: Key[] = []
    for (const key of keys) {
      const signal = SIGNALS.get(key)
      if (signal === undefined) typed.push(key)
      else signalGroup(signal)
    }
    if (typed.length > 0) this.#options.onKeys(typed)
  }
}
