import type { CheckpointRef, StoredFailure } from '../study/events.ts'
import type { ExploitRecord } from '../study/exploit-record.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import { Columns } from './columns.ts'
import { EventLines } from './event-lines.ts'
import type { Palette } from './palette.ts'
import type { ProgressTracker } from './progress.ts'
import { renderSummary } from './render-summary.ts'
import type { Reporter, Verbosity } from './reporter.ts'
import { metricsOf } from './study-lines.ts'

export interface LineReporterOptions {
  readonly reporter: CLIReporter
  readonly verbose: Verbosity
  /** The study's time in milliseconds since the epoch. */
  readonly now: () => number
  readonly palette: Palette
  readonly progress: ProgressTracker
}

/** What reports in lines have in common: which event has a line, and from which verbosity on. */
export abstract class LineReporter<Options extends LineReporterOptions> implements Reporter {
  protected readonly options: Options
  /** Between its start and its end. */
  protected study: StudyView | undefined
  protected columns: Columns
  protected lines: EventLines

  constructor(options: Options) {
    this.options = options
    this.columns = new Columns(options.reporter, [])
    this.lines = new EventLines(options.reporter, this.columns)
  }

  abstract note(line: string): void
  abstract close(): void
  /** From which verbosity on the end of a trial is told. */
  protected abstract readonly completionVerbosity: Verbosity
  /** Shows what a study begins with. */
  protected abstract begin(study: StudyView): void
  /** Shows `summary` in place of what was shown so far. */
  protected abstract finish(summary: readonly string[]): void
  /** Cells that the summary may take from left to right. */
  protected abstract readonly summaryWidth: number
  /** Tells a line where that much is told; without one it was something that has none. */
  protected abstract tell(verbosity: Verbosity, line?: () => string): void

  onStudyStart(study: StudyView): void {
    const { reporter, progress, now } = this.options
    this.study = study
    this.columns = new Columns(reporter, metricsOf(study))
    this.lines = new EventLines(reporter, this.columns)
    progress.start(study, now())
    this.begin(study)
  }

  onTrialAdded(_study: StudyView, _trial: TrialView): void {
    this.tell(1)
  }

  onTrialStart(_study: StudyView, trial: TrialView): void {
    this.tell(2, () => this.lines.started(trial))
  }

  onTrialRewound(_study: StudyView, trial: TrialView, iteration: number): void {
    this.options.progress.moved(trial, this.options.now())
    this.tell(2, () => this.lines.rewound(trial, iteration))
  }

  onTrialResult(_study: StudyView, trial: TrialView): void {
    this.options.progress.moved(trial, this.options.now())
    this.tell(3, () => this.lines.reported(trial))
  }

  onCheckpoint(_study: StudyView, trial: TrialView, checkpoint: CheckpointRef): void {
    this.tell(2, () => this.lines.checkpointed(trial, checkpoint))
  }

  onTrialPause(_study: StudyView, trial: TrialView, reason: string | undefined): void {
    this.tell(2, () => this.lines.paused(trial, reason))
  }

  onTrialExploit(study: StudyView, trial: TrialView, exploit: ExploitRecord): void {
    this.tell(2, () => this.lines.exploited(study, trial, exploit))
  }

  onTrialError(study: StudyView, trial: TrialView, error: StoredFailure, willRetry: boolean): void {
    const { progress, palette, now } = this.options
    if (!willRetry) progress.failed(trial, now())
    this.tell(this.failureVerbosity(), () =>
      palette.red(this.lines.failed(study, trial, error, willRetry)),
    )
  }

  onTrialComplete(_study: StudyView, trial: TrialView): void {
    this.options.progress.completed(trial, this.options.now())
    this.tell(this.completionVerbosity, () => this.lines.completed(trial))
  }

  onStudyEnd(study: StudyView): void {
    if (this.study === undefined) return
    const { reporter, palette, now } = this.options
    const { columns, summaryWidth: width } = this
    this.finish(renderSummary(study, { reporter, columns, palette, now: now(), width }))
    this.study = undefined
  }

  /** From which verbosity on the next failure is told. */
  protected failureVerbosity(): Verbosity {
    return 1
  }
}
