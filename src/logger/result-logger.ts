import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { GatheredFiles, MAX_WAITING } from './gathered-files.ts'
import { remove } from './result-file.ts'
import { configAt } from '../study/exploit-record.ts'
import type { Result } from '../math/score.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { Rebuilding } from './rebuild.ts'
import type { ResultFile } from './result-file.ts'

/** What the loggers of text have in common: each trial has a file that follows its results. */
export abstract class ResultLogger implements Rebuilding {
  readonly #name: string
  readonly #open: (path: string) => ResultFile
  readonly #files: GatheredFiles<ResultFile>

  /** @param name Of the file in each trial's folder. */
  constructor(name: string, open: (path: string) => ResultFile) {
    this.#name = name
    this.#open = open
    this.#files = new GatheredFiles(name)
  }

  onTrialStart(study: StudyView, trial: TrialView): void {
    if (trial.attempt < 2) return
    this.#files.forgive(trial.id)
    // Opening it cuts off half a line that a tuner that was killed may have left.
    this.#files.use(trial.id, this.#opener(study, trial), () => undefined)
    this.#files.complain()
  }

  onTrialRewound(study: StudyView, trial: TrialView, iteration: number): void {
    this.#files.use(trial.id, this.#opener(study, trial), (file) => file.rewind(iteration))
    this.#files.complain()
  }

  onTrialResult(study: StudyView, trial: TrialView, result: Result): void {
    this.#files.add(trial.id, this.#opener(study, trial), (file) =>
      file.add(result, configOf(study, trial, result)),
    )
    this.#files.complain()
  }

  onTrialError(_study: StudyView, trial: TrialView): void {
    this.#files.close(trial.id)
    this.#files.complain()
  }

  onTrialComplete(_study: StudyView, trial: TrialView): void {
    this.#files.close(trial.id)
    this.#files.complain()
  }

  onStudyEnd(): void {
    this.#files.closeAll()
    this.#files.complain()
  }

  rebuild(study: StudyView, trial: TrialView, results: Iterable<Result>): void {
    this.#files.close(trial.id)
    const path = this.#pathOf(study, trial)
    const temporary = `${path}.new`
    remove(temporary)
    try {
      const file = this.#open(temporary)
      let count = 0
      for (const result of results) {
        if (file.add(result, configOf(study, trial, result)) > MAX_WAITING) file.flush()
        count += 1
      }
      file.flush()
      if (count === 0) remove(path)
      else renameSync(temporary, path)
    } catch (cause) {
      throw this.#files.failureOf(trial.id, cause)
    }
  }

  #pathOf(study: StudyView, trial: TrialView): string {
    return join(study.dir, trial.name, this.#name)
  }

  #opener(study: StudyView, trial: TrialView): () => ResultFile {
    return () => this.#open(this.#pathOf(study, trial))
  }
}

/** A trial that became a copy of another had another config before. */
function configOf({ exploits }: StudyView, trial: TrialView, result: Result): unknown {
  const { training_iteration: iteration } = result
  if (exploits.length === 0 || typeof iteration !== 'number') return trial.config
  return configAt(exploits, trial, iteration)
}
