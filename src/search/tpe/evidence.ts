import { Sample } from './sample.ts'
import { split, type Split } from './split.ts'
import type { Branch } from '../branches.ts'
import type { Side } from '../cube.ts'
import type { Known } from '../history.ts'
import type { Observations } from './observations.ts'
import type { Ranking } from './ranking.ts'
import type { TPERules } from './tpe-options.ts'

/** What the two densities are estimated from. */
export interface Evidence {
  readonly good: Sample
  readonly poor: Sample
}

/** A branch that has had fewer trials is not split by itself. */
const LEAST = 3

/** How much a trial of another branch weighs. */
const ELSEWHERE = 0.15

interface Question {
  readonly sides: readonly Side[]
  /** Where the config to come is; undefined if each trial that has one of the sides tells as much. */
  readonly branch: Branch | undefined
  readonly ranking: Ranking
  readonly observations: Observations
  readonly rules: TPERules
}

/**
 * The trials that say something about some sides; undefined if none of them is good.
 *
 * Those of the branch are split among themselves: what is poor in all may be the best there. Trials of
 * other branches that share some of the sides are split apart from them, and weigh less. A branch that
 * is hardly tried is thrown in with the others.
 */
export function evidenceFor(known: Known, question: Question): Evidence | undefined {
  const { sides, observations, rules } = question
  const parts = partsOf(known, question)
  const splits = parts.map(({ among }) => split(known, { ...question, among }))
  const good = together(splits, parts, 'good')
  const poor = together(splits, parts, 'poor')
  if (good.trials.length === 0) return undefined
  const running = rules.constantLiar
    ? known.running.filter((trial) =>
        sides.some((side) => !Number.isNaN(observations.at(trial, side))),
      )
    : []
  // It is not known yet whether they are good: to take them for poor keeps others away from them.
  const weights = new Float64Array(poor.weights.length + running.length).fill(1)
  weights.set(poor.weights)
  return {
    good: new Sample({
      observations,
      finished: good.trials,
      running: [],
      weights: good.weights,
    }),
    poor: new Sample({ observations, finished: poor.trials, running, weights }),
  }
}

interface Part {
  /** 1 for each finished trial that is in it. */
  readonly among: Uint8Array
  readonly weight: number
}

function partsOf({ finished }: Known, { sides, branch, observations }: Question): readonly Part[] {
  const related = new Uint8Array(finished.length)
  for (const side of sides) {
    const { coordinates } = observations.column(side)
    for (let i = 0; i < related.length; i++) {
      if (!Number.isNaN(coordinates[i])) related[i] = 1
    }
  }
  if (branch === undefined) return [{ among: related, weight: 1 }]
  const here = new Uint8Array(finished.length)
  const elsewhere = new Uint8Array(finished.length)
  let count = 0
  for (const [i, trial] of finished.entries()) {
    if (related[i] === 0) continue
    const isHere = branch.includes(trial)
    if (isHere) count += 1
    ;(isHere ? here : elsewhere)[i] = 1
  }
  if (count < LEAST) return [{ among: related, weight: 1 }]
  return [
    { among: here, weight: 1 },
    { among: elsewhere, weight: ELSEWHERE },
  ].filter(({ among }) => among.includes(1))
}

function together(
  splits: readonly Split[],
  parts: readonly Part[],
  which: 'good' | 'poor',
): { readonly trials: Uint32Array; readonly weights: Float64Array } {
  const size = splits.reduce((sum, part) => sum + part[which].trials.length, 0)
  const trials = new Uint32Array(size)
  const weights = new Float64Array(size)
  let at = 0
  for (const [k, part] of splits.entries()) {
    const { weight } = parts[k] as Part
    const { trials: some, weights: theirs } = part[which]
    for (let i = 0; i < some.length; i++, at++) {
      trials[at] = some[i] as number
      weights[at] = weight * (theirs[i] as number)
    }
  }
  return { trials, weights }
}
