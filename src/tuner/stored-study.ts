import { FIFOScheduler } from '../schedule/fifo.ts'
import { NoopStopper } from '../stop/noop.ts'
import { Study } from '../study/study.ts'
import { historyOf } from '../study/history.ts'
import { checkpointRules, failureRules } from './check-options.ts'
import { readHistory } from './grid-of.ts'
import { recordedObjectives, recordedSearch } from './recorded-search.ts'
import { ResultGrid } from './result-grid.ts'
import { TrialResult } from './result.ts'
import { StudyChronicle } from './study-chronicle.ts'
import { openStudy } from './study-folder.ts'
import type { StudyEvent } from '../study/events.ts'
import type { HistoryRow } from '../study/history.ts'
import type { Trial } from '../study/trial.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { RunConfig } from './options.ts'
import type { StudyEnding } from './study-chronicle.ts'
import type { StudyRecord } from './study-folder.ts'

/** A study as its folder has it, also while a tuner writes to it: for readers, who decide nothing. */
export interface StoredStudy {
  /** Absolute path of the study's folder. */
  readonly dir: string
  readonly record: StudyRecord
  readonly view: StudyView
  /** Whether every trial that the study will ever have has ended. */
  readonly isComplete: boolean
  readonly ending: StudyEnding
  /** Milliseconds since the epoch of its first session's start; undefined before that. */
  readonly createdAt: number | undefined
  /** Milliseconds since the epoch of what happened last; undefined where nothing has. */
  readonly changedAt: number | undefined
  /** The results of all trials, as `fit()` gives them; they can be used after {@link close}. */
  readonly results: ResultGrid
  /** All results of a trial, each iteration once, read when asked for. */
  history(trial: TrialView): readonly HistoryRow[]
  /** The events of one trial, in order. */
  trialEvents(id: string): Iterable<StudyEvent>
  /** Every event, in order. */
  events(): Iterable<StudyEvent>
  close(): void
}

export interface ReadStudyOptions {
  /**
   * Whether it is known that no tuner runs the study: trials that were running when it went wait to be
   * continued then, as a restore would find them. @defaultValue false
   */
  readonly abandoned?: boolean
}

/**
 * Reads the study in a folder, without its trainable and whatever else of it was code.
 * @throws {StorageError} `STUDY_NOT_FOUND`, `STUDY_TOO_NEW`, and what reading its database throws.
 */
export function readStudy(path: string, { abandoned = false }: ReadStudyOptions = {}): StoredStudy {
  const { dir, record, storage } = openStudy(path, { lock: false })
  try {
    const { study, chronicle } = fold(record, storage.digest(), abandoned)
    let isOpen = true
    // The results of a study outlive the reading of it.
    const historyFor = (trial: Trial): HistoryRow[] =>
      isOpen ? historyOf(storage.trialEvents(trial.id), trial) : readHistory(dir, trial)
    const view = viewOf(study, { dir, record, chronicle })
    const isComplete = study.isComplete || chronicle.isOver(study.counts)
    const rules = checkpointRules(record.runConfig)
    return {
      dir,
      record,
      view,
      isComplete,
      ending: chronicle.ending(study.counts, isComplete),
      createdAt: chronicle.createdAt,
      changedAt: chronicle.changedAt,
      get results() {
        return new ResultGrid<unknown>(
          study.trials.map((trial) => new TrialResult(trial, { dir, rules, history: historyFor })),
          {
            experimentPath: dir,
            objectives: view.objectives,
            metric: view.metric,
            mode: view.metric === undefined ? undefined : view.mode,
            interrupted: !isComplete && chronicle.ending(study.counts, isComplete) !== 'finished',
          },
        )
      },
      history: (trial) => {
        const known = study.trial(trial.id)
        return known ? historyFor(known) : []
      },
      trialEvents: (id) => storage.trialEvents(id),
      events: () => storage.events(),
      close() {
        isOpen = false
        storage.close()
      },
    }
  } catch (error) {
    storage.close()
    throw error
  }
}

function fold(
  record: StudyRecord,
  events: Iterable<StudyEvent>,
  abandoned: boolean,
): { readonly study: Study; readonly chronicle: StudyChronicle } {
  const objectives = recordedObjectives(record)
  const only = objectives.length === 1 ? objectives[0] : undefined
  const runConfig: RunConfig = record.runConfig
  const failures = failureRules(runConfig)
  const study = new Study({
    trainableName: record.trainableName,
    metric: only?.metric,
    mode: only?.mode ?? 'max',
    search: recordedSearch(record),
    schedule: new FIFOScheduler().create(),
    stopRule: new NoopStopper().create(),
    maxConcurrentTrials: Infinity,
    resources: {},
    checkpoints: checkpointRules(runConfig),
    failures,
  })
  const chronicle = new StudyChronicle({ failFast: failures.failFast })
  for (const event of events) {
    study.recall(event)
    chronicle.note(event)
  }
  const { session } = chronicle
  if (abandoned && session !== undefined && study.counts.RUNNING > 0) {
    const rules = { resumeUnfinished: true, resumeErrored: false, restartErrored: false }
    study.recall({ ...session, rules })
  }
  return { study, chronicle }
}

function viewOf(
  study: Study,
  {
    dir,
    record,
    chronicle,
  }: {
    readonly dir: string
    readonly record: StudyRecord
    readonly chronicle: StudyChronicle
  },
): StudyView {
  const objectives = recordedObjectives(record)
  const only = objectives.length === 1 ? objectives[0] : undefined
  const { searchAlg, scheduler } = record.tuneConfig
  return {
    name: record.name,
    dir,
    metric: only?.metric,
    mode: only?.mode ?? 'max',
    objectives,
    // A search that learns may have found that there are fewer configs.
    total: study.isComplete ? study.trials.length : study.total,
    trials: study.trials,
    counts: study.counts,
    usage: study.usage,
    best: study.best,
    sessionStartedAt: study.sessionStartedAt,
    exploits: study.exploits,
    searchLine: `Search: ${nameOf(searchAlg) ?? 'random'}`,
    schedulerLine: scheduler === undefined ? '' : `Scheduler: ${nameOf(scheduler) ?? 'custom'}`,
    stopReason: chronicle.stopReason,
  }
}

/** Of a part that was code no name is known. */
function nameOf(part: unknown): string | undefined {
  const { name } = Object(part) as { readonly name?: unknown }
  if (typeof name === 'string') return name
  return part === undefined ? undefined : 'custom'
}
