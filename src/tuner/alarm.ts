/** Rings every so often, and once more as soon as is asked for. */
export class Alarm {
  readonly #ring: () => void
  readonly #now: () => number
  readonly #interval: NodeJS.Timeout
  #timer: NodeJS.Timeout | undefined
  #at = Infinity

  /** @param everyMs Milliseconds from one ring to the next. */
  constructor(everyMs: number, now: () => number, ring: () => void) {
    this.#now = now
    this.#ring = ring
    this.#interval = setInterval(ring, everyMs)
  }

  /** Rings no later than `at`, in milliseconds since the epoch. */
  setFor(at: number): void {
    if (at >= this.#at) return
    this.#at = at
    clearTimeout(this.#timer)
    const wait = Math.max(0, at - this.#now())
    this.#timer = setTimeout(() => {
      this.#at = Infinity
      this.#ring()
    }, wait)
  }

  stop(): void {
    clearInterval(this.#interval)
    clearTimeout(this.#timer)
  }
}
