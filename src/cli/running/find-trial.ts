import { ConfigurationError, show } from '../../errors.ts'

/** What a trial is found by. */
interface Findable {
  readonly id: string
  readonly number: number
}

/** How many ids a message names. */
const MOST_NAMED = 5

/**
 * The trial that a user names: by its id, its number, or an end of an id that no other trial has.
 * @throws {ConfigurationError} `UNKNOWN_TRIAL` when there is none, or more than one.
 */
export function findTrial<T extends Findable>(trials: readonly T[], name: string): T {
  const exact = trials.find(({ id }) => id === name)
  if (exact) return exact
  const number = /^\d{1,4}$/.test(name) ? Number(name) : undefined
  const numbered = trials.find((trial) => trial.number === number)
  if (numbered) return numbered
  const ending = name === '' ? [] : trials.filter(({ id }) => id.endsWith(name))
  const [only, ...others] = ending
  if (only && others.length === 0) return only
  throw new ConfigurationError('UNKNOWN_TRIAL', explain(trials, name, ending), { path: ['trial'] })
}

function explain(trials: readonly Findable[], name: string, ending: readonly Findable[]): string {
  if (ending.length > 0) {
    return `Several trials end in ${show(name)}: ${listed(ending)}. Give more of the id.`
  }
  if (trials.length === 0) return `There is no trial ${show(name)}: the study has none yet.`
  return (
    `There is no trial ${show(name)}. Give an id, a number or the end of an id; there are: ` +
    `${listed(trials)}.`
  )
}

function listed(trials: readonly Findable[]): string {
  const named = trials.slice(0, MOST_NAMED).map(({ id }) => id)
  return named.join(', ') + (trials.length > MOST_NAMED ? ', …' : '')
}
