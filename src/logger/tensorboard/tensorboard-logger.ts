import { join } from 'node:path'
import { checkNames, reject } from '../../option-checks.ts'
import { flatten } from '../../math/flatten.ts'
import { GatheredFiles } from '../gathered-files.ts'
import { endEvent, experimentEvent, scalarsEvent, startEvent } from './event.ts'
import { ColumnsOption } from './columns-option.ts'
import { EventFile } from './event-file.ts'
import type { Result } from '../../math/score.ts'
import type { StoredFailure } from '../../study/events.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Rebuilding } from '../rebuild.ts'
import type { TensorBoardColumns } from './columns-option.ts'
import type { Opening } from './event-file.ts'

export interface TensorBoardLoggerOptions {
  /**
   * What the tags begin with, before the flat key of the metric: `ray/tune/val/loss`. A metric that
   * the trial writes itself under the same tag would be shown as one with this one.
   * @defaultValue 'ray/tune/'
   */
  readonly prefix?: string
  /**
   * Declares the columns of the HPARAMS page. `false`: TensorBoard shows the hyperparameters and
   * metrics that it finds. `true`: the hyperparameters of the trials so far, and what the study
   * optimises. Or the names of both. Needed where trials declare columns of their own, which would
   * hide all others; Lightning's logger does so.
   * @defaultValue false
   */
  readonly columns?: boolean | TensorBoardColumns
}

/** Numbers about the report instead of about the trial. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  'pid',
  'time_total_s',
  'timestamp',
  'training_iteration',
])

/**
 * Writes an event file for TensorBoard, `events.out.tfevents.*.attune`, into the folder of each trial
 * that starts: the hyperparameters when it does, a scalar for each numeric flat metric, at step
 * `training_iteration`, and the outcome for its HPARAMS page. Strings, booleans and arrays are left
 * out, and so are `pid`, `time_total_s`, `timestamp` and `training_iteration`. Numbers are in single
 * precision.
 * @see {@link https://github.com/tensorflow/tensorboard} for the formats: `compat/proto/event.proto`
 * and `plugins/hparams/plugin_data.proto`.
 */
export class TensorBoardLogger implements Rebuilding {
  readonly #prefix: string
  readonly #columns: ColumnsOption | undefined
  /** Trials whose hyperparameters are others than when their file was opened. */
  readonly #changed: Set<string> = new Set()
  readonly #files: GatheredFiles<EventFile> = new GatheredFiles("TensorBoard's event file")

  /** @throws ConfigurationError `UNKNOWN_OPTION`, `INVALID_OPTION`. */
  constructor(options: TensorBoardLoggerOptions = {}) {
    checkNames('TensorBoardLogger', options, ['prefix', 'columns'])
    const { prefix = 'ray/tune/', columns = false } = options
    if (typeof prefix !== 'string') {
      reject('TensorBoardLogger', 'prefix', prefix, "Give a string, e.g. 'tune/', or ''.")
    }
    this.#prefix = prefix
    this.#columns = columns === false ? undefined : new ColumnsOption(prefix, columns)
  }

  onTrialExploit(_study: StudyView, trial: TrialView): void {
    this.#changed.add(trial.id)
  }

