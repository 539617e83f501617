/** Where a study's time comes from. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /**
   * An alarm that is running already.
   * @param everyMs How often it rings unasked; on virtual time it never does, for nobody watches.
   */
  alarm(everyMs: number, ring: () => void): ClockAlarm
}

export interface ClockAlarm {
  /** Rings no later than `at`, in milliseconds since the epoch. */
  setFor(at: number): void
  /** It rings no more. */
  stop(): void
}
