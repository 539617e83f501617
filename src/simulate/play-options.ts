import type { Amounts, Schedule } from '../schedule/scheduler.ts'
import type { Search } from '../search/searcher.ts'
import type { Capacity, SessionRules, StudyEvent } from '../study/events.ts'
import type { Study } from '../study/study.ts'
import type { SimulatedTrainable } from './curve.ts'

/** What `play` plays. */
export interface PlayOptions {
  /** New, or folded from the events of sessions before. It is moved. */
  readonly study: Study
  /** The study's own search. */
  readonly search: Search
  /** The study's own schedule, where it completes configs. */
  readonly schedule?: Schedule
  readonly trainable: SimulatedTrainable<never>
  readonly capacity: Capacity
  /** @defaultValue unfinished trials go on, failed ones do not */
  readonly rules?: SessionRules
  /** The study's metric: a trial that does not report it fails. */
  readonly metric?: string | undefined
  /** What a trial with this config and number asks for; a throw is the trial's failure. @defaultValue one CPU */
  readonly resourcesFor?: (config: unknown, number: number) => Amounts
  /** The id of the trial with this number. @defaultValue e.g. `00007` */
  readonly idOf?: (number: number) => string
  /**
   * Where virtual time begins, in milliseconds since the epoch; above 0, and with a study that has a
   * past not before its last event. @defaultValue `VIRTUAL_EPOCH`
   */
  readonly startAt?: number
  /** Breaks off after so many events, as a tuner does that is killed. @defaultValue `Infinity` */
  readonly maxEvents?: number
  /** Asks the study to stop at a time, in milliseconds since the epoch. */
  readonly interrupt?: { readonly at: number; readonly how: 'finish' | 'now' }
  /** Told of every event, as it would be stored. */
  readonly onEvent?: (event: StudyEvent) => void
}

/** What `play` says when it is over. */
export interface PlayOutcome {
  /** Milliseconds since the epoch, of virtual time. */
  readonly startedAt: number
  readonly endedAt: number
  readonly events: number
  /** False when it was broken off by `maxEvents`. */
  readonly finished: boolean
}
