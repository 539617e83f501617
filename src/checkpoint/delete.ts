import { renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DOOMED_SUFFIX } from './folder-names.ts'

/**
 * Removes a checkpoint. It is gone when the call returns, as a whole; its files are when the promise
 * resolves. A checkpoint that is not there is no error.
 * @param name E.g. `checkpoint_000003`.
 */
export async function deleteCheckpoint(trialDir: string, name: string): Promise<void> {
  const doomed = join(trialDir, `.${name}${DOOMED_SUFFIX}`)
  if (!moveAway(join(trialDir, name), doomed)) {
    await rm(doomed, { recursive: true, force: true })
    moveAway(join(trialDir, name), doomed)
  }
  await rm(doomed, { recursive: true, force: true, maxRetries: 3 })
}

/** False where the remains of an earlier deletion are in the way. */
function moveAway(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return true
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    throw error
  }
}
