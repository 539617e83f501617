import { quantile } from '../../math/quantile.ts'

/** The spread is from the least value to the one below which this share of them is. */
const HIGH = 0.9

/** Values that are further away than so many times the usual are told apart no more. */
const FARTHEST = 1e6

/** Values with mean 0 and standard deviation 1. */
export interface Bent {
  readonly values: Float64Array
  /** How each changes with `bend`. */
  readonly slopes: Float64Array
  /** Logarithm of how far apart they are now, against what they were: of all derivatives together. */
  readonly logDensity: number
  /** How that changes with `bend`. */
  readonly densitySlope: number
}

/**
 * How values are bent before they are modelled: y becomes log(y − least + c). Where c is large against
 * how far the values spread that is a straight line; the smaller it is, the closer the good values are
 * looked at, and the less it matters how bad the bad ones are. `bend` is the logarithm of c, in units
 * of the spread; no bend is the line itself.
 */
export class OutputWarp {
  /** By how much the values exceed the least, in units of the spread. */
  readonly #excess: Float64Array
  readonly #least: number
  readonly #scale: number

  /** @param values Finite. */
  constructor(values: Float64Array) {
    const sorted = values.toSorted()
    const size = sorted.length
    const least = sorted[0] ?? 0
    const at = (k: number): number => (sorted[k] as number) / 2 - least / 2
    const high = quantile({ size, at }, HIGH) ?? 0
    const scale = high > 0 ? high : Math.max(size === 0 ? 0 : at(size - 1), Number.MIN_VALUE)
    this.#least = least
    this.#scale = scale
    // Halves, because the values may be further apart than the largest number.
    this.#excess = values.map((y) => this.#excessOf(y))
  }

  /** What a value would be among those with mean 0 and standard deviation 1, without a bend. */
  standing(y: number): number {
    const excess = this.#excess
    const mean = meanOf(excess)
    const sd = Math.max(Math.sqrt(meanOf(excess.map((x) => (x - mean) ** 2))), 1e-12)
    return (this.#excessOf(y) - mean) / sd
  }

  #excessOf(y: number): number {
    return Math.max(-FARTHEST, Math.min((y / 2 - this.#least / 2) / this.#scale, FARTHEST))
  }

  at(bend: number | undefined): Bent {
    const excess = this.#excess
    const size = excess.length
    const c = bend === undefined ? 0 : Math.exp(bend)
    const bent = bend === undefined ? excess : excess.map((x) => Math.log(x + c))
    const byBend = excess.map((x) => (bend === undefined ? 0 : c / (x + c)))
    const mean = meanOf(bent)
    const meanByBend = meanOf(byBend)
    const sd = Math.max(Math.sqrt(meanOf(bent.map((x) => (x - mean) ** 2))), 1e-12)
    const values = bent.map((x) => (x - mean) / sd)
    const sdByBend = meanOf(values.map((z, i) => z * ((byBend[i] as number) - meanByBend)))
    const slopes = values.map((z, i) => ((byBend[i] as number) - meanByBend - z * sdByBend) / sd)
    let logDensity = -size * Math.log(sd)
    let densitySlope = (-size * sdByBend) / sd
    if (bend !== undefined) {
      for (let i = 0; i < size; i++) {
        logDensity -= bent[i] as number
        densitySlope -= byBend[i] as number
      }
    }
    return { values, slopes, logDensity, densitySlope }
  }
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / Math.max(values.length, 1)
}
