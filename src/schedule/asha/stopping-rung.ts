import { figure, ordinal } from '../../math/figures.ts'
import { OrderStatisticTree } from '../../math/order-statistic-tree.ts'
import { quantile } from '../../math/quantile.ts'
import { compareScores } from '../../math/score.ts'
import type { Rung } from './rung.ts'

/** What a rung's scores are of. */
export interface Measured {
  readonly metric: string
  /** Scores are kept so that larger is better: 1 for `max`, −1 for `min`. */
  readonly sign: 1 | -1
}

/** Who is worse than the quantile of those that came before goes no further. NaN is the worst. */
export class StoppingRung implements Rung<number> {
  readonly milestone: number
  readonly #scores = new OrderStatisticTree()
  readonly #quantile: number
  readonly #measured: Measured

  constructor(milestone: number, reductionFactor: number, measured: Measured) {
    this.milestone = milestone
    // By way of per cent, as `numpy.percentile` is asked for it: so the last digit is the same.
    this.#quantile = ((1 - 1 / reductionFactor) * 100) / 100
    this.#measured = measured
  }

  enter(_: string, score: number): string | undefined {
    const cutoff = this.#cutoff
    const falls = cutoff !== undefined && compareScores(score, cutoff, 'max') < 0
    this.#scores.insert(score)
    return falls ? this.#explain(score, cutoff) : undefined
  }

  record(_: string, score: number): void {
    this.#scores.insert(score)
  }

  describe(): string {
    const cutoff = this.#cutoff
    return cutoff === undefined ? 'none' : figure(this.#measured.sign * cutoff)
  }

  /** Undefined while nobody has come here. */
  get #cutoff(): number | undefined {
    return quantile(this.#scores, this.#quantile)
  }

  #explain(score: number, cutoff: number): string {
    const { metric, sign } = this.#measured
    const value = sign * score
    const limit = sign * cutoff
    const rank = this.#scores.countAbove(score) + 1
    return (
      `rung ${figure(this.milestone)}: ${metric} ${figure(value, limit)} is worse than the cutoff ` +
      `${figure(limit, value)} (${ordinal(rank)} of ${this.#scores.size})`
    )
  }
}
