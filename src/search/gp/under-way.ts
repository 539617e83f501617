import type { FinishedTrial, RunningTrial, RungReading } from '../history.ts'

/** A trial that runs, and the last that is known of it which trials that have ended compare with. */
export interface UnderWay {
  readonly trial: RunningTrial
  readonly reading: RungReading
}

/**
 * Trials that run and have passed a rung, no further than any trial that has ended: those that went on
 * are the good ones, and what is known of the others alone misleads for as long as they take.
 */
export function underWay(
  running: readonly RunningTrial[],
  finished: readonly FinishedTrial[],
): readonly UnderWay[] {
  const fullStep = finished.reduce((step, trial) => Math.max(step, trial.step), 0)
  return running.flatMap((trial) => {
    const reading = trial.rungs?.findLast(({ step }) => step <= fullStep)
    return reading === undefined ? [] : [{ trial, reading }]
  })
}

/** As if it had been stopped there. */
export function stoppedThere({ trial, reading }: UnderWay): FinishedTrial {
  return { ...trial, ...reading, outcome: 'stopped' }
}
