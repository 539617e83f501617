import { Cholesky } from '../../math/cholesky.ts'
import { leadingLogLikelihoods } from '../../math/gaussian-process.ts'
import { rowStart } from '../../math/triangular.ts'

/** As many of the newest are always used; more are, by tens, if that helps to predict these. */
export const LEAST_WINDOW = 200
const STEP = 10

/**
 * How many of the newest values to learn from: as many as make the newest 200 the likeliest, given the
 * older ones among them. So all lengths are judged by the same values; the likelihoods of more and of
 * fewer values could not be compared with each other.
 *
 * @param covariances Of all values, newest first; packed.
 * @param factor Their factor.
 */
export function chooseWindow(
  covariances: Float64Array,
  factor: Cholesky,
  values: Float64Array,
): number {
  const size = values.length
  if (size < LEAST_WINDOW + STEP) return Math.min(size, LEAST_WINDOW)
  const older = Cholesky.of(withoutFirst(covariances, size, LEAST_WINDOW), size - LEAST_WINDOW)
  if (older === undefined) return LEAST_WINDOW
  const all = leadingLogLikelihoods(factor, values)
  const alone = leadingLogLikelihoods(older, values.slice(LEAST_WINDOW))
  let best = LEAST_WINDOW
  let most = all[LEAST_WINDOW - 1] as number
  for (let length = LEAST_WINDOW + STEP; length <= size; length += STEP) {
    const gained = (all[length - 1] as number) - (alone[length - LEAST_WINDOW - 1] as number)
    if (gained > most) {
      most = gained
      best = length
    }
  }
  return best
}

/** The rows and columns from `first` on. */
function withoutFirst(matrix: Float64Array, size: number, first: number): Float64Array {
  const rest = new Float64Array(rowStart(size - first))
  for (let i = first; i < size; i++) {
    const start = rowStart(i)
    rest.set(matrix.subarray(start + first, start + i + 1), rowStart(i - first))
  }
  return rest
}
