import { ConfigurationError, show } from '../errors.ts'
import { checkNames, checkSwitch, reject } from '../option-checks.ts'
import type { Result } from '../math/score.ts'

/** Whether a trial did what it must: numbers that are at most 0 where it did. */
export type Constraints = readonly string[] | ((result: Result) => readonly number[])

/** What was found out about a config in another study: a `Result` of a `ResultGrid` is one. */
export interface EarlierTrial {
  readonly config: unknown
  /** What it reported last; without it the trial is left out. */
  readonly metrics?: Result | undefined
}

/** Options of every searcher that learns from results. */
export interface ModelSearchOptions {
  /**
   * Configs to try first: complete or in part, nested or with flat keys (`{ 'model/lr': 0.1 }`). Each
   * stands for one of `numSamples`; what a point leaves out is drawn.
   * @defaultValue none
   */
  readonly pointsToEvaluate?: readonly Readonly<Record<string, unknown>>[]
  /**
   * What is known already of `pointsToEvaluate`, in their order: the value of the metric, an array of
   * values where there are several, or null for a point that is to be tried. A point with a value is
   * not tried, and must be complete.
   * @defaultValue none
   */
  readonly evaluatedRewards?: readonly (number | readonly number[] | null)[]
  /**
   * Trials of earlier studies to learn from, e.g. the `ResultGrid` of one. Those whose config this
   * space cannot give are left out, with a warning.
   * @defaultValue none
   */
  readonly warmStart?: Iterable<EarlierTrial>
  /**
   * What a config must keep besides being good: a function from a result to numbers, of which each is
   * at most 0 where all is well, or the names of reported metrics that are.
   * @defaultValue none
   */
  readonly constraints?: Constraints
  /** Which of a trial's results stands for it: its last, or its best. @defaultValue `'last'` */
  readonly tell?: 'last' | 'best'
  /** Whether a config may be tried again, e.g. because results are noisy. @defaultValue false */
  readonly allowRepeats?: boolean
}

/** {@link ModelSearchOptions} once they are checked. */
export interface ModelRules {
  readonly points: readonly Readonly<Record<string, unknown>>[]
  readonly rewards: readonly (readonly number[] | undefined)[]
  readonly warmStart: readonly EarlierTrial[]
  readonly constraints: Constraints | undefined
  readonly tell: 'last' | 'best'
  readonly allowRepeats: boolean
}

const NAMES: readonly (keyof ModelSearchOptions)[] = [
  'pointsToEvaluate',
  'evaluatedRewards',
  'warmStart',
  'constraints',
  'tell',
  'allowRepeats',
]

/**
 * Checks what all models have in common, and that there is no other option than these and `own`.
 * @param unused What this one has not in common with the others.
 * @throws {ConfigurationError} `UNKNOWN_OPTION`, `INVALID_OPTION`, `INVALID_PRESET`.
 */
export function modelRules(
  who: string,
  options: ModelSearchOptions,
  own: readonly string[],
  unused: readonly (keyof ModelSearchOptions)[] = [],
): ModelRules {
  checkNames(who, options, [...own, ...NAMES.filter((name) => !unused.includes(name))])
  const { constraints, tell = 'last', allowRepeats = false } = options
  if (tell !== 'last' && tell !== 'best') reject(who, 'tell', tell, "Give 'last' or 'best'.")
  checkSwitch(who, 'allowRepeats', allowRepeats)
  if (constraints !== undefined) checkConstraints(who, constraints)
  const points = pointsOf(options.pointsToEvaluate)
  return {
    points,
    rewards: rewardsOf(who, options.evaluatedRewards ?? [], points.length),
    warmStart: earlierTrials(who, options.warmStart ?? []),
    constraints,
    tell,
    allowRepeats,
  }
}

/** Of the rules of a searcher those that are its own and have a value. */
export function ownRules(rules: ModelRules): Readonly<Record<string, unknown>> {
  const { points: _p, rewards: _r, warmStart: _w, constraints: _c, tell: _t, ...rest } = rules
  const { allowRepeats: _a, ...own } = rest
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
}

/** The options, with those of the searcher itself, as its `toJSON` gives them. */
export function modelJSON(
  name: string,
  own: Readonly<Record<string, unknown>>,
  rules: ModelRules,
): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
  const { points, rewards, warmStart, constraints, tell, allowRepeats } = rules
  return {
    name,
    options: {
      ...own,
      ...(points.length === 0 ? {} : { pointsToEvaluate: points }),
      ...(rewards.length === 0
        ? {}
        : { evaluatedRewards: rewards.map((reward) => reward ?? null) }),
      ...(warmStart.length === 0 ? {} : { warmStart }),
      ...(constraints === undefined ? {} : { constraints }),
      ...(tell === 'last' ? {} : { tell }),
      ...(allowRepeats ? { allowRepeats } : {}),
    },
  }
}

/** Throws `INVALID_PRESET` unless the points are in an array; what is in them, the space checks. */
export function pointsOf(points: unknown = []): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(points)) return Object.freeze([...points])
  throw new ConfigurationError(
    'INVALID_PRESET',
    `pointsToEvaluate must be an array of configs, got ${show(points)}. Write [{ lr: 0.1 }].`,
    { path: ['pointsToEvaluate'] },
  )
}

function rewardsOf(
  who: string,
  rewards: unknown,
  points: number,
): readonly (readonly number[] | undefined)[] {
  const wanted = 'Give an array with a number (or an array of numbers, or null) for each point.'
  if (!Array.isArray(rewards)) reject(who, 'evaluatedRewards', rewards, wanted)
  if (rewards.length > points) {
    const advice = `There are ${points} pointsToEvaluate: give as many rewards, or fewer.`
    reject(who, 'evaluatedRewards', `${rewards.length} rewards`, advice)
  }
  return rewards.map((reward: unknown) => {
    if (reward === null || reward === undefined) return undefined
    const values: unknown[] = Array.isArray(reward) ? reward : [reward]
    if (values.some((value) => typeof value !== 'number')) {
      reject(who, 'evaluatedRewards', rewards, wanted)
    }
    return values as number[]
  })
}

function earlierTrials(who: string, trials: unknown): readonly EarlierTrial[] {
  const wanted = 'Give the results of a study, or an array of { config, metrics }.'
  if (typeof trials !== 'object' || trials === null || !(Symbol.iterator in trials)) {
    reject(who, 'warmStart', trials, wanted)
  }
  return Array.from(trials as Iterable<unknown>, (trial) => {
    if (typeof trial !== 'object' || trial === null || !('config' in trial)) {
      reject(who, 'warmStart', trial, wanted)
    }
    const { config, metrics } = trial as EarlierTrial
    return { config, metrics }
  })
}

function checkConstraints(who: string, constraints: unknown): void {
  if (typeof constraints === 'function') return
  const isNames =
    Array.isArray(constraints) &&
    constraints.length > 0 &&
    constraints.every((name) => typeof name === 'string' && name !== '')
  if (isNames) return
  const wanted = 'Give a function from a result to numbers, or the names of reported metrics.'
  reject(who, 'constraints', constraints, wanted)
}
