import { checkpointName, isCheckpointName } from '../study/checkpoint-name.ts'
import type { CheckpointRef, StudyEvent } from '../study/events.ts'
import type { ImportedAttempt, ImportedReport, ImportedTrial } from './imported-study.ts'

/** What one trial asks for, and all that there is: another program's resources are not known. */
const RESOURCES = { cpu: 1 } as const

/** The rules of the one session that an imported study has had. */
const RULES = { resumeUnfinished: true, resumeErrored: false, restartErrored: false } as const

/** What happened to the trials, in the order in which it happened. */
export function toEvents(
  trials: readonly ImportedTrial[],
  ids: readonly string[],
): readonly StudyEvent[] {
  const added = addingTimes(trials)
  const events = trials.flatMap((trial, i) => eventsOf(trial, ids[i] ?? '', added[i] ?? 0))
  // Of equal times the earlier trial's come first, and each trial's own in order.
  const sorted = events.toSorted((a, b) => a.at - b.at)
  const first = sorted[0]?.at ?? 0
  const last = sorted.at(-1)?.at ?? 0
  return [
    {
      type: 'session-started',
      at: first,
      capacity: { ...RESOURCES, gpu: 0, custom: {} },
      rules: RULES,
    },
    ...sorted,
    { type: 'search-finished', at: last },
    ...endOf(trials, last),
  ]
}

/** A study with trials that can go on was interrupted; any other is finished. */
function endOf(trials: readonly ImportedTrial[], at: number): readonly StudyEvent[] {
  const isOver = trials.every(({ attempts }) => {
    const outcome = attempts.at(-1)?.end.outcome
    return outcome === 'TERMINATED' || outcome === 'ERROR'
  })
  if (isOver) return [{ type: 'study-finished', at }]
  const reason = 'imported before all trials had ended'
  return [
    { type: 'stop-requested', at, how: 'now', reason },
    { type: 'study-finished', at, reason },
  ]
}

/** Trials are added in their order, none after it or a later one has started. */
function addingTimes(trials: readonly ImportedTrial[]): readonly number[] {
  const starts = trials.map((trial) => trial.attempts[0]?.startedAt)
  const newest = Math.max(...starts.map((at) => at ?? 0)) || Date.now()
  const times: number[] = []
  let next = newest
  for (const start of starts.toReversed()) {
    next = Math.min(next, start ?? next)
    times.push(next)
  }
  return times.reverse()
}

function eventsOf(trial: ImportedTrial, id: string, addedAt: number): readonly StudyEvent[] {
  const { config, params, attempts } = trial
  const events: StudyEvent[] = [
    { type: 'trial-added', at: addedAt, trial: id, config, params, resources: RESOURCES },
  ]
  for (const [i, attempt] of attempts.entries()) events.push(...eventsOfAttempt(attempt, id, i + 1))
  // No clock of another program makes what came later earlier.
  let latest = addedAt
  return events.map((event) => {
    latest = Math.max(latest, event.at)
    return { ...event, at: latest }
  })
}

function eventsOfAttempt(
  { startedAt, from, reports, end }: ImportedAttempt,
  trial: string,
  attempt: number,
): readonly StudyEvent[] {
  const { pruned, ...ending } = end
  const reported = reports.map((report, i): StudyEvent => {
    const isStop = pruned === true && i === reports.length - 1
    return {
      type: 'reported',
      at: report.at,
      trial,
      attempt,
      seq: i + 1,
      result: { ...report.result, trial_id: trial, done: isStop || report.result['done'] === true },
      ...checkpointOf(report),
      decision: isStop ? 'stop' : 'continue',
      ...(isStop && ending.reason ? { reason: ending.reason } : {}),
      ...(isStop ? { pruned: true } : {}),
    }
  })
  return [
    { type: 'started', at: startedAt, trial, attempt, from },
    ...reported,
    { type: 'ended', trial, attempt, ...ending },
  ]
}

function checkpointOf({ checkpoint, result }: ImportedReport): { checkpoint?: CheckpointRef } {
  const name = checkpoint?.split(/[/\\]/).at(-1) ?? ''
  if (!isCheckpointName(name)) return {}
  const index = Number(name.slice('checkpoint_'.length))
  const iteration = Number(result['training_iteration'])
  const timeTotalS = Number(result['time_total_s'] ?? 0)
  return { checkpoint: { index, name: checkpointName(index), iteration, timeTotalS } }
}
