import { readdirSync } from 'node:fs'
import { hostname } from 'node:os'

/** What the names of these files begin with, whoever writes them. */
const EVENTS = 'events.out.tfevents.'

/** Tells this logger's files from those that the trial itself writes into its folder. */
const OURS = '.attune'

export interface EventFileNames {
  /** This logger's, oldest first: one, unless a tuner was killed at a bad moment. */
  readonly own: readonly string[]
  /** Whether somebody else writes events into the folder. */
  readonly hasOthers: boolean
}

/** The event files in a folder, which may not exist. */
export function eventFilesIn(dir: string): EventFileNames {
  let names: string[]
  try {
    names = readdirSync(dir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    names = []
  }
  // TensorBoard reads every file that has this in its name, in the order of the names.
  const all = names.filter((name) => name.includes('tfevents'))
  const own = all.filter((name) => name.startsWith(EVENTS) && name.endsWith(OURS))
  return { own: own.toSorted(), hasOthers: own.length < all.length }
}

/**
 * A name that sorts after `previous`, and before those of what the trial writes itself: readers take
 * the hyperparameters of a run from the first file that has any. So it says when the first file was
 * begun, a second early, and counts on from there.
 */
export function nextName(previous: string | undefined): string {
  const [seconds = '', count = ''] = previous?.slice(EVENTS.length).split('.') ?? []
  const isNumbered = /^\d{6}$/.test(count)
  const begun = previous === undefined ? Math.floor(Date.now() / 1000) - 1 : Number(seconds)
  // One without a number sorts after those of its second that have one.
  const from = previous === undefined || isNumbered ? begun : begun + 1
  const next = String(isNumbered ? Number(count) + 1 : 0).padStart(6, '0')
  return `${EVENTS}${from}.${next}.${hostname()}.${process.pid}${OURS}`
}
