import type { StudyControls } from '../study/controls.ts'
import type { StoredFailure } from '../study/events.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import { signalGroup } from './keys/job-control.ts'
import type { Standing } from './keys/job-control.ts'
import { KeyInput } from './keys/key-input.ts'
import type { KeyStream } from './keys/key-input.ts'
import { LineReporter } from './line-reporter.ts'
import type { LineReporterOptions } from './line-reporter.ts'
import type { LiveScreen } from './live-screen.ts'
import { renderTrial } from './live/render-trial.ts'
import { StudyWatch } from './live/study-watch.ts'
import { TrialBrowser } from './live/trial-browser.ts'
import { renderStatus } from './render-status.ts'
import type { Verbosity } from './reporter.ts'
import { visibleText } from './visible-text.ts'

export interface LiveReporterOptions extends LineReporterOptions {
  readonly screen: LiveScreen
  readonly unicode: boolean
  /** Iterations after which every trial is over, where that is known. */
  readonly maxIterations: number | undefined
  /** Where keys come from; undefined without keys. */
  readonly keys: KeyStream | undefined
  readonly standing: () => Standing
  readonly controls: () => StudyControls | undefined
}

/** A block at the bottom of the terminal that shows how the study is doing now. */
export class LiveReporter extends LineReporter<LiveReporterOptions> {
  protected readonly completionVerbosity = 2
  #watch: StudyWatch | undefined
  #browser: TrialBrowser | undefined
  #failuresTold = 0

  override onTrialAdded(study: StudyView, trial: TrialView): void {
    this.#browser?.moved(trial)
    super.onTrialAdded(study, trial)
  }

  override onTrialStart(study: StudyView, trial: TrialView): void {
    this.#watch?.started(trial)
    super.onTrialStart(study, trial)
  }

  override onTrialRewound(study: StudyView, trial: TrialView, iteration: number): void {
    this.#watch?.rewound(trial, iteration)
    this.#browser?.moved(trial)
    super.onTrialRewound(study, trial, iteration)
  }

  override onTrialResult(study: StudyView, trial: TrialView): void {
    this.#watch?.reported(trial)
    this.#browser?.moved(trial)
    super.onTrialResult(study, trial)
  }

  override onTrialError(
    study: StudyView,
    trial: TrialView,
    error: StoredFailure,
    willRetry: boolean,
  ): void {
    this.#watch?.failed(trial, error, willRetry)
    super.onTrialError(study, trial, error, willRetry)
    this.#failuresTold += 1
  }

  override onTrialComplete(study: StudyView, trial: TrialView): void {
    this.#watch?.completed(trial)
    super.onTrialComplete(study, trial)
  }

  note(line: string): void {
    this.options.screen.print(line.split('\n').map(visibleText))
  }

  close(): void {
    this.study = undefined
    this.options.screen.close()
  }

  protected begin(study: StudyView): void {
    const { screen, reporter, keys, controls } = this.options
    const watch = new StudyWatch(study, reporter)
    this.#watch = watch
    const { columns } = this
    let input: KeyInput | undefined
    if (keys !== undefined) {
      const browser = new TrialBrowser({
        study,
        columns,
        controls,
        interrupt: () => signalGroup('SIGINT'),
      })
      this.#browser = browser
      input = new KeyInput({
        stream: keys,
        standing: this.options.standing,
        onKeys: (pressed) => {
          browser.press(pressed)
          screen.refresh()
        },
      })
    }
    screen.open((width, height) => this.#picture(study, watch, { width, height }), input)
  }

  protected finish(summary: readonly string[]): void {
    this.options.screen.settle(summary)
  }

  protected get summaryWidth(): number {
    return this.options.screen.width
  }

  protected tell(verbosity: Verbosity, line?: () => string): void {
    const { verbose, screen } = this.options
    if (this.study === undefined) return
    if (line !== undefined && verbose >= verbosity) screen.print([line()])
    else screen.refresh()
  }

  /** Where everything fails, the first failures tell enough; the counts are in the block. */
  protected override failureVerbosity(): Verbosity {
    return this.#failuresTold >= this.options.reporter.maxErrorRows ? 2 : 1
  }

  #picture(
    study: StudyView,
    watch: StudyWatch,
    size: { readonly width: number; readonly height: number },
  ): readonly string[] {
    const { reporter, progress, palette, unicode, maxIterations, screen } = this.options
    const now = this.options.now()
    // While nobody listens, as in the background, no keys are offered.
    const browser = screen.hearsKeys ? this.#browser : undefined
    const shared = { columns: this.columns, watch, maxIterations, now, palette, unicode, ...size }
    const trial = browser?.opened
    if (browser !== undefined && trial !== undefined) {
      return renderTrial(study, trial, { ...shared, browser })
    }
    return renderStatus(study, {
      ...shared,
      reporter,
      browser,
      progress: progress.at(study, now),
    })
  }
}
