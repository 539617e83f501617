import { OrderStatisticTree } from '../math/order-statistic-tree.ts'
import { quantile } from '../math/quantile.ts'
import { compareScores } from '../math/score.ts'

/** How a score compares with those that came to the same rung before it. Larger scores are better. */
export interface Verdict {
  /** Undefined for the first one at the rung. */
  readonly cutoff: number | undefined
  /** Whether the score is worse than the cutoff; who is as good as the cutoff is not. */
  readonly falls: boolean
  /** 1 for the best so far. */
  readonly rank: number
  /** How many have come to the rung, this one included. */
  readonly of: number
}

/** The scores of the trials that came as far as a milestone. Larger is better, NaN is the worst. */
export class Rung {
  readonly milestone: number
  readonly #scores = new OrderStatisticTree()
  readonly #quantile: number

  constructor(milestone: number, reductionFactor: number) {
    this.milestone = milestone
    // By way of per cent, as `numpy.percentile` is asked for it: so the last digit is the same.
    this.#quantile = ((1 - 1 / reductionFactor) * 100) / 100
  }

  /** The score below which a trial falls; undefined while nobody has come here. */
  get cutoff(): number | undefined {
    return quantile(this.#scores, this.#quantile)
  }

  /** Compares a score with those before it, and keeps it. */
  enter(score: number): Verdict {
    const { cutoff } = this
    const verdict = {
      cutoff,
      falls: cutoff !== undefined && compareScores(score, cutoff, 'max') < 0,
      rank: this.#scores.countAbove(score) + 1,
      of: this.#scores.size + 1,
    }
    this.#scores.insert(score)
    return verdict
  }
}
