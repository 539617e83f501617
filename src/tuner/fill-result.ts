import { hostname, networkInterfaces } from 'node:os'
import { dateText } from '../logger/date-text.ts'
import type { Result } from '../math/score.ts'
import type { Trial } from '../study/trial.ts'

let host: { readonly hostname: string; readonly node_ip: string } | undefined

/**
 * A report's metrics with the fields that Ray's users know. Those that a trial may know better
 * (`training_iteration`, totals, `timestamp`) are left as it reported them.
 * @param at Milliseconds since the epoch.
 */
export function fillResult(
  trial: Trial,
  metrics: Result,
  at: number,
  checkpointName: string | undefined,
): Result {
  const sinceStart = (at - (trial.startedAt ?? at)) / 1000
  const iteration = trial.iteration + 1
  host ??= { hostname: hostname(), node_ip: firstAddress() }
  return {
    training_iteration: iteration,
    time_this_iter_s: (at - trial.lastReportAt) / 1000,
    time_total_s: trial.timeAtStart + sinceStart,
    timestamp: Math.floor(at / 1000),
    ...metrics,
    done: false,
    trial_id: trial.id,
    date: dateText(new Date(at)),
    time_since_restore: sinceStart,
    iterations_since_restore: iteration - trial.iterationAtStart,
    pid: trial.pid ?? process.pid,
    ...host,
    checkpoint_dir_name: checkpointName ?? null,
    ...(metrics['done'] === true ? { done: true } : {}),
  }
}

function firstAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) {
      if (family === 'IPv4' && !internal) return address
    }
  }
  return '127.0.0.1'
}
