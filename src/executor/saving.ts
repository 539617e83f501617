import type { TrialFailure } from '../protocol/messages.ts'

/** A trial that was told to end and saves its state has this many grace periods for it. */
export const SAVING = 12

/** What the user is told of a trial whose last state could not be saved. */
export function notSaved(trialName: string, error: TrialFailure | undefined): string {
  const why = error ? `: ${error.name}: ${error.message}` : ''
  return `Warning: ${trialName} could not save its state after its last report${why}`
}
