import { call, requireFinite, requirePositive } from './bounds.ts'
import { ContinuousAxis } from './continuous-axis.ts'
import { Domain } from './domain.ts'
import { NORMAL_REACH, normalScale } from './scale.ts'

/**
 * A number from the normal distribution with this mean (default 0) and standard deviation (default 1),
 * cut at 6 standard deviations, where one draw in 500 million would lie.
 *
 * @throws ConfigurationError unless both are finite and `sd > 0`.
 */
export function randn(mean = 0, sd = 1): Domain<number> {
  requireFinite('randn', { mean, sd })
  requirePositive(call('randn', mean, sd), 'sd', sd, 'It is the standard deviation.')
  return new Domain({
    type: 'randn',
    args: { mean, sd },
    axis: new ContinuousAxis({
      lower: mean - NORMAL_REACH * sd,
      upper: mean + NORMAL_REACH * sd,
      scale: normalScale(mean, sd),
    }),
  })
}
