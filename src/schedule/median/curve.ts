import { isBetter } from '../../math/score.ts'
import type { Report } from './report.ts'

/**
 * What a trial has reported and not taken back, in order of time. A trial that is retried or resumed
 * reports again what came after its checkpoint: what it reported the first time stands no more.
 */
export class Curve {
  /** What was reported latest was of an attempt that is over. */
  isInterrupted = false
  readonly #times: number[] = []
  readonly #iterations: number[] = []
  readonly #scores: number[] = []
  #best = Number.NaN

  get length(): number {
    return this.#times.length
  }

  /** The best score; NaN only where there is no other. */
  get best(): number {
    return this.#best
  }

  get lastTime(): number {
    return this.time(this.length - 1)
  }

  time(index: number): number {
    return this.#times[index] ?? Number.NaN
  }

  score(index: number): number {
    return this.#scores[index] ?? Number.NaN
  }

  /** Whether its last result is this one. */
  endsWith({ time, iteration, score }: Report): boolean {
    return (
      Object.is(this.lastTime, time) &&
      Object.is(this.#iterations.at(-1), iteration) &&
      Object.is(this.#scores.at(-1), score)
    )
  }

  /** How many of the first results stand once this one comes. */
  standingBefore(report: Report): number {
    let count = this.length
    while (count > 0 && this.#isSuperseded(count - 1, report)) count -= 1
    return count
  }

  /** Takes back all but the first `count` results. */
  cut(count: number): void {
    this.#times.length = count
    this.#iterations.length = count
    this.#scores.length = count
    this.#best = Number.NaN
    for (const score of this.#scores) this.#remember(score)
  }

  add({ time, iteration, score }: Report): void {
    this.#times.push(time)
    this.#iterations.push(iteration)
    this.#scores.push(score)
    this.#remember(score)
    this.isInterrupted = false
  }

  #isSuperseded(index: number, { time, iteration, isFirst, isFinal }: Report): boolean {
    const earlier = this.#times[index] as number
    const before = this.#iterations[index] as number
    if (earlier > time || before > iteration) return true
    // Some count epochs and report several times in one: the same number again is no step back,
    // unless another attempt begins with it, or the trial ends and its last result is told again.
    const isSame = Number.isNaN(iteration) ? earlier === time : before === iteration
    return isSame && (isFirst || this.isInterrupted || (isFinal && earlier === time))
  }

  #remember(score: number): void {
    if (isBetter(score, this.#best, 'max')) this.#best = score
  }
}
