import { ConfigurationError } from '../../errors.ts'
import { toPythonJson } from '../../logger/python-json.ts'
import { spaceFromJSON } from '../../space/space-json.ts'
import { compileSpace } from '../../space/space.ts'
import { openStudy } from '../../tuner/study-folder.ts'
import { KEEPSAKE, keptDistributions, unkeep } from './keepsake.ts'
import { METRIC_NAMES } from './optuna-study.ts'
import { reachedEnd } from './reached-end.ts'
import { ParamTable } from './param-table.ts'
import { factsOf } from './trial-facts.ts'
import { toOptunaTrial } from './to-optuna-trial.ts'
import type { Objective } from '../../math/score.ts'
import type { Space } from '../../space/space.ts'
import type { TrialView } from '../../study/view.ts'
import type { StoredStudy } from '../../tuner/stored-study.ts'
import type { OptunaKeepsake } from './keepsake.ts'
import type { OptunaStudy, OptunaTrial } from './optuna-study.ts'

export interface TakenStudy {
  readonly study: OptunaStudy
  /** What Optuna cannot hold, in sentences. */
  readonly remarks: readonly string[]
}

/**
 * A study of ours as one of Optuna's. A study that came from Optuna gets back all that it had there;
 * trials that it has had since are added.
 * @throws {ConfigurationError} `METRIC_REQUIRED` when it is not known what is optimised.
 */
export function toOptuna(
  stored: StoredStudy,
  objectives: readonly Objective[] = stored.view.objectives,
): TakenStudy {
  const { view, record } = stored
  const kept = keepsakeOf(stored.dir)
  if (objectives.length === 0 && kept === undefined) {
    throw new ConfigurationError(
      'METRIC_REQUIRED',
      `The study ${view.name} has no metric, and a study of Optuna's must have one. Name one that the ` +
        'trials reported, and say whether it is to be small or large: --metric loss --mode min.',
    )
  }
  const facts = factsOf(stored.events())
  const space = spaceOf(record.paramSpace)
  const known = kept && { paths: kept.paths, distributions: keptDistributions(kept) }
  const table = new ParamTable(view.trials, space, known)
  const remarks = new Set<string>(isUntouched(view.trials, kept) ? [] : table.remarks)
  const trials = view.trials.map((trial): OptunaTrial => {
    const before = kept?.trials[trial.id]
    // It has not gone on since it came.
    if (before && trial.attempt <= attemptsThere(before.state)) return unkeep(before)
    const made = toOptunaTrial(trial, {
      objectives,
      facts: facts.get(trial.id),
      reachedEnd: reachedEnd(trial, record),
      history: stored.history(trial),
      config: table.of(trial.number),
      stepOffset: kept?.stepOffset ?? 0,
    })
    for (const remark of made.remarks) remarks.add(remark)
    return made.trial
  })
  const names = toPythonJson(objectives.map(({ metric }) => metric))
  const study: OptunaStudy = {
    name: kept?.name ?? view.name,
    directions:
      kept?.directions ?? objectives.map(({ mode }) => (mode === 'min' ? 'MINIMIZE' : 'MAXIMIZE')),
    userAttrs: new Map(Object.entries(kept?.userAttrs ?? {})),
    systemAttrs: new Map(kept ? Object.entries(kept.systemAttrs) : [[METRIC_NAMES, names]]),
    trials,
  }
  if (view.exploits.length > 0) {
    remarks.add(
      'Configs changed while trials ran (population based training): Optuna has the last.',
    )
  }
  remarks.add(bestRemark(view.best, trials) ?? '')
  remarks.delete('')
  return { study, remarks: [...remarks] }
}

function keepsakeOf(dir: string): OptunaKeepsake | undefined {
  const { storage } = openStudy(dir, { lock: false })
  try {
    return storage.getMeta(KEEPSAKE) as OptunaKeepsake | undefined
  } finally {
    storage.close()
  }
}

function attemptsThere(state: OptunaTrial['state']): number {
  return state === 'WAITING' ? 0 : 1
}

function isUntouched(trials: readonly TrialView[], kept: OptunaKeepsake | undefined): boolean {
  return kept !== undefined && trials.every((trial) => trial.id in kept.trials)
}

/** The space, or an empty one where what is stored of it is not one. */
function spaceOf(json: unknown): Space {
  try {
    return spaceFromJSON(json ?? {})
  } catch (error) {
    if (error instanceof ConfigurationError) return compileSpace({})
    throw error
  }
}

/** Optuna's best is the best of those that are complete. */
function bestRemark(
  best: TrialView | undefined,
  trials: readonly OptunaTrial[],
): string | undefined {
  const state = best && trials[best.number]?.state
  if (best === undefined || state === 'COMPLETE') return undefined
  return (
    `The best trial here, ${best.name}, is ${state} in Optuna, which takes the best of those that are ` +
    'COMPLETE.'
  )
}
