import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from '../errors.ts'
import { remove } from './result-file.ts'
import type { Result } from '../math/score.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { Rebuilding } from './rebuild.ts'
import type { ResultFile } from './result-file.ts'

/** How long a result may wait for others to be written with it, in milliseconds. */
const FLUSH_MS = 500

/** Characters that may wait in one file. */
const MAX_WAITING = 1 << 20

/** Takes the place of a file that cannot be written, so that it is complained about once. */
const BROKEN: ResultFile = { add: () => 0, flush() {}, rewind() {} }

/**
 * What the loggers of results have in common: each trial has a file that follows its results. Writes
 * are gathered: they happen twice a second and when a trial or the study ends.
 */
export abstract class ResultLogger implements Rebuilding {
  readonly #name: string
  readonly #open: (path: string) => ResultFile
  /** Of trials that are running; those of others are opened again when they are needed. */
  readonly #files: Map<string, ResultFile> = new Map()
  readonly #dirty: Set<string> = new Set()
  #timer: NodeJS.Timeout | undefined
  #failure: StorageError | undefined

  /** @param name Of the file in each trial's folder. */
  constructor(name: string, open: (path: string) => ResultFile) {
    this.#name = name
    this.#open = open
  }

  onTrialStart(study: StudyView, trial: TrialView): void {
    if (trial.attempt < 2) return
    // A broken file gets another chance.
    if (this.#files.get(trial.id) === BROKEN) this.#files.delete(trial.id)
    // Opening it cuts off half a line that a tuner that was killed may have left.
    this.#with(study, trial, () => undefined)
    this.#complain()
  }

  onTrialRewound(study: StudyView, trial: TrialView, iteration: number): void {
    this.#with(study, trial, (file) => file.rewind(iteration))
    this.#complain()
  }

  onTrialResult(study: StudyView, trial: TrialView, result: Result): void {
    this.#with(study, trial, (file) => {
      this.#dirty.add(trial.id)
      if (file.add(result, trial.config) > MAX_WAITING) this.#flush(trial.id)
    })
    this.#timer ??= setTimeout(() => this.#flushAll(), FLUSH_MS).unref()
    this.#complain()
  }

  onTrialError(_study: StudyView, trial: TrialView): void {
    this.#close(trial.id)
    this.#complain()
  }

  onTrialComplete(_study: StudyView, trial: TrialView): void {
    this.#close(trial.id)
    this.#complain()
  }

  onStudyEnd(): void {
    this.#flushAll()
    this.#files.clear()
    this.#complain()
  }

  rebuild(study: StudyView, trial: TrialView, results: Iterable<Result>): void {
    this.#close(trial.id)
    const path = this.#pathOf(study, trial)
    const temporary = `${path}.new`
    remove(temporary)
    try {
      const file = this.#open(temporary)
      let count = 0
      for (const result of results) {
        if (file.add(result, trial.config) > MAX_WAITING) file.flush()
        count += 1
      }
      file.flush()
      if (count === 0) remove(path)
      else renameSync(temporary, path)
    } catch (cause) {
      throw this.#failureOf(trial.id, cause)
    }
  }

  #pathOf(study: StudyView, trial: TrialView): string {
    return join(study.dir, trial.name, this.#name)
  }

  #with(study: StudyView, trial: TrialView, work: (file: ResultFile) => void): void {
    this.#attempt(trial.id, () => {
      let file = this.#files.get(trial.id)
      if (file === undefined) {
        file = this.#open(this.#pathOf(study, trial))
        this.#files.set(trial.id, file)
      }
      work(file)
    })
  }

  #flush(id: string): void {
    this.#dirty.delete(id)
    this.#attempt(id, () => this.#files.get(id)?.flush())
  }

  #flushAll(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const id of this.#dirty) this.#flush(id)
  }

  #close(id: string): void {
    if (this.#dirty.has(id)) this.#flush(id)
    this.#files.delete(id)
  }

  #attempt(id: string, work: () => void): void {
    try {
      work()
    } catch (cause) {
      this.#files.set(id, BROKEN)
      this.#failure ??= this.#failureOf(id, cause)
    }
  }

  #failureOf(id: string, cause: unknown): StorageError {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return new StorageError(
      'LOG_NOT_WRITTEN',
      `${this.#name} of trial ${id} cannot be written: ${reason}. Its results are safe in study.db, ` +
        'from which the file is written again when the study is restored.',
      { cause },
    )
  }

  /** Throws what went wrong since it was last asked, if anything did. */
  #complain(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure
  }
}
