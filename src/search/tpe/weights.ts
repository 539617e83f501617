import { ConfigurationError, show } from '../../errors.ts'
import { tame } from '../../math/tame.ts'
import { WHO, type TPERules } from './tpe-options.ts'
import type { FinishedTrial } from '../history.ts'

/** So many of the newest trials weigh 1. */
const NEW = 25

/** How much of the weight of the good trials follows what they gain. */
const BY_GAIN = 0.75

/**
 * How much each of the poor trials weighs, the oldest first.
 * @throws {ConfigurationError} `INVALID_OPTION` if the user's function gives something else than so many
 * finite numbers of at least 0.
 */
export function poorWeights(weights: TPERules['weights'], count: number): ArrayLike<number> {
  if (weights === 'equal') return new Float64Array(count).fill(1)
  if (weights === 'recent') return recentWeights(count)
  const given: unknown = weights(count)
  const isWeight = (x: unknown): boolean => typeof x === 'number' && x >= 0 && x < Infinity
  if (Array.isArray(given) && given.length === count && given.every(isWeight)) return given
  throw new ConfigurationError(
    'INVALID_OPTION',
    `${WHO}: weights(${count}) gave ${show(given)}. Give ${count} finite numbers of at least 0.`,
    { path: [WHO, 'weights'] },
  )
}

/** The newest 25 of `count` weigh 1; before them weights rise evenly from 1/count to 1, as in Optuna. */
export function recentWeights(count: number): Float64Array {
  const old = Math.max(0, count - NEW)
  const step = old > 1 ? (1 - 1 / count) / (old - 1) : 0
  return new Float64Array(count).map((_, i) => (i < old ? 1 / count + i * step : 1))
}

/**
 * How much each good trial weighs, 1 on average: three quarters by how much better it is than the best
 * of those that are not good (Song et al., "A General Recipe for Likelihood-free Bayesian Optimization",
 * ICML 2022), one quarter the same for all, so that one outlier does not silence the others. Pruned
 * trials and those that violate constraints gain nothing: their values do not compare.
 * @param next The best of those that are not good, if there is one.
 */
export function gainWeights(
  good: readonly FinishedTrial[],
  next: FinishedTrial | undefined,
  compares: (trial: FinishedTrial) => boolean,
): Float64Array {
  const comparable = [...good, ...(next === undefined ? [] : [next])].filter(compares)
  const values = tame(comparable.map((trial) => trial.values[0] as number))
  const bar = values.at(-1) ?? 0
  const gains = new Float64Array(good.length)
  let at = 0
  for (const [i, trial] of good.entries()) {
    // Halves, because the difference of two numbers may be beyond the largest one.
    if (compares(trial)) gains[i] = Math.max(0, bar / 2 - (values[at++] as number) / 2)
  }
  const largest = gains.reduce((most, gain) => Math.max(most, gain), 0)
  if (largest === 0) return gains.fill(1)
  const shares = gains.map((gain) => gain / largest)
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => 1 - BY_GAIN + (BY_GAIN * good.length * share) / sum)
}
