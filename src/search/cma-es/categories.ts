import type { Random } from '../../math/random.ts'

/** How strong a trend must be, compared with chance, for steps to grow. */
const TREND = 1.5

/** How likely a draw has no category that is only there for the margin: in all dimensions together. */
const UNDISTURBED = 0.73

/**
 * Independent distributions of parameters without order, learned together: the categorical part of CatCMA
 * (R. Hamano, S. Saito, M. Nomura, K. Uchida and S. Shirakawa, "CatCMA: Stochastic Optimization for
 * Mixed-Category Problems", GECCO 2024, arXiv 2405.09962). It follows the natural gradient with steps that
 * adapt to how clear the trend is (ASNG, Akimoto et al., ICML 2019), and no probability falls below a
 * margin.
 */
export class Categories {
  /** The probability of each option, one array for each parameter. */
  readonly probabilities: readonly Float64Array[]
  readonly #margins: readonly number[]
  readonly #freedom: number
  /** Path of the normalised gradients, and how long it would be by chance. */
  readonly #path: Float64Array
  #chance = 0
  /** How long a step is, and what divides the next one: a step follows the trend with a delay of one. */
  #step = 1
  #caution = 1

  /** @param start The first probabilities, one array for each parameter; the margin is put on top. */
  constructor(start: readonly Float64Array[]) {
    const share = 1 - UNDISTURBED ** (1 / start.length)
    this.#margins = start.map(({ length }) => share / (length - 1))
    this.probabilities = start.map((one) => one.slice())
    this.#freedom = start.reduce((sum, { length }) => sum + length - 1, 0)
    this.#path = new Float64Array(this.#freedom)
    this.#keepMargins()
  }

  /** Draws an option of one parameter. */
  draw(parameter: number, random: Random): number {
    const probabilities = this.probabilities[parameter] as Float64Array
    let rest = random.next()
    for (const [option, probability] of probabilities.entries()) {
      rest -= probability
      if (rest < 0) return option
    }
    return probabilities.length - 1
  }

  /**
   * Learns from the options that samples had.
   * @param samples For each sample, best first, an option for each parameter; −1 where it has none.
   * @param weights What each sample is worth: at least 0, the sum is 1.
   */
  update(samples: readonly ArrayLike<number>[], weights: Float64Array): void {
    const gradients = this.probabilities.map((probabilities, parameter) => {
      const gradient = new Float64Array(probabilities.length)
      for (const [k, sample] of samples.entries()) {
        const option = sample[parameter] as number
        const weight = weights[k] as number
        if (option < 0 || weight === 0) continue
        for (let i = 0; i < gradient.length; i++) {
          gradient[i] = (gradient[i] as number) - weight * (probabilities[i] as number)
        }
        gradient[option] = (gradient[option] as number) + weight
      }
      return gradient
    })
    const normal = this.#inStandardUnits(gradients)
    const length = Math.sqrt(normal.reduce((sum, x) => sum + x * x, 0))
    if (!(length > 0)) return
    for (const [parameter, probabilities] of this.probabilities.entries()) {
      const gradient = gradients[parameter] as Float64Array
      for (let i = 0; i < gradient.length; i++) {
        probabilities[i] =
          (probabilities[i] as number) + (this.#step / length) * (gradient[i] as number)
      }
    }
    this.#followTrend(normal, length)
    this.#keepMargins()
  }

  /** The gradients times the root of the Fisher information. */
  #inStandardUnits(gradients: readonly Float64Array[]): Float64Array {
    const normal = new Float64Array(this.#freedom)
    let at = 0
    for (const [parameter, probabilities] of this.probabilities.entries()) {
      const gradient = gradients[parameter] as Float64Array
      const free = gradient.length - 1
      const last = probabilities[free] as number
      let sum = 0
      for (let i = 0; i < free; i++) sum += gradient[i] as number
      for (let i = 0; i < free; i++) {
        const root = Math.sqrt(probabilities[i] as number)
        normal[at++] = (gradient[i] as number) / root + (root * sum) / (last + Math.sqrt(last))
      }
    }
    return normal
  }

  #followTrend(normal: Float64Array, length: number): void {
    const path = this.#path
    this.#step = 1 / this.#caution
    const beta = Math.min(this.#step / Math.sqrt(this.#freedom), 1)
    const push = Math.sqrt(beta * (2 - beta)) / length
    let squares = 0
    for (let i = 0; i < path.length; i++) {
      const x = (1 - beta) * (path[i] as number) + push * (normal[i] as number)
      path[i] = x
      squares += x * x
    }
    this.#chance = (1 - beta) ** 2 * this.#chance + beta * (2 - beta)
    this.#caution *= Math.exp(beta * (this.#chance - squares / TREND))
  }

  #keepMargins(): void {
    for (const [parameter, probabilities] of this.probabilities.entries()) {
      const least = this.#margins[parameter] as number
      let sum = 0
      for (let i = 0; i < probabilities.length; i++) {
        probabilities[i] = Math.max(probabilities[i] as number, least)
        sum += probabilities[i] as number
      }
      const spare = sum - least * probabilities.length
      let total = 0
      for (let i = 0; i < probabilities.length; i++) {
        const probability = probabilities[i] as number
        probabilities[i] = spare > 0 ? probability - ((sum - 1) * (probability - least)) / spare : 1
        total += probabilities[i] as number
      }
      for (let i = 0; i < probabilities.length; i++) {
        probabilities[i] = (probabilities[i] as number) / total
      }
    }
  }
}
