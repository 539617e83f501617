import { ConfigurationError } from '../errors.ts'
import { call, requireFinite, requirePositive, requireSize } from './bounds.ts'
import { DiscreteAxis } from './discrete-axis.ts'
import { Domain } from './domain.ts'
import { NORMAL_REACH, normalScale } from './scale.ts'
import { Step } from './step.ts'

/** Finer steps than this part of the standard deviation cannot be told apart in the tails. */
const FINEST = 1e-6

/**
 * A number from the normal distribution, cut at 6 standard deviations and rounded to the nearest
 * multiple of `q`.
 *
 * @throws ConfigurationError unless all are finite, `sd > 0`, and `q` is at least a millionth of `sd`.
 */
export function qrandn(mean: number, sd: number, q: number): Domain<number> {
  requireFinite('qrandn', { mean, sd, q })
  const shown = call('qrandn', mean, sd, q)
  requirePositive(shown, 'sd', sd, 'It is the standard deviation.')
  requirePositive(shown, 'q', q, 'It is the distance between two values.')
  if (q < sd * FINEST) {
    throw new ConfigurationError(
      'STEP_TOO_SMALL',
      `${shown}: q must be at least a millionth of sd, got ${q}. Use randn(${mean}, ${sd}).`,
    )
  }
  const step = new Step(q)
  const first = step.nearest(mean - NORMAL_REACH * sd)
  const last = step.nearest(mean + NORMAL_REACH * sd)
  requireSize(shown, first, last)
  const scale = normalScale(mean / q, sd / q)
  return new Domain({
    type: 'qrandn',
    args: { mean, sd, q },
    axis: new DiscreteAxis({ first, last, step, scale, offset: 0.5 }),
  })
}
