import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { takeStudyLock } from '../../storage/sqlite/study-lock.ts'

/** Whether some tuner, wherever it is, has the study in a folder. Asking holds it for a moment. */
export function isLocked(dir: string): boolean {
  const path = join(dir, 'study.db-lock')
  if (!existsSync(path)) return false
  try {
    const lock = takeStudyLock(path)
    lock?.release()
    return lock === undefined
  } catch {
    // Whoever may not lock it cannot tell.
    return false
  }
}
