import { hostname, networkInterfaces } from 'node:os'
import { dateText } from '../logger/date-text.ts'
import { attemptFields, ownFields } from '../study/result-fields.ts'
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
  host ??= { hostname: hostname(), node_ip: firstAddress() }
  return {
    ...ownFields(trial, at),
    ...metrics,
    done: false,
    trial_id: trial.id,
    date: dateText(new Date(at)),
    ...attemptFields(trial, at),
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
