/** The trials that came to a rung, by how good they are; some of them wait there. */
export interface Standings<Score> {
  readonly size: number
  /** The trial waits from now on. */
  enter(trial: string, score: Score): void
  /** It does not wait any more; what it scored stays. */
  leave(trial: string): void
  /** Of one that waits; equals are ranked as they came. */
  isAmongBest(trial: string, limit: number): boolean
  /** Where one that waits stands, in words. */
  placeOf(trial: string): string
  /** The best of those that wait, are among the best `limit`, and can be started. */
  next(limit: number, startable: { has(trial: string): boolean }): string | undefined
  /** All that wait, in an order that depends on nothing but what was told. */
  waiting(): Iterable<string>
}
