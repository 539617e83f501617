/** The multiples of a number, without the dust of binary fractions: 3 × 0.1 is 0.3. */
export class Step {
  readonly #size: number
  /** The step is `#digits` / 10^`#decimals`, both whole. */
  readonly #digits: bigint
  readonly #decimals: number
  readonly #whole: number
  readonly #scale: number

  constructor(size: number) {
    const [mantissa = '', exponent = '0'] = size.toExponential().split('e')
    const [whole = '', fraction = ''] = mantissa.split('.')
    const shift = fraction.length - Number(exponent)
    this.#size = size
    this.#digits = BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -shift))
    this.#decimals = Math.max(0, shift)
    this.#whole = Number(this.#digits)
    this.#scale = Number(`1e${this.#decimals}`)
  }

  /** Multiple number `k`, the closest double to its exact decimal value. */
  multiple(k: number): number {
    const product = k * this.#whole
    // Both exact (powers of ten are up to 1e22): one division rounds once.
    if (Number.isSafeInteger(product) && this.#decimals <= 22) return product / this.#scale + 0
    return Number(`${BigInt(k) * this.#digits}e-${this.#decimals}`)
  }

  /** Number of the multiple nearest to `x`. */
  nearest(x: number): number {
    return Math.round(x / this.#size) + 0
  }

  /** Whether `x` is a multiple, up to the rounding of decimal fractions. */
  divides(x: number): boolean {
    if (!Number.isFinite(x)) return false
    const k = this.nearest(x)
    if (!Number.isSafeInteger(k)) return false
    const slack = 1e-9 * this.#size + 4 * Number.EPSILON * Math.abs(x)
    return Math.abs(this.multiple(k) - x) <= slack
  }
}

/** The whole numbers. */
export const unitStep: Step = new Step(1)
