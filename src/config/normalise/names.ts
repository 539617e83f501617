import { meantBy, otherNames } from '../../search/other-names.ts'
import { searcherNames } from '../../search/create-searcher.ts'
import { bare, lookUp } from '../words.ts'

/** Names that mean the same, ours first. */
type Names = readonly (readonly [string, ...string[]])[]

export const SCHEDULERS: Names = [
  ['fifo'],
  ['asha', 'async_hyperband', 'asynchyperband'],
  ['hyperband'],
  ['hb_bohb', 'bohb'],
  ['median_stopping_rule', 'median', 'medianstopping'],
  ['percentile_stopping_rule', 'percentile', 'percentilestopping'],
  ['pbt'],
  ['pbt_replay'],
  ['pb2'],
  ['resource_changing'],
]

export const SEARCHERS: Names = [
  ...searcherNames.map((name): readonly [string, ...string[]] => [
    name,
    ...otherNames.filter((other) => meantBy(other, {})?.name === name),
  ]),
  ['limit-concurrency'],
  ['repeat'],
]

export const STOPPERS: Names = [
  ['threshold'],
  ['maximum_iteration'],
  ['trial_plateau'],
  ['experiment_plateau'],
  ['timeout'],
  ['combined'],
  ['noop'],
]

export const LOGGERS: Names = [
  ['json'],
  ['csv'],
  ['tensorboard'],
  ['error'],
  ['mlflow'],
  ['prometheus'],
  ['pbt-policy'],
]

export const ALLOCATIONS: Names = [['distribute_resources'], ['distribute_resources_to_top_job']]

/** Searchers of Ray Tune and others that there are not, with the nearest that there is. */
const LACKING: Readonly<Record<string, string>> = {
  sigopt: 'gp',
  dragonfly: 'gp',
  skopt: 'gp',
  blend: 'auto',
  blendsearch: 'auto',
  cfo: 'auto',
  flaml: 'auto',
  pso: 'de',
}

/** The nearest that there is of what is known elsewhere, and not here. */
export function nearestKnown(given: string): string | undefined {
  const last = bare(given.slice(given.lastIndexOf('.') + 1))
  return lookUp(LACKING, last) ?? lookUp(LACKING, last.replace(ENDING, ''))
}

/** Classes, ours and Ray Tune's, whose names say more than the name with an ending. */
const CLASSES: Readonly<Record<string, string>> = {
  hyperbandforbohb: 'hb_bohb',
  populationbasedtraining: 'pbt',
  populationbasedtrainingreplay: 'pbt_replay',
  basicvariantgenerator: 'random',
  tunebohb: 'bohb',
  concurrencylimiter: 'limit-concurrency',
  repeater: 'repeat',
  tbx: 'tensorboard',
}

/** What names of classes end with. */
const ENDING = /(scheduler|search|stopper|logger|loggercallback)$/

/**
 * The name that is meant, as it stands in `names`: in any case, with `_` or `-`, and by the name of a
 * class with or without its modules (`ray.tune.schedulers.ASHAScheduler`). Undefined where there is none.
 */
export function nameMeant(given: string, names: Names): string | undefined {
  const last = bare(given.slice(given.lastIndexOf('.') + 1))
  const all = names.flat()
  for (const word of [last, bare(lookUp(CLASSES, last) ?? ''), last.replace(ENDING, '')]) {
    const found = all.find((name) => bare(name) === word)
    if (found !== undefined) return found
  }
  return undefined
}

/** The first of the names that mean the same as this one. */
export function firstName(name: string, names: Names): string {
  return names.find((same) => same.includes(name))?.[0] ?? name
}
