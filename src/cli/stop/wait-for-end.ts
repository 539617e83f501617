import { setTimeout as sleep } from 'node:timers/promises'
import { connectToStudy } from '../../control/client.ts'
import { readStudy } from '../../tuner/stored-study.ts'
import { isLocked } from '../running/is-locked.ts'
import type { StoredStudy } from '../../tuner/stored-study.ts'
import type { TrialStatus } from '../../study/events.ts'

/** Milliseconds between two looks, at first and at most. */
const SOON_MS = 50
const LATE_MS = 1000

/** How a study stands whose tuner has ended. */
export interface EndedStudy {
  readonly isComplete: boolean
  readonly counts: Readonly<Record<TrialStatus, number>>
  /** How many trials have not ended for good. */
  readonly open: number
}

/** Waits until no tuner runs the study in a folder any more. */
export async function studyEnd(dir: string): Promise<EndedStudy> {
  await until(() => isOver(dir))
  return reading(dir, ({ isComplete, view: { counts } }) => ({
    isComplete,
    counts,
    open: counts.PENDING + counts.RUNNING + counts.PAUSED,
  }))
}

/** A trial as a program that reads along is told of it. */
export interface EndedTrial {
  readonly trial: string
  readonly name: string
  readonly status: TrialStatus
  readonly iteration: number
  readonly reason: string | undefined
}

/** Waits until these trials have ended, or the whole study has. */
export async function trialEnds(
  dir: string,
  trialIds: readonly string[],
): Promise<readonly EndedTrial[]> {
  for (let wait = SOON_MS; ; wait = Math.min(2 * wait, LATE_MS)) {
    const over = await isOver(dir)
    const trials = reading(dir, ({ view }) =>
      view.trials
        .filter(({ id }) => trialIds.includes(id))
        .map(({ id, name, status, iteration, reason }) => ({
          trial: id,
          name,
          status,
          iteration,
          reason,
        })),
    )
    const isEnded = trials.every(({ status }) => status === 'TERMINATED' || status === 'ERROR')
    if (isEnded || over) return trials
    await sleep(wait)
  }
}

async function isOver(dir: string): Promise<boolean> {
  const client = await connectToStudy(dir)
  client?.close()
  // The last thing that a tuner does is to let go of its study: then it can be resumed.
  return client === undefined && !isLocked(dir)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let wait = SOON_MS; !(await condition()); wait = Math.min(2 * wait, LATE_MS)) {
    await sleep(wait)
  }
}

function reading<T>(dir: string, take: (study: StoredStudy) => T): T {
  const study = readStudy(dir)
  try {
    return take(study)
  } finally {
    study.close()
  }
}
