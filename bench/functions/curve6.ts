import { hartmann6, HARTMANN6_OPTIMUM } from './hartmann6.ts'

/** How long the curves of {@link curve6} are. */
export const CURVE6_LENGTH = 81

/** The least value of {@link curve6} at its end, rounded. */
export const CURVE6_OPTIMUM = 0.058884

/**
 * A learning curve, to be minimised: what a config of [0, 1]^6 has lost after `r` steps, r = 1 to 81. It
 * falls by a power law towards a limit that is `hartmann6` scaled to [0, 1]; configs with a poor limit
 * tend to fall faster at first, so that early results mislead (the rank correlation of r = 1 with
 * r = 81 is 0.54).
 */
export function curve6(x: ArrayLike<number>, r: number): number {
  const limit = (hartmann6(x) - HARTMANN6_OPTIMUM) / -HARTMANN6_OPTIMUM
  const height = 0.6 + 0.8 * (x[0] ?? 0)
  const rate = 0.35 + 0.9 * (1 - (x[1] ?? 0)) * (0.3 + limit)
  return limit + height * r ** -rate
}
