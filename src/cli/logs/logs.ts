import { statSync } from 'node:fs'
import { visibleText } from '../../report/visible-text.ts'
import { EXIT } from '../exit-codes.ts'
import { printJson } from '../print.ts'
import { studyName } from '../running/study-name.ts'
import { namedTrial } from '../table/named-trial.ts'
import { openStudyOf } from '../table/open-study.ts'
import { followLogs } from './follow-logs.ts'
import { FollowedFile } from './followed-file.ts'
import { logPaths } from './log-paths.ts'
import { logPrinter } from './log-printer.ts'
import { tailFile } from './tail-file.ts'
import type { TrialView } from '../../study/view.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { LogPath } from './log-paths.ts'

/** Options of `attune logs`, as the command line has them. */
export interface LogsOptions {
  readonly follow?: boolean
  readonly lines?: number
  readonly stdout?: boolean
  readonly stderr?: boolean
  readonly json?: boolean
}

/** Last lines of each trial unless told otherwise; of one trial that is not followed, all. */
const LINES = 10

/** `attune logs`: what trials write to their standard output and error. */
export async function showLogs(
  cli: Cli,
  study: string,
  name: string | undefined,
  options: LogsOptions,
): Promise<ExitCode> {
  const stored = await openStudyOf(cli, study)
  try {
    const { view, state } = stored
    const trial = name === undefined ? undefined : namedTrial(view, name)
    const trials = trial ? [trial] : view.trials.filter(({ status }) => status === 'RUNNING')
    const mayCome = options.follow === true && state === 'running'
    if (trials.length === 0 && !mayCome && !options.json) {
      cli.stderr.write(
        `No trial of ${visibleText(view.name)} is running. For the output of one: ` +
          `attune logs ${studyName(cli, stored.dir)} TRIAL\n`,
      )
    } else if (options.follow) await follow(cli, stored, trial, options)
    else if (options.json) printJson(cli.stdout, documentOf(stored, trials, options))
    else if (trial) tellOne(cli, stored, trial, options)
    else tellLast(cli, stored, trials, options)
    return EXIT.ok
  } finally {
    stored.close()
  }
}

async function follow(
  cli: Cli,
  stored: ReadStudy,
  trial: TrialView | undefined,
  options: LogsOptions,
): Promise<void> {
  const { lines = LINES, json = false } = options
  const interrupt = new AbortController()
  const onInterrupt = (): void => interrupt.abort()
  process.on('SIGINT', onInterrupt)
  try {
    await followLogs(stored, {
      trial: trial?.id,
      streams: streamsOf(options),
      lines,
      print: logPrinter(cli, { prefixed: trial === undefined, json }),
      signal: interrupt.signal,
    })
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

/** All of it, or the last lines. With two files each begins with its name, as `tail` does it. */
function tellOne(cli: Cli, stored: ReadStudy, trial: TrialView, options: LogsOptions): void {
  const print = logPrinter(cli, { prefixed: false, json: false })
  const files = pathsOf(stored, trial, options).filter(({ path }) => sizeOf(path) > 0)
  for (const { stream, path } of files) {
    if (files.length > 1) cli.stdout.write(`==> ${visibleText(path)} <==\n`)
    const tell = (line: string): void => print({ trial: trial.id, stream, line })
    if (options.lines === undefined) new FollowedFile(path, 0, tell).end()
    else for (const line of tailFile(path, options.lines)?.lines ?? []) tell(line)
  }
}

function tellLast(
  cli: Cli,
  stored: ReadStudy,
  trials: readonly TrialView[],
  options: LogsOptions,
): void {
  const { lines = LINES } = options
  const print = logPrinter(cli, { prefixed: true, json: false })
  for (const trial of trials) {
    for (const { stream, path } of pathsOf(stored, trial, options)) {
      for (const line of tailFile(path, lines)?.lines ?? [])
        print({ trial: trial.id, stream, line })
    }
  }
}

function documentOf(
  stored: ReadStudy,
  trials: readonly TrialView[],
  options: LogsOptions,
): unknown {
  const { lines = LINES } = options
  return {
    study: stored.view.name,
    dir: stored.dir,
    trials: trials.map((trial) => ({
      trial: trial.id,
      name: trial.name,
      status: trial.status,
      logs: pathsOf(stored, trial, options).map(({ stream, path }) => ({
        stream,
        path,
        lines: (tailFile(path, lines)?.lines ?? []).map(visibleText),
      })),
    })),
  }
}

function pathsOf(stored: ReadStudy, trial: TrialView, options: LogsOptions): LogPath[] {
  const streams = streamsOf(options)
  return logPaths(stored, trial).filter(({ stream }) => stream === 'output' || streams.has(stream))
}

function streamsOf({ stdout, stderr }: LogsOptions): ReadonlySet<LogPath['stream']> {
  if (stdout === stderr) return new Set(['stdout', 'stderr'])
  return new Set([stdout ? 'stdout' : 'stderr'])
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
