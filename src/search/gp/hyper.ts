import type { InputWarp } from './input-warp.ts'
import type { KernelParameters } from './kernel.ts'
import type { Shape } from './points.ts'

/** Which parameters a model has. */
export interface Manner {
  /** Whether the results of a config are always the same. */
  readonly deterministic: boolean
  readonly outputWarp: boolean
  readonly inputWarp: boolean
  /** Whether length scales are expected to grow with the number of parameters. */
  readonly dimensionScaled: boolean
}

/** What noise there is at least, of a variance of 1: without it, points that are close are one. */
export const LEAST_NOISE = 1e-6

/** With more parameters than that, distances grow, and the length scales that are expected with them. */
const FEW = 6

/** A parameter of a model is sought by its logarithm. */
export interface Range {
  readonly lower: number
  readonly first: number
  readonly upper: number
}

/** Minus the logarithm of how likely a value is before anything is seen, and its slope; up to a constant. */
export interface Penalty {
  readonly value: number
  readonly slope: number
}

/**
 * The parameters of a model as one vector of logarithms: the length scales, the variance, and as far as
 * the model has them the noise, the bend of the values, and the bends of the numbers.
 */
export class HyperLayout {
  readonly shape: Shape
  readonly manner: Manner
  readonly size: number
  readonly varianceAt: number
  readonly noiseAt: number
  readonly bendAt: number
  readonly warpAt: number
  readonly warped: number
  readonly #usual: number

  /** @param warped How many numbers are bent, the first after the categories. */
  constructor(shape: Shape, manner: Manner, warped: number) {
    const { width } = shape
    this.shape = shape
    this.manner = manner
    this.varianceAt = width
    this.noiseAt = width + 1
    this.bendAt = this.noiseAt + (manner.deterministic ? 0 : 1)
    this.warpAt = this.bendAt + (manner.outputWarp ? 1 : 0)
    this.warped = manner.inputWarp ? warped : 0
    this.size = this.warpAt + 2 * this.warped
    this.#usual = manner.dimensionScaled ? 0.5 * Math.log(Math.max(1, width / FEW)) : 0
  }

  kernelAt(x: Float64Array): KernelParameters {
    const { width } = this.shape
    return {
      weights: x.subarray(0, width).map((log) => Math.exp(-2 * log)),
      variance: Math.exp(x[this.varianceAt] as number),
      noise: this.manner.deterministic ? LEAST_NOISE : Math.exp(x[this.noiseAt] as number),
    }
  }

  bendOf(x: Float64Array): number | undefined {
    return this.manner.outputWarp ? x[this.bendAt] : undefined
  }

  warpOf(x: Float64Array): InputWarp | undefined {
    if (this.warped === 0) return undefined
    const middle = this.warpAt + this.warped
    return {
      a: x.subarray(this.warpAt, middle).map(Math.exp),
      b: x.subarray(middle, this.size).map(Math.exp),
    }
  }

  range(k: number): Range {
    if (k < this.varianceAt) {
      return { lower: Math.log(1e-2), first: this.#usual, upper: Math.log(1e3) }
    }
    if (k === this.varianceAt) return { lower: Math.log(1e-3), first: 0, upper: Math.log(1e2) }
    if (k < this.bendAt) return { lower: Math.log(LEAST_NOISE), first: Math.log(1e-3), upper: 0 }
    if (k < this.warpAt) return { lower: -10, first: 0, upper: 8 }
    return { lower: Math.log(0.25), first: 0, upper: Math.log(4) }
  }

  penalty(k: number, x: number): Penalty {
    if (k < this.varianceAt) return lengthScalePenalty(x - this.#usual)
    if (k === this.varianceAt) return { value: Math.exp(x) - x, slope: Math.exp(x) - 1 }
    if (k < this.bendAt) return { value: 30 * Math.exp(x) - 0.1 * x, slope: 30 * Math.exp(x) - 0.1 }
    if (k < this.warpAt) return normalPenalty(x, 0, 3)
    return normalPenalty(x, 0, 0.5)
  }
}

/** Between a half and three all length scales are about as likely, far outside none is. */
function lengthScalePenalty(log: number): Penalty {
  const square = Math.exp(2 * log)
  return { value: 0.1 * (square + 1 / square), slope: 0.2 * (square - 1 / square) }
}

function normalPenalty(x: number, mean: number, sd: number): Penalty {
  const z = (x - mean) / sd
  return { value: 0.5 * z * z, slope: z / sd }
}
