import type { StudyView } from '../study/view.ts'
import { studyStarted } from './event-lines.ts'
import { LineReporter } from './line-reporter.ts'
import type { LineReporterOptions } from './line-reporter.ts'
import type { Output } from './output.ts'
import type { Verbosity } from './reporter.ts'
import { bestText, bestTrial, resourceUsage, trialCounts } from './study-lines.ts'
import { Throttle } from './throttle.ts'
import { clockText, roughDurationText } from './time-text.ts'
import { visibleText } from './visible-text.ts'

export interface PlainReporterOptions extends LineReporterOptions {
  readonly output: Output
  /** The reader's time in milliseconds since the epoch. */
  readonly readerNow: () => number
}

/** One line for each event that matters, for files, pipes and whoever reads along. */
export class PlainReporter extends LineReporter<PlainReporterOptions> {
  protected readonly completionVerbosity = 1
  protected readonly summaryWidth: number = Number.POSITIVE_INFINITY
  readonly #status: Throttle

  constructor(options: PlainReporterOptions) {
    super(options)
    const { reporter, readerNow } = options
    this.#status = new Throttle({
      everyMs: reporter.maxReportFrequency * 1000,
      now: readerNow,
      action: () => this.#printStatus(),
    })
  }

  note(line: string): void {
    this.options.output.lines(line.split('\n').map(visibleText))
  }

  close(): void {
    this.#stop()
    this.options.output.close()
  }

  protected begin(study: StudyView): void {
    this.options.output.lines(studyStarted(study))
    this.#status.postpone()
  }

  protected finish(summary: readonly string[]): void {
    this.options.output.lines(summary)
    this.#stop()
  }

  protected tell(verbosity: Verbosity, line?: () => string): void {
    const { verbose, output } = this.options
    if (this.study === undefined || output.isBroken || line === undefined) return
    if (verbose >= verbosity) output.lines([line()])
    this.#status.request()
  }

  #stop(): void {
    this.study = undefined
    this.#status.cancel()
  }

  #printStatus(): void {
    const { reporter, output, palette, progress, now } = this.options
    const { study } = this
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
