import { CSVLogger } from './csv.ts'
import { ErrorLogger } from './error-log.ts'
import { JSONLogger } from './json.ts'
import { PBTPolicyLogger } from './pbt-policy.ts'
import { canRebuild } from './rebuild.ts'
import { TensorBoardLogger } from './tensorboard/tensorboard-logger.ts'
import type { Result } from '../math/score.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { Callback } from './callback.ts'

/**
 * The loggers that a study has unless told otherwise: `result.json`, `progress.csv`, `error.txt` and
 * the event files of TensorBoard; and where trials become copies of others, `pbt_global.txt`.
 */
export function defaultLoggers(): Callback[] {
  return [
    new JSONLogger(),
    new CSVLogger(),
    new ErrorLogger(),
    new TensorBoardLogger(),
    new PBTPolicyLogger(),
  ]
}

/**
 * Writes the files of a trial again from its stored results, for those loggers that can.
 * @param results All results of the trial that count, oldest first.
 */
export async function rebuildFiles(
  study: StudyView,
  trial: TrialView,
  results: readonly Result[],
  loggers: readonly Callback[] = defaultLoggers(),
): Promise<void> {
  for (const logger of loggers) {
    if (canRebuild(logger)) await logger.rebuild(study, trial, results)
  }
}
