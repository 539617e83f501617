import {
  MAX_LOG,
  call,
  requireInteger,
  requirePositive,
  requireRange,
  requireSize,
} from './bounds.ts'
import { DiscreteAxis } from './discrete-axis.ts'
import { Domain } from './domain.ts'
import { logScale } from './scale.ts'
import { unitStep } from './step.ts'

/**
 * A whole number from [lower, upper), drawn on a logarithmic scale: k has the share of ln[(k + 1) / k].
 * `upper` is excluded: `lograndint(1, 10)` gives 1 to 9.
 *
 * @throws ConfigurationError unless both are whole numbers and `0 < lower < upper`.
 */
export function lograndint(lower: number, upper: number): Domain<number> {
  return new Domain({
    type: 'lograndint',
    args: { lower, upper },
    axis: logWholeNumbers('lograndint', lower, upper),
  })
}

/** The axis that `lograndint` and `qlograndint` with a step of 1 share. */
export function logWholeNumbers(name: string, lower: number, upper: number): DiscreteAxis {
  requireInteger(name, { lower, upper })
  requireRange(name, lower, upper)
  const why = 'A logarithmic scale has no zero: begin at 1, or use randint.'
  requirePositive(call(name, lower, upper), 'lower', lower, why)
  const last = upper - 1
  requireSize(call(name, lower, upper), lower, last, MAX_LOG)
  const scale = logScale(lower, upper)
  return new DiscreteAxis({ first: lower, last, step: unitStep, scale, log: true })
}
