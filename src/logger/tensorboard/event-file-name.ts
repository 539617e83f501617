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

/** A name that sorts after `previous`, even where the clock does not. */
export function nextName(previous: string | undefined): string {
  const now = Math.floor(Date.now() / 1000)
  const last = previous === undefined ? 0 : Number.parseInt(previous.slice(EVENTS.length), 10)
  return `${EVENTS}${Math.max(now, last + 1)}.${hostname()}.${process.pid}${OURS}`
}
