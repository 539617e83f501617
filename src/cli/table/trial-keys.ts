import { ConfigurationError, show } from '../../errors.ts'
import { flatten } from '../../math/flatten.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { valueAt } from '../../math/score.ts'
import { parameterOf } from '../../report/columns.ts'
import type { TrialView } from '../../study/view.ts'

/** What a trial has under a name: a column to show, to sort by and to filter by. */
export interface TrialKey {
  readonly key: string
  readonly value: (trial: TrialView) => unknown
}

/** What every trial has. */
const OWN: Readonly<Record<string, (trial: TrialView) => unknown>> = {
  trial: ({ id }) => id,
  number: ({ number }) => number,
  name: ({ name }) => name,
  status: ({ status }) => status,
  attempt: ({ attempt }) => attempt,
  iteration: ({ iteration }) => iteration,
  timeTotalS: ({ timeTotalS }) => timeTotalS,
  failures: ({ failures }) => failures,
  checkpoints: ({ checkpoints }) => checkpoints.length,
  reason: ({ reason }) => reason,
  error: ({ error }) => error?.message,
}

/**
 * Finds what a user names: a field that every trial has, a parameter (`lr`, `model/lr`, or `config/lr`
 * where a metric has the same name) or a metric, by its path or by the end of a path that no other has.
 * @throws {ConfigurationError} `UNKNOWN_COLUMN` when no trial has it.
 */
export function trialKey(trials: readonly TrialView[], name: string): TrialKey {
  const own = Object.hasOwn(OWN, name) ? OWN[name] : undefined
  if (own) return { key: name, value: own }
  const exact = pathKey(trials, name)
  if (exact) return exact
  const paths = allPaths(trials)
  const ending = paths.filter((path) => path.endsWith(`/${name}`))
  const [only] = ending
  const found = ending.length === 1 && only !== undefined ? pathKey(trials, only) : undefined
  if (found) return found
  // Nobody can know what trials that are not there will have.
  if (trials.length === 0) return { key: name, value: () => undefined }
  throw new ConfigurationError('UNKNOWN_COLUMN', explain(name, paths, ending), { path: [name] })
}

function pathKey(trials: readonly TrialView[], name: string): TrialKey | undefined {
  const path = name.startsWith('config/') ? name.slice('config/'.length) : undefined
  const candidates: TrialKey[] = [
    { key: name, value: (trial) => parameterOf(trial, name) },
    { key: name, value: (trial) => metricOf(trial, name) },
    ...(path === undefined
      ? []
      : [{ key: name, value: (trial: TrialView) => parameterOf(trial, path) }]),
  ]
  return candidates.find(({ value }) => trials.some((trial) => value(trial) !== undefined))
}

function metricOf({ lastResult }: TrialView, path: string): unknown {
  return lastResult === undefined ? undefined : valueAt(lastResult, path)
}

function allPaths(trials: readonly TrialView[]): string[] {
  const paths = new Set<string>()
  for (const { params, lastResult } of trials) {
    for (const path of Object.keys(params)) paths.add(path)
    for (const path of Object.keys(flatten(lastResult ?? {}))) paths.add(path)
  }
  return [...paths]
}

function explain(name: string, paths: readonly string[], ending: readonly string[]): string {
  if (ending.length > 1) {
    return `Several columns end in ${show(name)}: ${ending.join(', ')}. Give the whole name.`
  }
  const words = [...Object.keys(OWN), ...paths]
  // Of a path the end is what people remember.
  const nearest = nearestWord(name, words) ?? paths.find((path) => isNearEnd(name, path))
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return `No trial has a column ${show(name)}.${meant} There are: ${words.join(', ')}.`
}

function isNearEnd(name: string, path: string): boolean {
  return nearestWord(name, [path.slice(path.lastIndexOf('/') + 1)]) !== undefined
}
