import { Alarm } from './alarm.ts'
import type { Clock } from '../executor/clock.ts'

/** The time of this machine. */
export const realClock: Clock = {
  now: () => Date.now(),
  alarm: (everyMs, ring) => new Alarm(everyMs, Date.now, ring),
}
