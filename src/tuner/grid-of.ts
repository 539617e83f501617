import { join } from 'node:path'
import { TrialError } from '../errors.ts'
import { historyOf } from '../study/history.ts'
import { openSqliteStorage } from '../storage/sqlite/open.ts'
import { ResultGrid } from './result-grid.ts'
import { toResult } from './result.ts'
import type { StoredFailure } from '../study/events.ts'
import type { HistoryRow } from '../study/history.ts'
import type { Study } from '../study/study.ts'
import type { Blueprint } from './blueprint.ts'

/** The results of a study as it stands. Histories are read from the study's folder when asked for. */
export function gridOf<C>(study: Study, dir: string, blueprint: Blueprint): ResultGrid<C> {
  const results = study.trials.map((trial) =>
    toResult<C>({
      trialId: trial.id,
      trialName: trial.name,
      status: trial.status,
      config: trial.config as C,
      lastResult: trial.lastResult,
      checkpoints: trial.checkpoints,
      checkpointResults: trial.checkpointResults,
      path: join(dir, trial.name),
      error: trial.status === 'ERROR' && trial.error ? toError(trial.error) : undefined,
      reason: trial.reason,
      rules: blueprint.checkpointRules,
      history: () => readHistory(dir, trial.id),
    }),
  )
  return new ResultGrid(results, {
    experimentPath: dir,
    metric: blueprint.metric,
    mode: blueprint.metric === undefined ? undefined : blueprint.mode,
    interrupted: !study.isComplete,
  })
}

function readHistory(dir: string, trial: string): HistoryRow[] {
  const storage = openSqliteStorage(join(dir, 'study.db'), { readOnly: true })
  try {
    return historyOf(storage.trialEvents(trial))
  } finally {
    storage.close()
  }
}

function toError(failure: StoredFailure): TrialError {
  const error = new TrialError(failure.code ?? 'TRIAL_FAILED', failure.message)
  // Where it happened is in the trial, not here.
  error.stack = failure.stack ?? `${failure.name}: ${failure.message}`
  return error
}
