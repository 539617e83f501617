import { lstatSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { TrialError } from '../errors.ts'
import { DOOMED_SUFFIX, PARTIAL_SUFFIX, STAGING_PREFIX } from './folder-names.ts'

/**
 * Makes a staged folder a checkpoint, by one rename: it is there as a whole or not at all. To be called
 * before the event that tells of it is stored; a folder of that name that is there already was left by
 * a tuner that died in between, and is replaced.
 *
 * @param staged What the trial says: the name of a folder directly inside its own.
 * @param name Of the checkpoint, e.g. `checkpoint_000003`.
 * @throws {TrialError} `INVALID_CHECKPOINT` when `staged` is not such a name or no folder.
 */
export function commitCheckpoint(trialDir: string, staged: string, name: string): void {
  const from = join(trialDir, staged)
  if (!isStagedName(staged) || !isFolder(from)) {
    throw new TrialError(
      'INVALID_CHECKPOINT',
      `A report names ${JSON.stringify(staged)} as its checkpoint, which is not a folder directly ` +
        `inside the trial's own (${trialDir}) whose name begins with ${STAGING_PREFIX}.`,
    )
  }
  const to = join(trialDir, name)
  try {
    renameSync(from, to)
  } catch (error) {
    if (lstatSync(to, { throwIfNoEntry: false }) === undefined) throw error
    const doomed = join(trialDir, `.${name}${DOOMED_SUFFIX}`)
    rmSync(doomed, { recursive: true, force: true })
    renameSync(to, doomed)
    renameSync(from, to)
    rmSync(doomed, { recursive: true, force: true })
  }
}

/** No way out of the folder, and nothing that is unfinished or on its way out. */
function isStagedName(name: string): boolean {
  return (
    name.startsWith(STAGING_PREFIX) &&
    !/[/\\\0]/.test(name) &&
    !name.endsWith(PARTIAL_SUFFIX) &&
    !name.endsWith(DOOMED_SUFFIX)
  )
}

function isFolder(path: string): boolean {
  // A link is not: what it points to belongs to somebody else.
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
