import type { Gaussian } from './gaussian.ts'

const SMALLEST_STEP = 1e-12
const SMALLEST_DIFFERENCE = 1e-12
const LARGEST_STEP = 1e4
const LARGEST_CONDITION = 1e14

/**
 * Says when a descent of CMA-ES leads nowhere any more: the rules of N. Hansen, "The CMA Evolution
 * Strategy: A Tutorial" (arXiv 1604.00772), appendix B.3, and one for where all trials fail.
 */
export class StopRules {
  readonly #gaussian: Gaussian | undefined
  readonly #sigma: number
  readonly #window: number
  /** The least and the largest finite value of each of the last generations; undefined without one. */
  readonly #extremes: (readonly [least: number, most: number] | undefined)[] = []
  #generations = 0

  constructor(
    gaussian: Gaussian | undefined,
    so: { readonly sigma: number; readonly dimensions: number; readonly populationSize: number },
  ) {
    this.#gaussian = gaussian
    this.#sigma = so.sigma
    this.#window = 10 + Math.ceil((30 * so.dimensions) / so.populationSize)
  }

  /** Takes in what a generation came to, after the update by it. */
  record(values: readonly number[]): void {
    const finite = values.filter(Number.isFinite)
    this.#generations += 1
    this.#extremes.push(
      finite.length === 0 ? undefined : [Math.min(...finite), Math.max(...finite)],
    )
    if (this.#extremes.length > this.#window) this.#extremes.shift()
  }

  /** Why to stop, to be read by a user; undefined if there is no reason. */
  reason(): string | undefined {
    const gaussian = this.#gaussian
    return this.#isFlat() ?? (gaussian === undefined ? undefined : this.#isAtEnd(gaussian))
  }

  #isFlat(): string | undefined {
    if (this.#extremes.length < this.#window) return undefined
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (const extremes of this.#extremes) {
      if (extremes === undefined) continue
      least = Math.min(least, extremes[0])
      most = Math.max(most, extremes[1])
    }
    if (least > most) return 'no trial ends well any more'
    return most - least < SMALLEST_DIFFERENCE ? 'the values no longer differ' : undefined
  }

  #isAtEnd(gaussian: Gaussian): string | undefined {
    const { mean, sigma, covariance, pathC, size, axes } = gaussian
    const least = axes.deviations[0] as number
    const most = axes.deviations[size - 1] as number
    if (sigma * most > LARGEST_STEP) return 'its steps became too large'
    if (most * most > LARGEST_CONDITION * least * least) {
      return 'its steps became far too different in different directions'
    }
    const tiny = SMALLEST_STEP * this.#sigma
    let isTiny = true
    for (let i = 0; i < size; i++) {
      const deviation = sigma * Math.sqrt(covariance[i * size + i] as number)
      const centre = mean[i] as number
      if (centre === centre + 0.2 * deviation) return 'its steps became too small to matter'
      if (deviation >= tiny || sigma * Math.abs(pathC[i] as number) >= tiny) isTiny = false
    }
    if (isTiny) return 'its steps became too small'
    return this.#isAxisDead(gaussian) ? 'its steps became too small to matter' : undefined
  }

  /** One axis is looked at in each generation. */
  #isAxisDead({ mean, sigma, size, axes }: Gaussian): boolean {
    const k = this.#generations % size
    const length = 0.1 * sigma * (axes.deviations[k] as number)
    return mean.every(
      (centre, i) => centre === centre + length * (axes.vectors[k * size + i] as number),
    )
  }
}
