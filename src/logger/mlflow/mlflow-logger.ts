import { checkedSettings } from './options.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Callback } from '../callback.ts'
import type { MLflowLoggerOptions, MLflowSettings } from './options.ts'
import type { MLflowSession } from './session.ts'

/**
 * Logs a study to an MLflow tracking server over its REST interface: a run for the study, and in it one
 * for each trial, with its config as parameters, every numeric result as metrics, what became of it,
 * and the checkpoint of the best trial as an artifact.
 *
 * Everything is sent in the background, from what the study has stored: a slow server holds nothing up,
 * and one that cannot be reached is told later, by a restored study at the latest.
 */
export class MLflowLogger implements Callback {
  readonly #settings: MLflowSettings
  #session: MLflowSession | undefined

  /** @throws {ConfigurationError} `UNKNOWN_OPTION`, `INVALID_OPTION`, `MLFLOW_URI_MISSING`, `MLFLOW_URI_NOT_HTTP`. */
  constructor(options: MLflowLoggerOptions = {}) {
    this.#settings = checkedSettings(options)
  }

  async onStudyStart(study: StudyView): Promise<void> {
    const { MLflowSession } = await import('./session.ts')
    this.#session = new MLflowSession(study, this.#settings)
  }

  onTrialAdded(): void {
    this.#session?.poke()
  }

  onTrialStart(_study: StudyView, trial: TrialView): void {
    this.#session?.touch(trial.id)
  }

  onTrialResult(): void {
    this.#session?.poke()
  }

  onTrialError(_study: StudyView, trial: TrialView): void {
    this.#session?.touch(trial.id)
  }

  onTrialPause(_study: StudyView, trial: TrialView): void {
    this.#session?.touch(trial.id)
  }

  onTrialExploit(): void {
    this.#session?.poke()
  }

  onTrialComplete(_study: StudyView, trial: TrialView): void {
    this.#session?.touch(trial.id)
  }

  async onStudyEnd(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    await session?.finish()
  }
}
