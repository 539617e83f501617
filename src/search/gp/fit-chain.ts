import type { FinishedTrial } from '../history.ts'
import { fitAnew, fitFrom } from './fit.ts'
import type { HyperLayout } from './hyper.ts'
import type { Sample } from './hyper-posterior.ts'

/** What parameters are fitted to, and which there are. */
export interface Problem {
  readonly sample: Sample
  readonly layout: HyperLayout
}

/** By so much the number of trials grows until parameters are sought anew. */
const GROWTH = 1.25

/** From so many trials on, parameters are not fitted at each. */
const MANY = 150

/** Then they are fitted whenever there are a fortieth more. */
const STRETCH = 40

/**
 * The parameters of a model as trials come in. They are sought anew at certain numbers of trials that
 * grow by a quarter, and otherwise go on from those. So they follow from the trials alone, however often
 * one asked in between, and at most two fits are needed to find them.
 */
export class FitChain {
  readonly #problemOf: (trials: readonly FinishedTrial[]) => Problem
  /** By the number of trials. */
  readonly #fits: Map<number, Float64Array> = new Map()

  constructor(problemOf: (trials: readonly FinishedTrial[]) => Problem) {
    this.#problemOf = problemOf
  }

  /** The parameters that the latest fit found, and those it began with. */
  after(trials: readonly FinishedTrial[]): readonly Float64Array[] {
    const count = lastFit(trials.length)
    const anchor = lastAnchor(count)
    if (count === anchor) return [this.#at(trials, count, undefined)]
    const before = this.#at(trials, anchor, undefined)
    return [this.#at(trials, count, before), before]
  }

  #at(
    trials: readonly FinishedTrial[],
    count: number,
    start: Float64Array | undefined,
  ): Float64Array {
    const known = this.#fits.get(count)
    if (known !== undefined) return known
    const { sample, layout } = this.#problemOf(trials.slice(0, count))
    const isAnew = start === undefined || start.length !== layout.size
    const { x } = isAnew ? fitAnew(sample, layout) : fitFrom(sample, layout, start)
    this.#fits.set(count, x)
    return x
  }
}

/** The number of trials at which parameters were fitted last. */
export function lastFit(count: number): number {
  const anchor = lastAnchor(count)
  const gap = anchor < MANY ? 1 : Math.ceil(anchor / STRETCH)
  return count - ((count - anchor) % gap)
}

/** The number of trials at which parameters were sought anew last. */
export function lastAnchor(count: number): number {
  let anchor = Math.min(count, 4)
  for (;;) {
    const next = Math.ceil(anchor * GROWTH)
    if (next > count || next === anchor) return anchor
    anchor = next
  }
}
