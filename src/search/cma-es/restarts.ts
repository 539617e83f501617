import type { Random } from '../../math/random.ts'

/** Whether a descent that leads nowhere is followed by another, and by what kind of one. */
export type RestartPolicy = 'ipop' | 'bipop' | 'none'

/** What a descent begins with. */
export interface Plan {
  readonly populationSize: number
  readonly sigma: number
}

/**
 * Plans descents. With `ipop` each has twice the population of the one before (A. Auger and N. Hansen,
 * "A Restart CMA Evolution Strategy With Increasing Population Size", CEC 2005). With `bipop` small
 * populations with small steps come in between, as long as they have used fewer trials (N. Hansen,
 * "Benchmarking a BI-Population CMA-ES on the BBOB-2009 Function Testbed", GECCO 2009).
 */
export class Restarts {
  readonly #policy: RestartPolicy
  readonly #first: Plan
  #large: number
  #isSmall = false
  #spentSmall = 0
  #spentLarge = 0

  constructor(policy: RestartPolicy, first: Plan) {
    this.#policy = policy
    this.#first = first
    this.#large = first.populationSize
  }

  /**
   * The next descent; undefined if the one that is must go on.
   * @param spent How many trials the last one took.
   */
  next(spent: number, random: Random): Plan | undefined {
    if (this.#policy === 'none') return undefined
    if (this.#isSmall) this.#spentSmall += spent
    else this.#spentLarge += spent
    // The first restart is large: what small populations are compared with is not known before.
    const isFirst = this.#large === this.#first.populationSize
    this.#isSmall = this.#policy === 'bipop' && !isFirst && this.#spentSmall < this.#spentLarge
    if (this.#isSmall) return this.#smallPlan(random)
    this.#large *= 2
    return { populationSize: this.#large, sigma: this.#first.sigma }
  }

  #smallPlan(random: Random): Plan {
    const { populationSize, sigma } = this.#first
    const ratio = (0.5 * this.#large) / populationSize
    return {
      populationSize: Math.floor(populationSize * ratio ** (random.next() ** 2)),
      sigma: sigma * 10 ** (-2 * random.next()),
    }
  }
}
