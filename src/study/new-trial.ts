import { flatten } from '../math/flatten.ts'
import { assertFeasible } from './ledger.ts'
import type { Schedule } from '../schedule/scheduler.ts'
import type { Suggestion } from '../search/searcher.ts'
import type { Capacity, StoredFailure, StudyEvent } from './events.ts'

type Added = Extract<StudyEvent, { type: 'trial-added' }>

/** What is to be known to make a trial of a suggestion. */
export interface Founding {
  readonly at: number
  readonly trial: string
  /** How many trials there are already. */
  readonly number: number
  readonly schedule: Schedule | undefined
  readonly capacity: Capacity
  /** What a trial with this config asks for. May throw: that is the trial's failure. */
  readonly resourcesFor: (config: unknown) => Readonly<Record<string, number>>
  readonly describe: (error: unknown) => StoredFailure
}

/** The event of the trial that a suggestion becomes. */
export function trialAdded(suggestion: Suggestion, founding: Founding): Added {
  const { at, trial, number, schedule, capacity, resourcesFor, describe } = founding
  const { config, params, memo } = complete(suggestion, schedule, number)
  const remembered = memo === undefined ? {} : { memo }
  const added = { type: 'trial-added', at, trial, config, params, ...remembered } as const
  try {
    const resources = resourcesFor(config)
    assertFeasible(resources, capacity)
    return { ...added, resources }
  } catch (error) {
    return { ...added, resources: {}, error: describe(error) }
  }
}

/** A suggestion with what the schedule adds to its config, which is named in the params. */
function complete(
  suggestion: Suggestion,
  schedule: Schedule | undefined,
  number: number,
): Suggestion {
  const config = schedule?.completeConfig?.(suggestion.config, number) ?? suggestion.config
  if (config === suggestion.config) return suggestion
  const before = flatten(Object(suggestion.config))
  const added = Object.entries(flatten(Object(config))).filter(([path]) => !(path in before))
  return {
    ...suggestion,
    config,
    params: { ...suggestion.params, ...Object.fromEntries(added) },
  }
}
