import { call, requireFinite, requirePositive, requireRange } from './bounds.ts'
import { ContinuousAxis } from './continuous-axis.ts'
import { Domain } from './domain.ts'
import { logScale } from './scale.ts'

/**
 * A number from [lower, upper) whose logarithm is drawn evenly: each order of magnitude is as likely.
 *
 * @throws ConfigurationError unless both are finite and `0 < lower < upper`.
 */
export function loguniform(lower: number, upper: number): Domain<number> {
  requireFinite('loguniform', { lower, upper })
  requireRange('loguniform', lower, upper)
  requirePositive(
    call('loguniform', lower, upper),
    'lower',
    lower,
    'A logarithmic scale has no zero: use a small bound such as 1e-6, or uniform.',
  )
  const scale = logScale(lower, upper)
  return new Domain({
    type: 'loguniform',
    args: { lower, upper },
    axis: new ContinuousAxis({ lower, upper, scale, log: true }),
  })
}
