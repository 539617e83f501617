import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ok, warn } from '../check.ts'
import { nearestFolder } from '../near-folder.ts'
import type { Check } from '../check.ts'

/** Earlier than any machine that this runs on. */
const EARLIEST = Date.UTC(2025, 0, 1)
const MOST_SKEW_S = 5

/** The clock, by itself and against that of the disk for studies, which may be a server's. */
export const clockCheck: Check = {
  id: 'clock',
  title: 'Clock',
  run({ storage }) {
    const now = Date.now()
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const skewS = (diskTime(nearestFolder(storage)) - now) / 1000
    const facts = { now: new Date(now).toISOString(), zone, diskSkewS: skewS }
    const text = `${new Date(now).toISOString()} (${zone})`
    if (now < EARLIEST) return warn(text, 'Set the clock: results are dated by it.', facts)
    if (Math.abs(skewS) <= MOST_SKEW_S) return ok(text, facts)
    return warn(
      `${text}; the disk of the storage is ${Math.round(skewS)} s ahead`,
      'Let both machines keep time by NTP.',
      facts,
    )
  },
}

function diskTime(folder: string): number {
  const own = mkdtempSync(join(folder, '.attune-doctor-'))
  try {
    return statSync(own).mtimeMs
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}
