import { figure } from '../../math/figures.ts'
import { ParetoRanking } from '../../math/pareto-ranking.ts'
import type { Rung } from './rung.ts'

/**
 * {@link StoppingRung} for points. Between two points there is nothing to interpolate: of the two next
 * to the quantile's place the nearer is the cutoff, half way between them the worse one. Who is as
 * good as the cutoff goes on.
 */
export class StoppingFrontRung implements Rung<readonly number[]> {
  readonly milestone: number
  readonly #points = new ParetoRanking()
  readonly #reductionFactor: number

  constructor(milestone: number, reductionFactor: number) {
    this.milestone = milestone
    this.#reductionFactor = reductionFactor
  }

  enter(_: string, point: readonly number[]): string | undefined {
    const before = this.#points.size
    const best = Math.round((before - 1) / this.#reductionFactor) + 1
    const item = this.#points.insert(point)
    if (before === 0 || this.#points.equalsOneOfBest(item, best)) return undefined
    return (
      `rung ${figure(this.milestone)}: on front ${this.#points.frontOf(item)}, ` +
      `one of ${before + 1}, not among the best ${best}`
    )
  }

  record(_: string, point: readonly number[]): void {
    this.#points.insert(point)
  }

  describe(): string {
    const { size, frontSize } = this.#points
    return size === 0 ? 'none' : `${frontSize} of ${size} on the front`
  }
}
