import { setTimeout as sleep } from 'node:timers/promises'
import { readStudyAt } from '../table/open-study.ts'
import { FollowedFile } from './followed-file.ts'
import { logPaths } from './log-paths.ts'
import { tailFile } from './tail-file.ts'
import type { TrialView } from '../../study/view.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { LogPath } from './log-paths.ts'
import type { LogLine } from './log-printer.ts'

/** How often files are looked at, in milliseconds. */
const FILES_MS = 100
/** How often the study is read again, at most. Large ones are read less often. */
const STUDY_MS = 500
const SHARE_OF_TIME = 20

export interface FollowOptions {
  /** Id of the only trial of interest; all that run without it. */
  readonly trial: string | undefined
  readonly streams: ReadonlySet<LogPath['stream']>
  /** Last lines to begin with. */
  readonly lines: number
  readonly print: (line: LogLine) => void
  readonly signal: AbortSignal
}

/** Tells the output of trials as it comes, until their end or the study's, or `signal`. */
export async function followLogs(first: ReadStudy, options: FollowOptions): Promise<void> {
  const { signal } = options
  const followed = new Map<string, readonly FollowedFile[]>()
  /** Ended before anybody looked: what they wrote is no news. */
  const past = new Set<string>()
  const isWanted = ({ id }: TrialView): boolean =>
    options.trial === undefined || id === options.trial

  const look = (study: ReadStudy, isFirst: boolean): boolean => {
    const { trials } = study.view
    for (const trial of trials.filter(isWanted)) {
      const { id } = trial
      const isOver = hasEnded(trial)
      if (isFirst && isOver && options.trial === undefined) past.add(id)
      if (!followed.has(id) && !past.has(id) && trial.attempt > 0) {
        followed.set(id, open(study, trial, isFirst ? options : { ...options, lines: Infinity }))
      }
      if (!isOver || !followed.has(id)) continue
      for (const file of followed.get(id) ?? []) file.end()
      followed.delete(id)
      past.add(id)
    }
    const isDone = options.trial !== undefined && past.has(options.trial)
    return isDone || study.state !== 'running'
  }

  let isOver = look(first, true)
  let next = performance.now() + STUDY_MS
  while (!isOver && !signal.aborted) {
    await sleep(FILES_MS, undefined, { signal }).catch(() => undefined)
    for (const file of [...followed.values()].flat()) file.read()
    if (performance.now() < next || signal.aborted) continue
    const begin = performance.now()
    const study = await readStudyAt(first.dir)
    isOver = look(study, false)
    study.close()
    const took = performance.now() - begin
    next = performance.now() + Math.max(STUDY_MS, SHARE_OF_TIME * took)
  }
  for (const file of [...followed.values()].flat()) file.end()
}

function hasEnded({ status }: TrialView): boolean {
  return status === 'TERMINATED' || status === 'ERROR'
}

/** Tells the last lines of a trial's files, and follows them from there. */
function open(study: ReadStudy, trial: TrialView, options: FollowOptions): FollowedFile[] {
  const { streams, lines, print } = options
  return logPaths(study, trial)
    .filter(({ stream }) => stream === 'output' || streams.has(stream))
    .map(({ stream, path }) => {
      const tell = (line: string): void => print({ trial: trial.id, stream, line })
      if (lines === Infinity) return new FollowedFile(path, 0, tell)
      const tail = tailFile(path, lines + 1)
      if (tail === undefined) return new FollowedFile(path, 0, tell)
      // A line that is not finished is told when it is.
      const whole = tail.open > 0 ? tail.lines.slice(0, -1) : tail.lines
      for (const line of whole.slice(Math.max(0, whole.length - lines))) tell(line)
      return new FollowedFile(path, tail.size - tail.open, tell)
    })
}