  onTrialStart(study: StudyView, trial: TrialView): void {
    this.#files.forgive(trial.id)
    if (this.#changed.delete(trial.id)) this.#files.close(trial.id)
    const takeUp = (): EventFile => {
      const file = new EventFile(join(study.dir, trial.name))
      if (trial.attempt > 1) file.rewind(trial.iteration, this.#opening(study, trial))
      return file
    }
    this.#files.add(trial.id, takeUp, (file) => this.#open(file, study, trial, Date.now() / 1000))
    this.#files.complain()
  }

  onTrialRewound(study: StudyView, trial: TrialView, iteration: number): void {
    this.#files.use(trial.id, opener(study, trial), (file) =>
      file.rewind(iteration, this.#opening(study, trial)),
    )
    this.#files.complain()
  }

  onTrialResult(study: StudyView, trial: TrialView, result: Result): void {
    this.#files.add(trial.id, opener(study, trial), (file) => {
      const now = Date.now() / 1000
      this.#open(file, study, trial, startTimeOf(result, now))
      return file.add(this.#toEvent(result, now))
    })
    this.#files.complain()
  }

  onTrialError(
    study: StudyView,
    trial: TrialView,
    _error: StoredFailure,
    willRetry: boolean,
  ): void {
    if (willRetry) this.#files.close(trial.id)
    else this.#end(study, trial, 'failure')
    this.#files.complain()
  }

  onTrialComplete(study: StudyView, trial: TrialView): void {
    this.#end(study, trial, 'success')
    this.#files.complain()
  }

  onStudyEnd(): void {
    this.#files.closeAll()
    this.#files.complain()
  }

  rebuild(study: StudyView, trial: TrialView, results: Iterable<Result>): void {
    this.#files.close(trial.id)
    try {
      new EventFile(join(study.dir, trial.name)).rewrite(this.#toEvents(study, trial, results))
    } catch (cause) {
      throw this.#files.failureOf(trial.id, cause)
    }
  }

  #end(study: StudyView, trial: TrialView, outcome: 'success' | 'failure'): void {
    this.#files.add(trial.id, opener(study, trial), (file) =>
      file.isEmpty ? 0 : file.add(endEvent(Date.now() / 1000, outcome)),
    )
    this.#files.close(trial.id)
  }

  /** What every trial's events begin with. */
  #opening(study: StudyView, trial: TrialView): Opening {
    return (wallTime) => {
      const start = startEvent(wallTime, trial.params)
      if (this.#columns === undefined) return [start]
      return [experimentEvent(wallTime, this.#columns.of(study, trial)), start]
    }
  }

  /** Writes that, where nothing is written yet. Returns how much waits. */
  #open(file: EventFile, study: StudyView, trial: TrialView, wallTime: number): number {
    const events = file.isEmpty ? this.#opening(study, trial)(wallTime) : []
    return events.reduce((_, event) => file.add(event), 0)
  }

  *#toEvents(
    study: StudyView,
    trial: TrialView,
    results: Iterable<Result>,
  ): Generator<Buffer, void> {
    if (trial.attempt === 0) return
    let lastTime: number | undefined
    for (const result of results) {
      const time = timeOf(result)
      if (lastTime === undefined) yield* this.#opening(study, trial)(startTimeOf(result, time))
      yield this.#toEvent(result, time)
      lastTime = time
    }
    const startedAt = (trial.startedAt ?? Date.now()) / 1000
    if (lastTime === undefined) yield* this.#opening(study, trial)(startedAt)
    if (trial.status === 'TERMINATED') yield endEvent(lastTime ?? startedAt, 'success')
    else if (trial.status === 'ERROR') yield endEvent(lastTime ?? startedAt, 'failure')
  }

  #toEvent(result: Result, wallTime: number): Buffer {
    const scalars: [tag: string, value: number][] = []
    const { config: _, ...metrics } = result
    const flat = flatten(metrics)
    for (const key in flat) {
      const value = flat[key]
      if (typeof value !== 'number' || NOT_SHOWN.has(key)) continue
      scalars.push([this.#prefix + key, value])
    }
    const step = Math.floor(numberOf(result, 'training_iteration') ?? 0)
    return scalarsEvent(wallTime, Math.min(Math.max(step, 0), Number.MAX_SAFE_INTEGER), scalars)
  }
}

function opener(study: StudyView, trial: TrialView): () => EventFile {
  return () => new EventFile(join(study.dir, trial.name))
}

/** When a result was reported, as far as it says so itself; in seconds since the epoch. */
function timeOf(result: Result): number {
  return numberOf(result, 'timestamp') ?? Date.now() / 1000
}

/** @param reportedAt When the first result was reported. */
function startTimeOf(first: Result, reportedAt: number): number {
  return reportedAt - (numberOf(first, 'time_total_s') ?? 0)
}

function numberOf(result: Result, key: string): number | undefined {
  const value = result[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
