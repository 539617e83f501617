import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../math/score.ts'
import type { StoredFailure } from '../../study/events.ts'
import type { ImportedAttempt, ImportedEnd, ImportedReport } from '../imported-study.ts'
import type { RayTrialState } from './read-state.ts'

export interface AttemptSource {
  /** Absolute path of the trial's folder. */
  readonly dir: string
  readonly state: RayTrialState
  readonly results: readonly Result[]
  readonly failures: readonly StoredFailure[]
  /** Whether checkpoints that exist are taken along. */
  readonly withCheckpoints: boolean
}

/** A trial's results by attempt: after a failure Ray goes on in the same file, from an iteration before. */
export function toAttempts(source: AttemptSource): readonly ImportedAttempt[] {
  const { state, results, failures } = source
  const groups = byAttempt(results)
  // A trial that failed before it said anything, or between two reports of one attempt.
  const isBegun = results.length > 0 || failures.length > 0 || state.startedAt !== undefined
  if (groups.length === 0 && isBegun && state.status !== 'PENDING') groups.push([])
  const begins = groups.map((group) => beginOf(group))
  const fallback = state.startedAt ?? begins.find((at) => at !== undefined) ?? 0
  return groups.map((group, i) => {
    const startedAt = begins[i] ?? fallback
    const reports = group.map((result) => toReport(result, startedAt, source))
    const at = reports.reduce((latest, report) => Math.max(latest, report.at), startedAt)
    const failure = failures[i]
    const end =
      i < groups.length - 1 ? retried(at, failure) : finalEnd(at, state.status, failures.at(-1))
    return { startedAt, from: Math.max(0, (iterationOf(group[0]) ?? 1) - 1), reports, end }
  })
}

function byAttempt(results: readonly Result[]): Result[][] {
  const groups: Result[][] = []
  let before: Result | undefined
  for (const result of results) {
    const again =
      before === undefined ||
      isNotAfter(result['iterations_since_restore'], before['iterations_since_restore']) ||
      isNotAfter(result['training_iteration'], before['training_iteration'])
    if (again) groups.push([])
    groups.at(-1)?.push(result)
    before = result
  }
  return groups
}

function isNotAfter(now: unknown, before: unknown): boolean {
  return typeof now === 'number' && typeof before === 'number' && now <= before
}

function toReport(result: Result, startedAt: number, source: AttemptSource): ImportedReport {
  const { dir, withCheckpoints } = source
  const name = result['checkpoint_dir_name']
  const path = typeof name === 'string' ? join(dir, name) : undefined
  const checkpoint = withCheckpoints && path !== undefined && existsSync(path) ? path : undefined
  return {
    at: timeOf(result) ?? startedAt,
    // A checkpoint is named where its content is.
    result:
      checkpoint === undefined && name !== undefined
        ? { ...result, checkpoint_dir_name: null }
        : result,
    ...(checkpoint === undefined ? {} : { checkpoint }),
  }
}

/** When the attempt of these results began: the first came when it had run for so long. */
function beginOf([first]: readonly Result[]): number | undefined {
  const at = first && timeOf(first)
  const seconds = first?.['time_since_restore'] ?? first?.['time_this_iter_s']
  return at === undefined ? undefined : at - (typeof seconds === 'number' ? seconds * 1000 : 0)
}

function timeOf(result: Result): number | undefined {
  const { timestamp } = result
  return typeof timestamp === 'number' ? timestamp * 1000 : undefined
}

function iterationOf(result: Result | undefined): number | undefined {
  const iteration = result?.['training_iteration']
  return typeof iteration === 'number' ? iteration : undefined
}

/** It went on; where Ray wrote down no failure it was the tuner that was ended and restored. */
function retried(at: number, error: StoredFailure | undefined): ImportedEnd {
  return error === undefined
    ? { at, cause: 'killed', outcome: 'PENDING' }
    : { at, cause: 'error', outcome: 'PENDING', error }
}

function finalEnd(at: number, status: string, error: StoredFailure | undefined): ImportedEnd {
  switch (status) {
    case 'TERMINATED':
      return { at, cause: 'completed', outcome: 'TERMINATED' }
    case 'ERROR': {
      const message = 'The trial failed in Ray Tune, which has left no error.txt.'
      const unknown = { name: 'TrialError', code: 'TRIAL_FAILED', message }
      return { at, cause: 'error', outcome: 'ERROR', error: error ?? unknown }
    }
    case 'PAUSED':
      return { at, cause: 'paused', outcome: 'PAUSED' }
    default:
      return { at, cause: 'killed', outcome: 'PENDING' }
  }
}
