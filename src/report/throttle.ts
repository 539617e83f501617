export interface ThrottleOptions {
  /** Milliseconds between two calls of the action, at least. */
  readonly everyMs: number
  /** The time in milliseconds. */
  readonly now: () => number
  readonly action: () => void
}

/** The action gets at most this share of the time: a twentieth. */
const COST_FACTOR = 20

/**
 * Calls an action when asked to, but not too often: at once if it is due, otherwise once when it is.
 * An action that has become slow is called less often. Its timer keeps no process alive.
 */
export class Throttle {
  readonly #options: ThrottleOptions
  #dueAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(options: ThrottleOptions) {
    this.#options = options
  }

  request(): void {
    const wait = this.#dueAt - this.#options.now()
    if (wait <= 0) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), wait).unref()
  }

  /** Lets the time until the next call begin now. */
  postpone(): void {
    this.#dueAt = this.#options.now() + this.#options.everyMs
  }

  /** Calls the action now. */
  flush(): void {
    this.cancel()
    const { now, action, everyMs } = this.#options
    const startedAt = now()
    action()
    const endedAt = now()
    this.#dueAt = endedAt + Math.max(everyMs, COST_FACTOR * (endedAt - startedAt))
  }

  /** Takes back what was requested. */
  cancel(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
