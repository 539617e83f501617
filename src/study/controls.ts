/**
 * What somebody outside may ask of a study that is running, besides watching it. Each is stored as an
 * event before anything is done about it. All throw `AttuneError` `UNKNOWN_TRIAL` or `TRIAL_ENDED` where
 * there is no such trial (any more).
 */
export interface StudyControls {
  /** Ends all trials at their next report and keeps them resumable (`finish`), or kills them (`now`). */
  stop(how: 'finish' | 'now', reason: string): void
  /** Ends a trial for good, as TERMINATED: at its next report, or by force when that does not come. */
  stopTrial(trial: string, reason: string): void
  /** Pauses a trial at its next report, or keeps one from starting, until {@link resumeTrial}. */
  pauseTrial(trial: string, reason: string): void
  resumeTrial(trial: string): void
  /**
   * Adds a trial besides those of the search. What the config leaves open is drawn from the space.
   * @returns the id of the trial.
   * @throws {ConfigurationError} when the config does not fit the space.
   */
  addTrial(config: Readonly<Record<string, unknown>>): string
}
