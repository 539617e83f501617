import { requireFinite, requireRange } from './bounds.ts'
import { ContinuousAxis } from './continuous-axis.ts'
import { Domain } from './domain.ts'
import { linearScale } from './scale.ts'

/**
 * A number drawn evenly from [lower, upper).
 *
 * @throws ConfigurationError unless both are finite and `lower < upper`.
 */
export function uniform(lower: number, upper: number): Domain<number> {
  requireFinite('uniform', { lower, upper })
  requireRange('uniform', lower, upper)
  const scale = linearScale(lower, upper)
  return new Domain({
    type: 'uniform',
    args: { lower, upper },
    axis: new ContinuousAxis({ lower, upper, scale }),
  })
}
