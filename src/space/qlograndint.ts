import { requireInteger, requireRange } from './bounds.ts'
import { Domain } from './domain.ts'
import { logWholeNumbers } from './lograndint.ts'
import { logMultiples } from './qloguniform.ts'

/**
 * A multiple of `q` from [lower, upper], both ends included, drawn on a logarithmic scale as
 * `qloguniform` does. With `q` = 1 it is `lograndint(lower, upper)`, whose upper end is excluded.
 *
 * @throws ConfigurationError unless all are whole numbers, `0 < lower < upper`, `q > 0`, and both
 *   bounds are multiples of `q`.
 */
export function qlograndint(lower: number, upper: number, q: number): Domain<number> {
  requireInteger('qlograndint', { lower, upper, q })
  requireRange('qlograndint', lower, upper, q)
  const axis =
    q === 1
      ? logWholeNumbers('qlograndint', lower, upper)
      : logMultiples('qlograndint', lower, upper, q)
  return new Domain({ type: 'qlograndint', args: { lower, upper, q }, axis })
}
