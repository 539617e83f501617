/**
 * A process that writes to a study, for tests that kill it or compete with it. Its arguments are what
 * it shall do and the database.
 */
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { StorageError } from '../../../src/errors.ts'
import { openSqliteStorage } from '../../../src/storage/sqlite/open.ts'
import { takeStudyLock } from '../../../src/storage/sqlite/study-lock.ts'
import type { StudyEvent } from '../../../src/study/events.ts'

const [, , task, path] = process.argv as [string, string, string, string]
const say = (text: string): number => writeSync(1, `${text}\n`)

const tasks: Record<string, () => void> = {
  /** Appends lists of 1, 2, … 40, 1, 2, … events, and says how many are in after each. */
  append() {
    const storage = openSqliteStorage(path)
    let count = [...storage.events()].length
    for (let size = 1; ; size = (size % 40) + 1) {
      storage.append(Array.from({ length: size }, (_, i) => numbered(count + i, i, size)))
      count += size
      say(String(count))
    }
  },

  /** Opens the study and sits on it. */
  hold() {
    try {
      openSqliteStorage(path)
      say('open')
    } catch (error) {
      say(error instanceof StorageError ? `${error.code} ${error.message}` : String(error))
    }
    process.stdin.resume()
  },

  /** Takes and gives back the lock many times, and fails if it ever was not alone with it. */
  compete() {
    for (let round = 0; round < 300;) {
      const lock = takeStudyLock(path)
      if (lock === undefined) continue
      closeSync(openSync(`${path}.alone`, 'wx'))
      unlinkSync(`${path}.alone`)
      lock.release()
      round += 1
    }
    say('done')
  },
}

function numbered(number: number, place: number, of: number): StudyEvent {
  const result = { number, place, of, text: 'x'.repeat(300) }
  return { type: 'reported', at: number, trial: `t_${number % 5}`, attempt: 1, seq: 1, result }
}

tasks[task]?.()
