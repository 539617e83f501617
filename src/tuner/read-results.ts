import { readStudy } from './stored-study.ts'
import type { ResultGrid } from './result-grid.ts'

/**
 * The results of the study in a folder, whether it is finished, interrupted or running, or was imported:
 * without its trainable, and without changing anything.
 * @param path The study's folder.
 * @throws {StorageError} `STUDY_NOT_FOUND`, `STUDY_TOO_NEW`, and what reading its database throws.
 */
export function readResults(path: string): ResultGrid {
  const stored = readStudy(path)
  try {
    return stored.results
  } finally {
    stored.close()
  }
}
