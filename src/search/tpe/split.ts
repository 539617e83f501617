import { ConfigurationError, show } from '../../errors.ts'
import { isPruned, type FinishedTrial, type Known } from '../history.ts'
import { isWorthless, type Ranking } from './ranking.ts'
import { WHO, type TPERules } from './tpe-options.ts'
import { gainWeights, poorWeights } from './weights.ts'

/** Finished trials by their numbers, and how much each of them weighs. */
export interface Weighted {
  readonly trials: ArrayLike<number>
  readonly weights: ArrayLike<number>
}

/** Trials that count as good, and all others. */
export interface Split {
  readonly good: Weighted
  readonly poor: Weighted
}

/** However many trials there are, a share of them has no more good ones. */
const MOST_GOOD = 25

/**
 * Splits some of the finished trials. The good ones are the best by the ranking, as many as `gamma` says
 * of those that are worth anything; all others are poor, those that failed among them.
 * @param among 1 for those that are split.
 * @throws {ConfigurationError} `INVALID_OPTION` if the user's function gives no number of trials or no
 * weights.
 */
export function split(
  known: Known,
  so: { readonly ranking: Ranking; readonly rules: TPERules; readonly among: Uint8Array },
): Split {
  const { ranking, rules, among } = so
  const { finished } = known
  let worthy = 0
  for (let i = 0; i < finished.length; i++) {
    if (among[i] === 1 && !isWorthless(finished[i] as FinishedTrial)) worthy += 1
  }
  const count = goodCount(rules.gamma, worthy, finished[0]?.values.length ?? 1)
  const isOne = finished[0]?.values.length === 1
  const best = ranking.best(known, isOne ? count + 1 : count, among)
  const good = best.slice(0, count)
  const isPoor = among.slice()
  for (const trial of good) isPoor[trial] = 0
  const poor: number[] = []
  for (let i = 0; i < isPoor.length; i++) if (isPoor[i] === 1) poor.push(i)
  const at = (trial: number): FinishedTrial => finished[trial] as FinishedTrial
  const next = best[count]
  const weights = isOne
    ? gainWeights(
        good.map(at),
        next === undefined ? undefined : at(next),
        (trial) => trial.violation === 0 && !isPruned(trial, known),
      )
    : new Float64Array(good.length).fill(1)
  return {
    good: { trials: good, weights },
    poor: { trials: poor, weights: poorWeights(rules.weights, poor.length) },
  }
}

function goodCount(gamma: TPERules['gamma'], trials: number, objectives: number): number {
  if (typeof gamma !== 'function') {
    const share = gamma ?? (objectives === 1 ? 0.15 : 0.1)
    return Math.min(MOST_GOOD, Math.ceil(share * trials))
  }
  const given: unknown = gamma(trials)
  if (typeof given === 'number' && given >= 0) return Math.min(trials, Math.floor(given))
  throw new ConfigurationError(
    'INVALID_OPTION',
    `${WHO}: gamma(${trials}) gave ${show(given)}. Give how many of ${trials} trials are good.`,
    { path: [WHO, 'gamma'] },
  )
}
