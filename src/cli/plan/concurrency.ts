import { Ledger } from '../../study/ledger.ts'
import type { Capacity } from '../../study/events.ts'
import type { ResourceRequest } from '../../tuner/resources.ts'

/** More at once than this are not counted. */
const MOST = 10_000

export interface Concurrency {
  /** How many trials run at once. */
  readonly atOnce: number
  /** What keeps further trials from running at the same time. */
  readonly limitedBy: 'trials' | 'max_concurrent' | 'resources'
}

/**
 * How many trials run at once.
 * @param trials How many there are; `Infinity` for no end.
 * @param maxConcurrent As the user gave it: 0 for as many as the resources allow.
 */
export function concurrencyOf({
  trials,
  maxConcurrent,
  request,
  capacity,
}: {
  readonly trials: number
  readonly maxConcurrent: number
  readonly request: ResourceRequest
  readonly capacity: Capacity
}): Concurrency {
  const stated = maxConcurrent === 0 ? Infinity : maxConcurrent
  const wanted = Math.min(trials, stated, MOST)
  const atOnce = new Ledger(capacity).room(request, wanted)
  if (atOnce < wanted) return { atOnce, limitedBy: 'resources' }
  return { atOnce, limitedBy: stated < trials ? 'max_concurrent' : 'trials' }
}
