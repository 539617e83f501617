import { join } from 'node:path'
import { sweepCheckpoints } from '../checkpoint/sweep.ts'
import { rebuildFiles } from '../logger/default-loggers.ts'
import { historyOf } from '../study/history.ts'
import type { Callback } from '../logger/callback.ts'
import type { Study } from '../study/study.ts'
import type { StudyView } from '../study/view.ts'
import type { OpenStudy } from './study-folder.ts'

/** Files of trials that ended this long before the tuner did are known to be complete. */
const RECENT_MS = 10_000

/** Puts right what a killed tuner has left half done: stray checkpoints, files behind the log. */
export async function tidyUp(
  study: Study,
  view: StudyView,
  {
    dir,
    storage,
    loggers,
    last,
  }: {
    readonly dir: string
    readonly storage: OpenStudy['storage']
    readonly loggers: readonly Callback[]
    /** When the last event was stored. */
    readonly last: number
  },
): Promise<void> {
  for (const trial of study.trials) {
    if (trial.attempt === 0) continue
    const over = trial.status === 'TERMINATED' || trial.status === 'ERROR'
    if (over && trial.lastReportAt < last - RECENT_MS) continue
    const known = new Set(trial.checkpoints.map((checkpoint) => checkpoint.name))
    await sweepCheckpoints(join(dir, trial.name), known)
    const rows = historyOf(storage.trialEvents(trial.id), trial)
    await rebuildFiles(
      view,
      trial,
      rows.map((row) => row.result),
      loggers,
    )
  }
}
