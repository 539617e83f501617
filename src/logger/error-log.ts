import { join } from 'node:path'
import { StorageError, messageOf } from '../errors.ts'
import { dateText } from './date-text.ts'
import { append } from './result-file.ts'
import { failureText } from '../study/failure-text.ts'
import type { StoredFailure } from '../study/events.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { Callback } from './callback.ts'

/** Appends every failure of a trial, also those that are retried, to `error.txt` in its folder. */
export class ErrorLogger implements Callback {
  /** Trials whose file could not be written, which was said. */
  readonly #broken: Set<string> = new Set()

  onTrialError(study: StudyView, trial: TrialView, error: StoredFailure): void {
    const path = join(study.dir, trial.name, 'error.txt')
    const head = `Failure # ${trial.failures} (occurred at ${dateText(new Date())})`
    try {
      append(path, `${head}\n${failureText(error)}\n\n`)
    } catch (cause) {
      if (this.#broken.has(trial.id)) return
      this.#broken.add(trial.id)
      throw new StorageError(
        'LOG_NOT_WRITTEN',
        `${path} cannot be written: ${messageOf(cause)}. What ` +
          'it would say is safe in study.db.',
        { cause },
      )
    }
  }
}
