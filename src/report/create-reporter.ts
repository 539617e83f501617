import { isatty } from 'node:tty'
import { ConfigurationError, show } from '../errors.ts'
import type { StudyControls } from '../study/controls.ts'
import { CLIReporter } from './cli-reporter.ts'
import type { ReportFormat } from './cli-reporter.ts'
import { JsonReporter } from './json-reporter.ts'
import { standing } from './keys/job-control.ts'
import type { KeyStream } from './keys/key-input.ts'
import { LiveReporter } from './live-reporter.ts'
import { LiveScreen } from './live-screen.ts'
import { Output } from './output.ts'
import type { ReportStream } from './output.ts'
import { isSet, palette, wantsColor, wantsUnicode } from './palette.ts'
import { PlainReporter } from './plain-reporter.ts'
import { ProgressTracker } from './progress.ts'
import { SILENT } from './reporter.ts'
import type { Reporter, Verbosity } from './reporter.ts'

export type { Reporter } from './reporter.ts'

export interface ReporterOptions {
  /**
   * 0: nothing at all. 1: how the study stands, trials that end or fail. 2: also starts, checkpoints,
   * and in a terminal the ends of trials as lines that stay. 3: also every result. JSON has all, from 1 on.
   */
  readonly verbose: Verbosity
  /** @defaultValue `new CLIReporter()` */
  readonly reporter?: CLIReporter | undefined
  /** @defaultValue the variable `ATTUNE_OUTPUT`, or else what suits the stream */
  readonly format?: ReportFormat | undefined
  /** Seconds that this session may take, for the time left. */
  readonly timeBudgetS?: number | undefined
  /** Iterations after which every trial is over, where that is known, for the time left. */
  readonly maxIterations?: number | undefined
  /** @defaultValue `process.stdout` */
  readonly stream?: ReportStream
  /** What the keys of the live view tell the study; undefined while there is nobody to be told. */
  readonly controls?: () => StudyControls | undefined
  /** Where keys come from, if the `CLIReporter` wants them. @defaultValue `process.stdin` */
  readonly stdin?: KeyStream
  /** Streams of the same terminal to keep apart from the block. @defaultValue stdout and stderr */
  readonly neighbours?: readonly ReportStream[]
  /** @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The study's time in milliseconds since the epoch. @defaultValue `Date.now` */
  readonly now?: () => number
  /** The time of whoever reads, by which the report is renewed. @defaultValue `now` */
  readonly readerNow?: () => number
  /** Size of the screen in cells. @defaultValue what the stream says, or else 80 by 24 */
  readonly columns?: number
  readonly rows?: number
}

/**
 * Makes the report of one session of a study.
 *
 * @throws `ConfigurationError` with code `INVALID_VERBOSE` or `INVALID_OUTPUT_FORMAT`.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const { verbose, env = process.env } = options
  if (![0, 1, 2, 3].includes(verbose)) {
    throw new ConfigurationError(
      'INVALID_VERBOSE',
      `verbose must be 0, 1, 2 or 3, but it is ${show(verbose)}.`,
      { path: ['verbose'] },
    )
  }
  const format = askedFormat(options.format ?? options.reporter?.format, env)
  if (verbose === 0) return SILENT
  return whenFirstNeeded(() => choose(format, options, env))
}

function askedFormat(
  option: ReportFormat | undefined,
  env: NonNullable<ReporterOptions['env']>,
): ReportFormat | undefined {
  const variable = env['ATTUNE_OUTPUT']
  const asked = option ?? (isSet(variable) ? variable : undefined)
  if (asked === undefined || asked === 'live' || asked === 'plain' || asked === 'json') return asked
  throw new ConfigurationError(
    'INVALID_OUTPUT_FORMAT',
    `The output format (${option === undefined ? 'ATTUNE_OUTPUT' : 'format'}) must be 'live', ` +
      `'plain' or 'json', but it is ${show(asked)}.`,
    { path: ['format'] },
  )
}

function choose(
  format: ReportFormat | undefined,
  options: ReporterOptions,
  env: NonNullable<ReporterOptions['env']>,
): Reporter {
  const { verbose, stream = process.stdout, now = Date.now, columns, rows } = options
  const { readerNow = now } = options
  const { reporter = new CLIReporter(), timeBudgetS, maxIterations } = options
  const progress = new ProgressTracker({ timeBudgetS, maxIterations })
  if (format === 'json') return new JsonReporter(new Output(stream), now)
  const suited = format ?? (isInteractive(stream, env) ? 'live' : 'plain')
  if (suited === 'live') {
    const neighbours = (options.neighbours ?? [process.stdout, process.stderr]).filter(
      (neighbour) => neighbour.isTTY === true,
    )
    // Of other streams than our terminal it is not known who has them.
    const isOurs = stream === process.stdout && isatty(1)
    const screen = LiveScreen.claim({
      stream,
      neighbours,
      columns,
      rows,
      now: readerNow,
      standing: isOurs ? standing : () => 'none',
    })
    if (screen !== undefined) {
      const colors = palette(wantsColor(env, true))
      const unicode = wantsUnicode(env)
      return new LiveReporter({
        reporter,
        verbose,
        screen,
        now,
        palette: colors,
        unicode,
        progress,
        maxIterations,
        keys: reporter.keys && stream.isTTY === true ? (options.stdin ?? process.stdin) : undefined,
        standing,
        controls: options.controls ?? (() => undefined),
      })
    }
  }
  // Lines that are kept in files are styled only where that is asked for.
  const colors = palette(wantsColor(env, false))
  const output = new Output(stream)
  return new PlainReporter({
    reporter,
    verbose,
    output,
    now,
    readerNow,
    palette: colors,
    progress,
  })
}

/** Whether somebody sits before a terminal that can redraw. */
function isInteractive(stream: ReportStream, env: NonNullable<ReporterOptions['env']>): boolean {
  const ci = env['CI']
  const inCi = isSet(ci) && ci !== 'false' && ci !== '0'
  return stream.isTTY === true && env['TERM'] !== 'dumb' && !inCi
}

/** Only when a study begins is it known whether another one's block is on the terminal. */
function whenFirstNeeded(make: () => Reporter): Reporter {
  let made: Reporter | undefined
  let isClosed = false
  const inner = (): Reporter => (made ??= isClosed ? SILENT : make())
  return {
    onStudyStart: (study) => inner().onStudyStart(study),
    onTrialAdded: (study, trial) => inner().onTrialAdded(study, trial),
    onTrialStart: (study, trial) => inner().onTrialStart(study, trial),
    onTrialRewound: (study, trial, iteration) => inner().onTrialRewound(study, trial, iteration),
    onTrialResult: (study, trial, result) => inner().onTrialResult(study, trial, result),
    onCheckpoint: (study, trial, checkpoint) => inner().onCheckpoint(study, trial, checkpoint),
    onTrialError: (study, trial, error, retry) => inner().onTrialError(study, trial, error, retry),
    onTrialPause: (study, trial, reason) => inner().onTrialPause(study, trial, reason),
    onTrialExploit: (study, trial, exploit) => inner().onTrialExploit(study, trial, exploit),
    onTrialComplete: (study, trial) => inner().onTrialComplete(study, trial),
    onStudyEnd: (study) => inner().onStudyEnd(study),
    note: (line) => inner().note(line),
    close: () => {
      isClosed = true
      made?.close()
    },
  }
}
