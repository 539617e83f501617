/** What a reporter needs of the stream that it writes to; `process.stdout` is one. */
export interface ReportStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
  readonly destroyed?: boolean | undefined
  readonly writableEnded?: boolean | undefined
  readonly writableNeedDrain?: boolean | undefined
  write(chunk: string, callback?: (error?: Error | null) => void): boolean
  on(event: 'error' | 'resize', listener: () => void): unknown
  off(event: 'error' | 'resize', listener: () => void): unknown
}

/** Streams that outputs write to, with how many do; one listener each, however many studies there are. */
const shared = new WeakMap<ReportStream, { users: number; broken: boolean; listener: () => void }>()

/**
 * A stream that may break: a reader that went away (`EPIPE`) must end the reports and not the study.
 * While it is open, the stream's errors are taken care of.
 */
export class Output {
  readonly stream: ReportStream
  #isOpen = true

  constructor(stream: ReportStream) {
    this.stream = stream
    const known = shared.get(stream)
    if (known !== undefined) {
      known.users += 1
      return
    }
    const state = { users: 1, broken: false, listener: (): void => void (state.broken = true) }
    shared.set(stream, state)
    stream.on('error', state.listener)
  }

  /** Whether nothing can be written any more. */
  get isBroken(): boolean {
    const { destroyed, writableEnded } = this.stream
    return (
      (shared.get(this.stream)?.broken ?? false) || destroyed === true || writableEnded === true
    )
  }

  /** Whether what was written before is still on its way, so that more would only pile up. */
  get isBusy(): boolean {
    return this.stream.writableNeedDrain === true
  }

  /** Writes, if that is still possible, by the stream's own method or the one given. */
  write(text: string, by: (text: string) => void = (chunk) => void this.stream.write(chunk)): void {
    if (!this.#isOpen || this.isBroken) return
    try {
      by(text)
    } catch {
      const state = shared.get(this.stream)
      if (state !== undefined) state.broken = true
    }
  }

  lines(lines: readonly string[]): void {
    if (lines.length > 0) this.write(lines.map((line) => `${line}\n`).join(''))
  }

  /** No more is coming. An error of what is still on its way is taken care of, too. */
  close(): void {
    const { stream } = this
    if (!this.#isOpen) return
    const letGo = (): void => {
      const state = shared.get(stream)
      if (state === undefined || --state.users > 0) return
      shared.delete(stream)
      stream.off('error', state.listener)
    }
    this.#isOpen = false
    if (this.isBroken) return void setImmediate(letGo)
    try {
      // The callback comes after all earlier writes, an error event right after the callback.
      stream.write('', () => setImmediate(letGo))
    } catch {
      letGo()
    }
  }
}
