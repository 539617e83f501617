import type { Result } from '../math/score.ts'
import { encode } from '../protocol/json.ts'
import type { CheckpointRef, StoredFailure } from '../study/events.ts'
import type { ExploitRecord } from '../study/exploit-record.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { Output } from './output.ts'
import type { Reporter } from './reporter.ts'

type Fields = Readonly<Record<string, unknown>>

/** One JSON object a line for every event, for programs. `docs/terminal.md` names the fields. */
export class JsonReporter implements Reporter {
  readonly #output: Output
  readonly #now: () => number

  constructor(output: Output, now: () => number) {
    this.#output = output
    this.#now = now
  }

  onStudyStart(study: StudyView): void {
    this.#tell('study-start', {
      ...summary(study),
      search: study.searchLine,
      scheduler: study.schedulerLine,
    })
  }

  onTrialAdded(_study: StudyView, trial: TrialView): void {
    this.#tell('trial-added', { ...named(trial), config: trial.config, params: trial.params })
  }

  onTrialStart(_study: StudyView, trial: TrialView): void {
    this.#tell('trial-start', { ...named(trial), attempt: trial.attempt })
  }

  onTrialRewound(_study: StudyView, trial: TrialView, iteration: number): void {
    this.#tell('trial-rewound', { ...named(trial), iteration })
  }

  onTrialResult(_study: StudyView, trial: TrialView, result: Result): void {
    this.#tell('trial-result', { ...named(trial), attempt: trial.attempt, result })
  }

  onCheckpoint(_study: StudyView, trial: TrialView, checkpoint: CheckpointRef): void {
    this.#tell('trial-checkpoint', { ...named(trial), checkpoint })
  }

  onTrialPause(_study: StudyView, trial: TrialView, reason: string | undefined): void {
    this.#tell('trial-pause', {
      ...named(trial),
      reason,
      iteration: trial.iteration,
    })
  }

  onTrialExploit(_study: StudyView, trial: TrialView, exploit: ExploitRecord): void {
    const { from, iteration, fromIteration, newConfig: config, reason } = exploit
    const { params } = trial
    this.#tell('trial-exploit', {
      ...named(trial),
      from,
      iteration,
      fromIteration,
      reason,
      config,
      params,
    })
  }

  onTrialError(
    _study: StudyView,
    trial: TrialView,
    error: StoredFailure,
    willRetry: boolean,
  ): void {
    this.#tell('trial-error', { ...named(trial), failures: trial.failures, willRetry, error })
  }

  onTrialComplete(_study: StudyView, trial: TrialView): void {
    this.#tell('trial-complete', {
      ...named(trial),
      reason: trial.reason,
      iteration: trial.iteration,
      timeTotalS: trial.timeTotalS,
      result: trial.lastResult,
    })
  }

  onStudyEnd(study: StudyView): void {
    const { best } = study
    this.#tell('study-end', {
      ...summary(study),
      stopReason: study.stopReason,
      best: best && { ...named(best), config: best.config, result: best.lastResult },
    })
  }

  note(line: string): void {
    this.#tell('note', { message: line })
  }

  close(): void {
    this.#output.close()
  }

  #tell(event: string, fields: Fields): void {
    if (!this.#output.isBroken) this.#output.lines([encode({ event, at: this.#now(), ...fields })])
  }
}

function named(trial: TrialView): Fields {
  return { trial: trial.id, name: trial.name, status: trial.status }
}

function summary(study: StudyView): Fields {
  return {
    study: study.name,
    dir: study.dir,
    metric: study.metric,
    mode: study.mode,
    ...(study.objectives.length > 1 ? { objectives: study.objectives } : {}),
    // JSON has no Infinity, and "no total" says the same.
    total: Number.isFinite(study.total) ? study.total : null,
    trials: study.trials.length,
    counts: study.counts,
  }
}
