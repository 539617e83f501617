import { farthestFirst } from '../../math/farthest-first.ts'
import { nonDominatedSort } from '../../math/pareto.ts'
import { tame } from '../../math/tame.ts'
import { compareTrials } from '../compare-trials.ts'
import type { Side } from '../cube.ts'
import type { FinishedTrial } from '../history.ts'
import { Features } from './features.ts'
import { pointsOf } from './points.ts'
import type { Points } from './points.ts'

/** Where there are more trials than a model takes, this share of it are the best ones. */
const BEST = 0.25

/** Trials that models learn from. */
export interface Observations {
  readonly trials: readonly FinishedTrial[]
  readonly features: Features
  readonly points: Points
}

/**
 * All trials if there are no more than `most`; else the best of them, and others that are spread as far
 * over the space as they can be.
 * @param sides Those that the trials have.
 */
export function observe(
  all: readonly FinishedTrial[],
  sides: readonly Side[],
  most: number,
): Observations {
  const fullStep = all.reduce((step, trial) => Math.max(step, trial.step), 0)
  const fidelity = ({ outcome, step }: FinishedTrial): number =>
    outcome === 'stopped' && step < fullStep ? Math.log1p(step) / Math.log1p(fullStep) : 1
  const features = new Features(
    sides,
    all.some((trial) => fidelity(trial) < 1),
  )
  const trials = all.length > most ? choose(all, { features, fullStep, most }) : all
  const rows = trials.map((trial) => features.rowOf(trial.coordinates, fidelity(trial)))
  return { trials, features, points: pointsOf(rows, features) }
}

/** The values of an objective; what failed is as bad as the worst. */
export function valuesOf(trials: readonly FinishedTrial[], objective: number): Float64Array {
  return tame(trials.map(({ values }) => values[objective] as number))
}

function choose(
  all: readonly FinishedTrial[],
  so: { readonly features: Features; readonly fullStep: number; readonly most: number },
): readonly FinishedTrial[] {
  const best = ranked(all, so.fullStep).slice(0, Math.ceil(so.most * BEST))
  const rows = all.map(({ coordinates }) => Array.from(so.features.rowOf(coordinates)))
  const chosen = new Set(farthestFirst(rows, so.most, best))
  return all.filter((_, i) => chosen.has(i))
}

/** Indices of the trials, best first. */
function ranked(trials: readonly FinishedTrial[], fullStep: number): readonly number[] {
  const at = (i: number): FinishedTrial => trials[i] as FinishedTrial
  const order = trials.map((_, i) => i)
  if ((trials[0]?.values.length ?? 1) > 1) {
    const points = trials.map(({ values, violation }) =>
      values.map((value) => (violation > 0 ? Number.NaN : -value)),
    )
    return nonDominatedSort(points).flat()
  }
  return order.sort((i, j) => compareTrials(at(i), at(j), fullStep) || i - j)
}
