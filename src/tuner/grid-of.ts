import { join } from 'node:path'
import { openSqliteStorage } from '../storage/sqlite/open.ts'
import { historyOf } from '../study/history.ts'
import { ResultGrid } from './result-grid.ts'
import { TrialResult } from './result.ts'
import type { HistoryRow } from '../study/history.ts'
import type { Study } from '../study/study.ts'
import type { Trial } from '../study/trial.ts'
import type { Blueprint } from './blueprint.ts'

/** The results of a study as it stands. Histories are read from the study's folder when asked for. */
export function gridOf<C>(study: Study, dir: string, blueprint: Blueprint): ResultGrid<C> {
  const { checkpointRules: rules, metric, mode, objectives } = blueprint
  const source = { dir, rules, history: (trial: Trial) => readHistory(dir, trial) }
  return new ResultGrid(
    study.trials.map((trial) => new TrialResult<C>(trial, source)),
    {
      experimentPath: dir,
      objectives,
      metric,
      mode: metric === undefined ? undefined : mode,
      interrupted: study.isInterrupted,
    },
  )
}

/** All results of a trial, each iteration once, from the study's folder. */
export function readHistory(dir: string, trial: Trial): HistoryRow[] {
  const storage = openSqliteStorage(join(dir, 'study.db'), { readOnly: true })
  try {
    return historyOf(storage.trialEvents(trial.id), trial)
  } finally {
    storage.close()
  }
}
