import type { StudyEvent } from '../study/events.ts'

/**
 * What is remembered of one study. Synchronous on purpose: an append takes tens of microseconds, and
 * what has been answered to a trial must have been stored.
 */
export interface Storage {
  /** Appends all of `events` in order, or none of them. Durable against `kill -9` on return. */
  append(events: readonly StudyEvent[]): void
  /** Every event in the order in which it was appended, read as it is consumed. */
  events(): Iterable<StudyEvent>
  /** The events of one trial, in order. */
  trialEvents(trial: string): Iterable<StudyEvent>
  /**
   * In order, the events from which the study as it stands follows, without most results that others have
   * followed: folding these gives the same trials as folding all, many times sooner.
   */
  digest(): Iterable<StudyEvent>
  /** A value under a name, or undefined. Values are JSON-safe; NaN and infinities survive. */
  getMeta(key: string): unknown
  setMeta(key: string, value: unknown): void
  /** Releases the database and its lock. Idempotent. */
  close(): void
}
