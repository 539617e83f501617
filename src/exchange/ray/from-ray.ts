import { basename, join } from 'node:path'
import { ConfigurationError } from '../../errors.ts'
import { flatten } from '../../math/flatten.ts'
import { isPlainObject } from '../../space/data.ts'
import { toAttempts } from './attempts.ts'
import { readErrors } from './read-errors.ts'
import { readResults } from './read-results.ts'
import { readState } from './read-state.ts'
import { spaceOf } from './space-of.ts'
import { statesOfFolders } from './trial-folders.ts'
import type { ObjectiveWish } from '../optuna/from-optuna.ts'
import type { ImportedStudy, ImportedTrial } from '../imported-study.ts'
import type { Objective } from '../../math/score.ts'
import type { RayTrialState } from './read-state.ts'

export interface RayOptions extends ObjectiveWish {
  /** Whether checkpoints that exist are taken along. */
  readonly withCheckpoints: boolean
}

/**
 * The results folder of a Ray Tune experiment as a study of ours. Without a state file that can be read
 * the trials are those whose folders are there.
 * @param dir Absolute path.
 */
export function fromRay(dir: string, options: RayOptions): ImportedStudy {
  const { state, remarks: stateRemarks } = readState(dir)
  const remarks = [...stateRemarks]
  if (state === undefined) {
    remarks.push('There is no experiment state: the trials are those that have folders.')
  }
  const states = state?.trials ?? statesOfFolders(dir)
  let unreadable = 0
  const trials = states.map((trial): ImportedTrial => {
    const folder = join(dir, trial.folder)
    const read = readResults(folder)
    unreadable += read.unreadable
    const failures = readErrors(folder)
    const { withCheckpoints } = options
    const { results } = read
    const config = withoutPickles(trial.config)
    return {
      id: trial.id,
      config,
      params: paramsOf(trial, config),
      attempts: toAttempts({ dir: folder, state: trial, results, failures, withCheckpoints }),
      folder,
    }
  })
  if (unreadable > 0)
    remarks.push(`${unreadable} lines of result.json cannot be read, and are left out.`)
  remarks.push(...unfinished(states))
  const space = spaceOf(trials)
  if (trials.length > 0) {
    remarks.push(
      'Ray stores its search space as code: a study that goes on with new trials has to be given it again.',
    )
  }
  return {
    name: basename(dir),
    trainableName: states.find((trial) => trial.trainableName)?.trainableName ?? 'trainable',
    objectives: objectivesOf(state?.metric, options, remarks),
    paramSpace: space,
    isSpaceKnown: false,
    trials,
    remarks,
  }
}

function paramsOf({ params }: RayTrialState, config: unknown): Readonly<Record<string, unknown>> {
  const flat = isPlainObject(config) ? flatten(config) : {}
  return params === undefined ? flat : (withoutPickles(params) as Record<string, unknown>)
}

/** Ray stores what JSON cannot hold as a pickle inside the JSON, which nobody but Python can open. */
function withoutPickles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPickles)
  if (!isPlainObject(value)) return value ?? null
  if (value['_type'] === 'CLOUDPICKLE_FALLBACK') return '<pickled>'
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutPickles(inner)]),
  )
}

function objectivesOf(
  stored: string | undefined,
  { metric = stored, mode }: ObjectiveWish,
  remarks: string[],
): readonly Objective[] {
  if (metric !== undefined && mode !== undefined) return [{ metric, mode }]
  if (metric === undefined && mode !== undefined) {
    throw new ConfigurationError(
      'METRIC_REQUIRED',
      `--mode is ${mode}, but no metric is named, here or in the results. Name it with --metric.`,
    )
  }
  remarks.push(
    metric === undefined
      ? 'It is not known what was optimised: import it with --metric and --mode to have a best trial.'
      : `The metric is ${metric}, but not whether it is to be small or large: import it with --mode to ` +
          'have a best trial.',
  )
  return []
}

function unfinished(states: readonly RayTrialState[]): readonly string[] {
  const count = states.filter(({ status }) => status !== 'TERMINATED' && status !== 'ERROR').length
  if (count === 0) return []
  return [
    `${count} trials had not ended in Ray. They are PENDING or PAUSED, and go on with the study.`,
  ]
}
