import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isCheckpointName } from '../study/checkpoint-name.ts'
import { stagedNames, STAGING_PREFIX } from './folder-names.ts'
import { deleteCheckpoint } from './delete.ts'

/**
 * Removes what a tuner that was killed has left in a trial's folder: content that was staged and never
 * committed, and checkpoints that the log does not know. To be called when none of the trial's
 * processes runs.
 *
 * @param known Names of the checkpoints that the log knows.
 * @returns The names of what was removed.
 */
export async function sweepCheckpoints(
  trialDir: string,
  known: ReadonlySet<string>,
): Promise<readonly string[]> {
  const removed: string[] = []
  // A trial that never started may have no folder.
  for (const name of await readdir(trialDir).catch(() => [])) {
    if (name.startsWith(STAGING_PREFIX)) {
      await rm(join(trialDir, name), { recursive: true, force: true })
    } else if (isCheckpointName(name) && !known.has(name)) await deleteCheckpoint(trialDir, name)
    else continue
    removed.push(name)
  }
  return removed
}

/**
 * Removes what one attempt of a trial has staged. To be called when it is over: what was saved and is of no
 * use, or what its process was writing when it was killed.
 */
export async function sweepAttempt(trialDir: string, attempt: number): Promise<void> {
  const names = await readdir(trialDir).catch(() => [])
  const staged = names.filter((name) => name.startsWith(stagedNames(attempt)))
  for (const name of staged) await rm(join(trialDir, name), { recursive: true, force: true })
}
