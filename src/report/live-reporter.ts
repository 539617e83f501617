import type { CheckpointRef, StoredFailure } from '../study/events.ts'
import type { ExploitRecord } from '../study/exploit-record.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import { Columns } from './columns.ts'
import { EventLines } from './event-lines.ts'
import type { LiveScreen } from './live-screen.ts'
import type { Palette } from './palette.ts'
import type { ProgressTracker } from './progress.ts'
import { renderStatus } from './render-status.ts'
import { renderSummary } from './render-summary.ts'
import type { Reporter, Verbosity } from './reporter.ts'
import { metricsOf } from './study-lines.ts'
import { visibleText } from './visible-text.ts'

export interface LiveReporterOptions {
  readonly reporter: CLIReporter
  readonly verbose: Verbosity
  readonly screen: LiveScreen
  /** The time in milliseconds since the epoch. */
  readonly now: () => number
  readonly palette: Palette
  readonly unicode: boolean
  readonly progress: ProgressTracker
}

/** A block at the bottom of the terminal that shows how the study is doing now. */
export class LiveReporter implements Reporter {
  readonly #options: LiveReporterOptions
  #study: StudyView | undefined
  #columns: Columns
  #lines: EventLines
  #failuresTold = 0

  constructor(options: LiveReporterOptions) {
    this.#options = options
    this.#columns = new Columns(options.reporter, [])
    this.#lines = new EventLines(options.reporter, this.#columns)
  }

  onStudyStart(study: StudyView): void {
    const { reporter, progress, screen, palette, unicode, now } = this.#options
    const columns = new Columns(reporter, metricsOf(study))
    this.#study = study
    this.#columns = columns
    this.#lines = new EventLines(reporter, columns)
    progress.start(study, now())
    screen.open((width, height) => {
      const time = now()
      return renderStatus(study, {
        reporter,
        columns,
        progress: progress.at(study, time),
        now: time,
        width,
        height,
        palette,
        unicode,
      })
    })
  }

  onTrialAdded(): void {
    this.#options.screen.refresh()
  }

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
    const { reporter, progress, palette, now } = this.#options
    if (!willRetry) progress.failed(trial, now())
    // Where everything fails, the first failures tell enough; the counts are in the block.
    const enough = this.#failuresTold >= reporter.maxErrorRows
    this.#failuresTold += 1
    this.#tell(enough ? 2 : 1, () =>
      palette.red(this.#lines.failed(study, trial, error, willRetry)),
    )
  }

  onTrialComplete(_study: StudyView, trial: TrialView): void {
    this.#options.progress.completed(trial, this.#options.now())
    this.#tell(2, () => this.#lines.completed(trial))
  }

  onStudyEnd(study: StudyView): void {
    if (this.#study === undefined) return
    const { reporter, screen, palette, now } = this.#options
    const columns = this.#columns
    const { width } = screen
    screen.settle(renderSummary(study, { reporter, columns, palette, now: now(), width }))
    this.#study = undefined
  }

  note(line: string): void {
    this.#options.screen.print(line.split('\n').map(visibleText))
  }

  close(): void {
    this.#study = undefined
    this.#options.screen.close()
  }

  #tell(verbosity: Verbosity, line: () => string): void {
    const { verbose, screen } = this.#options
    if (this.#study === undefined) return
    if (verbose >= verbosity) screen.print([line()])
    else screen.refresh()
  }
}
