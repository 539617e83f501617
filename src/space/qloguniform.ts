import {
  MAX_LOG,
  call,
  requireFinite,
  requireMultiples,
  requirePositive,
  requireRange,
  requireSize,
} from './bounds.ts'
import { DiscreteAxis } from './discrete-axis.ts'
import { Domain } from './domain.ts'
import { logScale } from './scale.ts'

/**
 * A multiple of `q` from [lower, upper], both ends included, drawn on a logarithmic scale: the multiple
 * x has the share of ln[(x + q/2) / (x − q/2)], which is what falls to it when a loguniform number from
 * [lower − q/2, upper + q/2] is rounded to the nearest multiple. No end is cut short.
 *
 * @throws ConfigurationError unless all are finite, `0 < lower < upper`, `q > 0`, and both bounds are
 *   multiples of `q`.
 */
export function qloguniform(lower: number, upper: number, q: number): Domain<number> {
  requireFinite('qloguniform', { lower, upper, q })
  requireRange('qloguniform', lower, upper, q)
  return new Domain({
    type: 'qloguniform',
    args: { lower, upper, q },
    axis: logMultiples('qloguniform', lower, upper, q),
  })
}

/** The axis that `qloguniform` and `qlograndint` share. */
export function logMultiples(name: string, lower: number, upper: number, q: number): DiscreteAxis {
  const shown = call(name, lower, upper, q)
  const why = `A logarithmic scale has no zero: the smallest possible bound is q, ${q}.`
  requirePositive(shown, 'lower', lower, why)
  const { step, first, last } = requireMultiples(name, lower, upper, q)
  requireSize(shown, first, last, MAX_LOG)
  const scale = logScale(first - 0.5, last + 0.5)
  return new DiscreteAxis({ first, last, step, scale, offset: 0.5, log: true })
}
