import { FIFOScheduler } from '../schedule/fifo.ts'
import { NoopStopper } from '../stop/noop.ts'
import { Study } from '../study/study.ts'
import { historyOf } from '../study/history.ts'
import { liveView } from './live-view.ts'
import { openStudy } from './study-folder.ts'
import type { Mode, Objective } from '../math/score.ts'
import type { Search } from '../search/searcher.ts'
import type { StudyEvent } from '../study/events.ts'
import type { HistoryRow } from '../study/history.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { StudyRecord } from './study-folder.ts'

/** A study as its folder has it, also while a tuner writes to it: for readers, who decide nothing. */
export interface StoredStudy {
  /** Absolute path of the study's folder. */
  readonly dir: string
  readonly record: StudyRecord
  readonly view: StudyView
  /** Whether every trial that the study will ever have has ended. */
  readonly isComplete: boolean
  /** All results of a trial, each iteration once, read when asked for. */
  history(trial: TrialView): readonly HistoryRow[]
  /** Every event, in order. */
  events(): Iterable<StudyEvent>
  close(): void
}

/**
 * Reads the study in a folder, without its trainable and whatever else of it was code.
 * @throws {StorageError} `STUDY_NOT_FOUND`, `STUDY_TOO_NEW`, and what reading its database throws.
 */
export function readStudy(path: string): StoredStudy {
  const { dir, record, storage } = openStudy(path, { lock: false })
  const objectives = objectivesOf(record)
  const only = objectives.length === 1 ? objectives[0] : undefined
  const { metric, mode = 'max' } = only ?? {}
  const schedule = new FIFOScheduler().create()
  const search = silentSearch(record)
  const study = new Study({
    trainableName: record.trainableName,
    metric,
    mode,
    search,
    schedule,
    stopRule: new NoopStopper().create(),
    maxConcurrentTrials: Infinity,
    resources: {},
    checkpoints: { numToKeep: undefined, scoreAttribute: undefined, scoreOrder: 'max' },
    failures: { maxFailures: 0, failFast: false, backoffS: 0 },
  })
  for (const event of storage.events()) study.recall(event)
  const facts = { name: record.name, dir, metric, mode, objectives, searchName: 'stored' }
  return {
    dir,
    record,
    view: liveView(study, facts, { schedule }),
    get isComplete() {
      return study.isComplete
    },
    history: (trial) =>
      historyOf(
        storage.trialEvents(trial.id),
        study.trial(trial.id) ?? { attempt: 0, iterationAtStart: 0 },
      ),
    events: () => storage.events(),
    close: () => storage.close(),
  }
}

/** Suggests nothing and learns nothing. */
function silentSearch({ tuneConfig }: StudyRecord): Search {
  const { numSamples = 1 } = tuneConfig as { readonly numSamples?: number }
  return {
    adaptive: false,
    total: numSamples === -1 ? Infinity : numSamples,
    ask: () => ({ suggestions: [], finished: true }),
    onTrialAdded: () => {},
    onTrialResult: () => {},
    onTrialComplete: () => {},
  }
}

function objectivesOf({ tuneConfig }: StudyRecord): readonly Objective[] {
  const { metric, mode, scheduler } = tuneConfig as {
    readonly metric?: string | readonly string[]
    readonly mode?: Mode | readonly Mode[]
    readonly scheduler?: { readonly options?: { readonly metric?: string; readonly mode?: Mode } }
  }
  const own = scheduler?.options ?? {}
  const modes = mode ?? own.mode
  if (modes === undefined) return []
  return [metric ?? own.metric ?? '_metric'].flat().map((name, i) => ({
    metric: name,
    mode: typeof modes === 'string' ? modes : (modes[i] ?? modes[0] ?? 'max'),
  }))
}
