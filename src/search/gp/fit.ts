import { minimize } from '../../math/lbfgs.ts'
import type { HyperLayout } from './hyper.ts'
import { negativeLogPosterior } from './hyper-posterior.ts'
import type { Sample } from './hyper-posterior.ts'

/** Parameters and how unlikely they are, see {@link negativeLogPosterior}. */
export interface Fit {
  readonly x: Float64Array
  readonly value: number
}

/** The likeliest parameters that are reached from a start. */
export function fitFrom(sample: Sample, layout: HyperLayout, start: Float64Array): Fit {
  const ranges = Array.from({ length: layout.size }, (_, k) => layout.range(k))
  return minimize(negativeLogPosterior(sample, layout), start, {
    lower: Float64Array.from(ranges, ({ lower }) => lower),
    upper: Float64Array.from(ranges, ({ upper }) => upper),
    maxEvaluations: 60,
    gradientTolerance: 1e-2,
    valueTolerance: 1e-5,
  })
}

/**
 * The likeliest parameters that are reached from two starts: one that takes the values to vary slowly,
 * and one that takes them to vary fast.
 */
export function fitAnew(sample: Sample, layout: HyperLayout): Fit {
  const first = firstGuess(layout)
  const slow = fitFrom(sample, layout, first)
  const fast = fitFrom(
    sample,
    layout,
    first.map((x, k) => (k < layout.varianceAt ? x - 1.5 : x)),
  )
  return fast.value < slow.value ? fast : slow
}

export function firstGuess(layout: HyperLayout): Float64Array {
  return Float64Array.from({ length: layout.size }, (_, k) => layout.range(k).first)
}
