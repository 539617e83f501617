import { requireFinite, requireMultiples, requireRange } from './bounds.ts'
import { DiscreteAxis } from './discrete-axis.ts'
import { Domain } from './domain.ts'

/**
 * A multiple of `q` from [lower, upper], both ends included, each as likely. Values are clean
 * decimals: `quniform(0, 1, 0.1)` gives 0.3 and never 0.30000000000000004.
 *
 * @throws ConfigurationError unless all are finite, `lower < upper`, `q > 0`, and both bounds are
 *   multiples of `q`.
 */
export function quniform(lower: number, upper: number, q: number): Domain<number> {
  requireFinite('quniform', { lower, upper, q })
  requireRange('quniform', lower, upper, q)
  return new Domain({
    type: 'quniform',
    args: { lower, upper, q },
    axis: new DiscreteAxis(requireMultiples('quniform', lower, upper, q)),
  })
}
