import { requireInteger, requireMultiples, requireRange } from './bounds.ts'
import { DiscreteAxis } from './discrete-axis.ts'
import { Domain } from './domain.ts'
import { wholeNumbers } from './randint.ts'

/**
 * A multiple of `q` from [lower, upper], both ends included, each as likely. With `q` = 1 (the default)
 * it is `randint(lower, upper)`, whose upper end is excluded.
 *
 * @throws ConfigurationError unless all are whole numbers, `lower < upper`, `q > 0`, and both bounds
 *   are multiples of `q`.
 */
export function qrandint(lower: number, upper: number, q = 1): Domain<number> {
  requireInteger('qrandint', { lower, upper, q })
  requireRange('qrandint', lower, upper, q)
  const axis =
    q === 1
      ? wholeNumbers('qrandint', lower, upper)
      : new DiscreteAxis(requireMultiples('qrandint', lower, upper, q))
  return new Domain({ type: 'qrandint', args: { lower, upper, q }, axis })
}
