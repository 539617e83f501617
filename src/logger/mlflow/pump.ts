import { setTimeout as sleep } from 'node:timers/promises'
import { RequestFailure } from './failure.ts'

/** How long news wait for other news, in milliseconds, and how many wait at most. */
const EVERY_MS = 1000
const MANY = 500

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** At the end of a study somebody waits. */
const LONGEST_PAUSE_AT_END_MS = 1000

/** Failures in a row after which it is worth a word; before that a server may just be restarting. */
const WORTH_A_WORD = 3

/**
 * Calls `work` in the background, one call at a time, a moment after there is news. Work that fails
 * is repeated, after growing pauses.
 */
export class Pump {
  readonly #work: () => Promise<void>
  #news = 0
  #timer: NodeJS.Timeout | undefined
  #busy: Promise<void> | undefined
  #failures = 0
  /** When it last got somewhere, in the clock of `performance`. */
  #progressedAt = 0
  #error: unknown
  #isEnding = false

  constructor(work: () => Promise<void>) {
    this.#work = work
  }

  /** What has been wrong for long enough to be told, if anything is. */
  get trouble(): unknown {
    return this.#mayPass && this.#failures < WORTH_A_WORD ? undefined : this.#error
  }

  /** There is news. */
  poke(): void {
    this.#news += 1
    // A pause after a failure is not cut short.
    if (this.#busy || this.#isEnding || this.#failures > 0) return
    if (this.#news >= MANY) this.#start()
    else this.#startIn(EVERY_MS)
  }

  start(): void {
    this.#news += 1
    if (!this.#busy && !this.#isEnding) this.#start()
  }

  /** The work under way got somewhere: what failed before counts no more. */
  progressed(): void {
    this.#failures = 0
    this.#error = undefined
    this.#progressedAt = performance.now()
  }

  /**
   * Works until all is done, or until nothing has got anywhere for `patienceMs`.
   * @returns Why it is not done; undefined when it is.
   */
  async drain(patienceMs: number): Promise<unknown> {
    this.#isEnding = true
    clearTimeout(this.#timer)
    await this.#busy
    const from = performance.now()
    for (;;) {
      await this.#attempt()
      if (this.#error === undefined) return undefined
      const since = Math.max(from, this.#progressedAt)
      if (!this.#mayPass || performance.now() - since >= patienceMs) return this.#error
      await sleep(Math.min(this.#pause(), LONGEST_PAUSE_AT_END_MS))
    }
  }

  /** Whether what is wrong may pass by itself, and not only when somebody sees to it. */
  get #mayPass(): boolean {
    return this.#error instanceof RequestFailure && this.#error.isTransient
  }

  #startIn(ms: number): void {
    this.#timer ??= setTimeout(() => this.#start(), ms).unref()
  }

  #start(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#busy = this.#attempt().then(() => {
      this.#busy = undefined
      if (this.#isEnding) return
      if (this.#failures > 0) this.#startIn(this.#pause())
      else if (this.#news > 0) this.#startIn(EVERY_MS)
    })
  }

  async #attempt(): Promise<void> {
    this.#news = 0
    try {
      await this.#work()
      this.progressed()
    } catch (error) {
      this.#failures += 1
      this.#error = error
    }
  }

  #pause(): number {
    const asked = this.#error instanceof RequestFailure ? this.#error.retryAfterMs : undefined
    if (asked !== undefined) return asked
    if (!this.#mayPass) return LONGEST_PAUSE_MS
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#failures - 1), LONGEST_PAUSE_MS)
    // Studies that lost the same server do not come back all at once.
    return pause * (0.75 + Math.random() / 2)
  }
}
