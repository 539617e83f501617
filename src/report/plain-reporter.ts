import type { CheckpointRef, StoredFailure } from '../study/events.ts'
import type { ExploitRecord } from '../study/exploit-record.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import { Columns } from './columns.ts'
import { EventLines, studyStarted } from './event-lines.ts'
import type { Output } from './output.ts'
import type { Palette } from './palette.ts'
import type { ProgressTracker } from './progress.ts'
import { renderSummary } from './render-summary.ts'
import type { Reporter, Verbosity } from './reporter.ts'
import { bestText, bestTrial, metricsOf, resourceUsage, trialCounts } from './study-lines.ts'
import { Throttle } from './throttle.ts'
import { clockText, roughDurationText } from './time-text.ts'
import { visibleText } from './visible-text.ts'

export interface PlainReporterOptions {
  readonly reporter: CLIReporter
  readonly verbose: Verbosity
  readonly output: Output
  /** The study's time in milliseconds since the epoch. */
  readonly now: () => number
  /** The reader's. */
  readonly readerNow: () => number
  readonly palette: Palette
  readonly progress: ProgressTracker
}

/** One line for each event that matters, for files, pipes and whoever reads along. */
export class PlainReporter implements Reporter {
  readonly #options: PlainReporterOptions
  readonly #status: Throttle
  #study: StudyView | undefined
  #columns: Columns
  #lines: EventLines

  constructor(options: PlainReporterOptions) {
    const { reporter, readerNow } = options
    this.#options = options
    this.#columns = new Columns(reporter, [])
    this.#lines = new EventLines(reporter, this.#columns)
    this.#status = new Throttle({
      everyMs: reporter.maxReportFrequency * 1000,
      now: readerNow,
      action: () => this.#printStatus(),
    })
  }

  onStudyStart(study: StudyView): void {
    const { reporter, output, progress, now } = this.#options
    this.#study = study
    this.#columns = new Columns(reporter, metricsOf(study))
    this.#lines = new EventLines(reporter, this.#columns)
    progress.start(study, now())
    output.lines(studyStarted(study))
    this.#status.postpone()
  }

  onTrialAdded(): void {}

  onTrialStart(_study: StudyView, trial: TrialView): void {
    this.#tell(2, () => this.#lines.started(trial))
  }

  onTrialRewound(_study: StudyView, trial: TrialView, iteration: number): void {
    this.#options.progress.moved(trial, this.#options.now())
    this.#tell(2, () => this.#lines.rewound(trial, iteration))
  }

  onTrialResult(_study: StudyView, trial: TrialView): void {
    this.#options.progress.moved(trial, this.#options.now())
    this.#tell(3, () => this.#lines.reported(trial))
  }

  onCheckpoint(_study: StudyView, trial: TrialView, checkpoint: CheckpointRef): void {
    this.#tell(2, () => this.#lines.checkpointed(trial, checkpoint))
  }

  onTrialPause(_study: StudyView, trial: TrialView, reason: string | undefined): void {
    this.#tell(2, () => this.#lines.paused(trial, reason))
  }

  onTrialExploit(study: StudyView, trial: TrialView, exploit: ExploitRecord): void {
    this.#tell(2, () => this.#lines.exploited(study, trial, exploit))
  }

  onTrialError(study: StudyView, trial: TrialView, error: StoredFailure, willRetry: boolean): void {
    const { progress, palette, now } = this.#options
    if (!willRetry) progress.failed(trial, now())
    this.#tell(1, () => palette.red(this.#lines.failed(study, trial, error, willRetry)))
  }

  onTrialComplete(_study: StudyView, trial: TrialView): void {
    this.#options.progress.completed(trial, this.#options.now())
    this.#tell(1, () => this.#lines.completed(trial))
  }

  onStudyEnd(study: StudyView): void {
    const { reporter, palette, output, now } = this.#options
    if (this.#study === undefined) return
    const columns = this.#columns
    output.lines(
      renderSummary(study, {
        reporter,
        columns,
        palette,
        now: now(),
        width: Number.POSITIVE_INFINITY,
      }),
    )
    this.#finish()
  }

  note(line: string): void {
    this.#options.output.lines(line.split('\n').map(visibleText))
  }

  close(): void {
    this.#finish()
    this.#options.output.close()
  }

  #finish(): void {
    this.#study = undefined
    this.#status.cancel()
  }

  #tell(verbosity: Verbosity, line: () => string): void {
    const { verbose, output } = this.#options
    if (this.#study === undefined || output.isBroken) return
    if (verbose >= verbosity) output.lines([line()])
    this.#status.request()
  }

  #printStatus(): void {
    const { reporter, output, palette, progress, now } = this.#options
    const study = this.#study
    if (study === undefined) return
    const best = bestTrial(study, reporter)
    const { leftS } = progress.at(study, now())
    const parts = [
      `Number of trials: ${trialCounts(study)}`,
      `Logical resource usage: ${resourceUsage(study)}`,
      ...(best === undefined ? [] : [`Current best trial: ${bestText(study, best, reporter)}`]),
      ...(leftS === undefined ? [] : [`about ${roughDurationText(leftS)} left`]),
    ]
    const clock = clockText((now() - study.sessionStartedAt) / 1000)
    output.lines([palette.dim(`[${clock}] ${parts.join(' | ')}`)])
  }
}
