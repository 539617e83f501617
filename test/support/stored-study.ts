import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from '../../src/errors.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open.ts'
import type { StudyEvent } from '../../src/study/events.ts'

/** All that is stored of the study in a folder; of one that has not begun, nothing. */
export function storedEvents(dir: string): StudyEvent[] {
  const path = join(dir, 'study.db')
  if (!existsSync(path)) return []
  try {
    const storage = openSqliteStorage(path, { readOnly: true })
    try {
      return [...storage.events()]
    } finally {
      storage.close()
    }
  } catch (error) {
    // Its tuner has made the file and not yet its tables.
    if (error instanceof StorageError && error.code === 'NOT_A_STUDY') return []
    throw error
  }
}

/** The results in a trial's folder, as its `result.json` tells them. */
export function resultLines(trialDir: string): Readonly<Record<string, unknown>>[] {
  const path = join(trialDir, 'result.json')
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** `training_iteration` of each row of a trial's `progress.csv`. */
export function csvIterations(trialDir: string): number[] {
  const [head = '', ...rows] = readFileSync(join(trialDir, 'progress.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
  const column = head.split(',').indexOf('training_iteration')
  return rows.map((row) => Number(row.split(',')[column]))
}

/** 1, 2, … n. */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1)
}
