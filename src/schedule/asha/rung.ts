/** A milestone, and the scores of the trials that came as far. */
export interface Rung<Score> {
  readonly milestone: number
  /** Takes in a trial that has come here; the reason why it does not go on, undefined when it does. */
  enter(trial: string, score: Score): string | undefined
  /** Takes in a trial that is not judged here; the others are measured by it. */
  record(trial: string, score: Score): void
  /** What it takes to go on, in short. */
  describe(): string
}
