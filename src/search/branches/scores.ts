import { nonDominatedSort } from '../../math/pareto.ts'
import { isPruned, type FinishedTrial, type Known } from '../history.ts'

/**
 * One number for each finished trial, smaller is better, by which branches are compared; NaN for a trial
 * that says nothing of how good its branch may get. Full trials that keep their constraints count;
 * while there are none, those that were pruned; while there are none of them either, all by how far
 * they are from keeping their constraints. Several objectives become one by fronts.
 */
export function scoresOf(known: Known): Float64Array {
  const { finished, epoch, fullStep } = known
  const last = LAST.get(finished)
  const isCurrent = last?.epoch === epoch && last.fullStep === fullStep
  if (isCurrent && last.scores.length === finished.length) return last.scores
  const scores = compute(known)
  LAST.set(finished, { epoch, fullStep, scores })
  return scores
}

/** Trials that are asked for at once are chosen by the same scores. */
const LAST = new WeakMap<
  Known['finished'],
  { readonly epoch: number; readonly fullStep: number; readonly scores: Float64Array }
>()

function compute(known: Known): Float64Array {
  const { finished } = known
  const isSound = (trial: FinishedTrial): boolean =>
    trial.violation === 0 && !trial.values.some(Number.isNaN)
  const sound = finished.filter(isSound)
  const full = sound.filter((trial) => !isPruned(trial, known))
  const counting = new Set(full.length > 0 ? full : sound)
  if (counting.size === 0) {
    return Float64Array.from(finished, ({ violation, values }) =>
      violation > 0 && Number.isFinite(violation) && !values.some(Number.isNaN)
        ? violation
        : Number.NaN,
    )
  }
  const trials = [...counting]
  const objectives = trials[0]?.values.length ?? 1
  const score = objectives === 1 ? singles(trials) : fronts(trials)
  return Float64Array.from(finished, (trial) => score.get(trial) ?? Number.NaN)
}

/** The values themselves; what is infinitely good counts as the best that is finite. */
function singles(trials: readonly FinishedTrial[]): ReadonlyMap<FinishedTrial, number> {
  let least = Number.POSITIVE_INFINITY
  for (const { values } of trials) {
    const value = values[0] as number
    if (Number.isFinite(value)) least = Math.min(least, value)
  }
  const scores = new Map<FinishedTrial, number>()
  for (const trial of trials) {
    const value = trial.values[0] as number
    if (value < Number.POSITIVE_INFINITY) {
      scores.set(trial, Number.isFinite(value) ? value : Math.min(least, 0))
    }
  }
  return scores
}

/** The logarithm of the share of trials that are on better fronts, and half of the own front's. */
function fronts(trials: readonly FinishedTrial[]): ReadonlyMap<FinishedTrial, number> {
  const scores = new Map<FinishedTrial, number>()
  const points = trials.map(({ values }) => values.map((value) => -value))
  let before = 0
  for (const front of nonDominatedSort(points)) {
    const score = Math.log((before + front.length / 2) / trials.length)
    for (const i of front) scores.set(trials[i] as FinishedTrial, score)
    before += front.length
  }
  return scores
}
