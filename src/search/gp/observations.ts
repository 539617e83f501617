import { farthestFirst } from '../../math/farthest-first.ts'
import { nonDominatedSort } from '../../math/pareto.ts'
import { tame } from '../../math/tame.ts'
import { compareTrials } from '../compare-trials.ts'
import type { Side } from '../cube.ts'
import { isPruned, type FinishedTrial } from '../history.ts'
import { Features } from './features.ts'
import { HeadStart } from './head-start.ts'
import { pointsOf } from './points.ts'
import type { Read } from './head-start.ts'
import type { Points } from './points.ts'

/** Where there are more trials than a model takes, this share of it are the best ones. */
const BEST = 0.25

/**
 * How much it counts that a trial was cut short, where its values are told as those of a full one: what
 * is left is that it might have gone otherwise than most.
 */
const DOUBT = 0.1

/** Trials that models learn from. */
export interface Observations {
  readonly trials: readonly FinishedTrial[]
  readonly features: Features
  readonly points: Points
  /** What is still to come of those that were cut short. */
  readonly headStart: HeadStart
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
  const headStart = new HeadStart(all, fullStep)
  const fidelity = (trial: FinishedTrial): number => {
    if (!isPruned(trial, headStart)) return 1
    const short = 1 - Math.log1p(trial.step) / Math.log1p(fullStep)
    return 1 - (headStart.has(trial.step) ? DOUBT * short : short)
  }
  const features = new Features(
    sides,
    all.some((trial) => fidelity(trial) < 1),
  )
  const trials = all.length > most ? choose(all, { features, fullStep, most }) : all
  const rows = trials.map((trial) => features.rowOf(trial.coordinates, fidelity(trial)))
  return { trials, features, points: pointsOf(rows, features), headStart }
}

/** A number of each trial, as it would be had the trial run its full length. */
export function fullValuesOf({ trials, headStart }: Observations, read: Read): readonly number[] {
  const gaps = headStart.gaps(read)
  return trials.map((trial) => {
    const gap = isPruned(trial, headStart) ? gaps.get(trial.step) : undefined
    return gap === undefined ? read(trial) : read(trial) - gap
  })
}

/** The same of an objective; what failed is as bad as the worst. */
export function valuesOf(observations: Observations, objective: number): Float64Array {
  return tame(fullValuesOf(observations, ({ values }) => values[objective] as number))
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
