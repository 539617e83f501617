import { createRequire } from 'node:module'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StorageError } from '../../../src/errors.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { explain } from '../../../src/storage/sqlite/fault.ts'
import { openSqliteStorage } from '../../../src/storage/sqlite/open.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import type { StudyEvent } from '../../../src/study/events.ts'

const root = tempFolder()
let count = 0

function newPath(): string {
  const folder = join(root, String(count++))
  mkdirSync(folder)
  return join(folder, 'study.db')
}

const ticks = (length: number): StudyEvent[] =>
  Array.from({ length }, (_, i) => ({ type: 'tick', at: i + 1 }))

function errorOf(work: () => unknown): StorageError {
  try {
    work()
  } catch (error) {
    if (error instanceof StorageError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const openingFails = (path: string, options = {}): string =>
  errorOf(() => openSqliteStorage(path, options)).code

describe('a study on disk', () => {
  it('is one file when it is closed, and comes back', () => {
    const path = newPath()
    const storage = openSqliteStorage(path)
    storage.append(ticks(3))
    storage.setMeta('study', { seed: 7 })
    storage.close()
    expect(readdirSync(join(path, '..'))).toEqual([basename(path), `${basename(path)}-lock`])

    const again = openSqliteStorage(path)
    again.append([{ type: 'tick', at: 4 }])
    expect([...again.events()]).toEqual(ticks(4))
    expect(again.getMeta('study')).toEqual({ seed: 7 })
    again.close()
  })

  it('is seen to grow by readers, who neither disturb nor are disturbed', () => {
    const path = newPath()
    const tuner = openSqliteStorage(path)
    const reader = openSqliteStorage(path, { readOnly: true })
    tuner.append(ticks(1000))
    const reading = reader.events()[Symbol.iterator]()
    expect(reading.next().value).toEqual({ type: 'tick', at: 1 })
    tuner.append(ticks(1000))
    tuner.setMeta('x', 1)
    expect([...reader.events()]).toHaveLength(2000)
    expect(reader.getMeta('x')).toBe(1)
    tuner.close()
    expect([...reader.events()]).toHaveLength(2000)
    reader.close()
    expect([...openSqliteStorage(path).events()]).toHaveLength(2000)
  })

  it('lets go of its files on close', () => {
    const path = newPath()
    openSqliteStorage(path).close()
    // Descriptors that a reader kept would be used up by a loop over many trials.
    const before = openFiles()
    for (let i = 0; i < 50; i++) {
      const reader = openSqliteStorage(path, { readOnly: true })
      expect([...reader.events()]).toEqual([])
      expect([...reader.trialEvents('a')]).toEqual([])
      reader.close()
    }
    expect(openFiles() - before).toBeLessThan(10)
  })

  it('can be read where nothing can be written', () => {
    const path = newPath()
    const storage = openSqliteStorage(path)
    storage.append(ticks(2))
    storage.close()
    withoutWriting(join(path, '..'), () => {
      const reader = openSqliteStorage(path, { readOnly: true })
      expect([...reader.events()]).toEqual(ticks(2))
      reader.close()
      expect(openingFails(path)).toBe('STORAGE_READ_ONLY')
    })
  })

  it('takes nothing of a list that fails halfway, and goes on', () => {
    const path = newPath()
    openSqliteStorage(path).close()
    const db = openDatabase(path, { readOnly: false })
    db.exec(`CREATE TRIGGER fails BEFORE INSERT ON events WHEN NEW.at = 13
      BEGIN SELECT RAISE(FAIL, 'no luck'); END`)
    db.close()
    const storage = openSqliteStorage(path)
    storage.append(ticks(2))
    expect(errorOf(() => storage.append(ticks(20))).code).toBe('STORAGE_FAILED')
    expect(errorOf(() => storage.append([{ type: 'tick', at: 13 }])).code).toBe('STORAGE_FAILED')
    storage.append(ticks(3))
    expect([...storage.events()]).toEqual([...ticks(2), ...ticks(3)])
    storage.close()
  })

  it('keeps events of which the index could not be told', () => {
    const path = newPath()
    openSqliteStorage(path).close()
    const db = openDatabase(path, { readOnly: false })
    db.exec(`CREATE TRIGGER fails BEFORE INSERT ON trial_events
      BEGIN SELECT RAISE(FAIL, 'no luck'); END`)
    db.close()
    const storage = openSqliteStorage(path)
    const started = (at: number): StudyEvent => ({
      type: 'started',
      at,
      trial: `t_${at % 2}`,
      attempt: 1,
      from: 0,
    })
    for (let at = 0; at < 6000; at += 1000) {
      storage.append(Array.from({ length: 1000 }, (_, i) => started(at + i)))
    }
    expect([...storage.events()]).toHaveLength(6000)
    expect([...storage.trialEvents('t_1')]).toHaveLength(3000)
    storage.close()
    expect([...openSqliteStorage(path).trialEvents('t_1')]).toHaveLength(3000)
  })

  it('is not changed through a reader', () => {
    const path = newPath()
    openSqliteStorage(path).close()
    const reader = openSqliteStorage(path, { readOnly: true })
    expect(errorOf(() => reader.append(ticks(1))).code).toBe('STORAGE_READ_ONLY')
    expect(errorOf(() => reader.setMeta('x', 1)).code).toBe('STORAGE_READ_ONLY')
    reader.close()
  })
})

describe('opening says what is wrong', () => {
  it('with a folder that is not there', () => {
    const error = errorOf(() => openSqliteStorage(join(root, 'no', 'such', 'study.db')))
    expect(error.code).toBe('STORAGE_NOT_FOUND')
    expect(error.message).toContain(`There is no folder ${join(root, 'no', 'such')}`)
  })

  it('with a study that is not there and shall not be made', () => {
    const path = newPath()
    expect(openingFails(path, { readOnly: true })).toBe('STORAGE_NOT_FOUND')
    expect(openingFails(path, { create: false })).toBe('STORAGE_NOT_FOUND')
    expect(readdirSync(join(path, '..'))).toEqual([])
  })

  it('with something that is no database', () => {
    const path = newPath()
    writeFileSync(path, 'loss,accuracy\n'.repeat(100))
    expect(openingFails(path)).toBe('NOT_A_STUDY')
    expect(openingFails(path, { readOnly: true })).toBe('NOT_A_STUDY')
    expect(openingFails(join(path, '..'))).toBe('NOT_A_STUDY')
  })

  it('with the database of another program, which is left as it is', () => {
    const path = newPath()
    const db = openDatabase(path, { readOnly: false })
    db.exec('CREATE TABLE events (a); PRAGMA user_version = 1')
    db.close()
    const before = readFileSync(path)
    expect(openingFails(path)).toBe('NOT_A_STUDY')
    expect(readFileSync(path)).toEqual(before)
  })

  it('with an empty file', () => {
    const path = newPath()
    writeFileSync(path, '')
    expect(openingFails(path, { readOnly: true })).toBe('NOT_A_STUDY')
  })

  it('with a study that a newer version wrote', () => {
    const path = newPath()
    openSqliteStorage(path).close()
    const db = openDatabase(path, { readOnly: false })
    db.exec('PRAGMA user_version = 99')
    db.close()
    const error = errorOf(() => openSqliteStorage(path, { readOnly: true }))
    expect(error.code).toBe('STORAGE_TOO_NEW')
    expect(error.message).toContain('format 99')
    expect(error.message).toContain('Update attune')
  })

  it('with a study that was cut short', () => {
    const path = newPath()
    const storage = openSqliteStorage(path)
    storage.append(ticks(5000))
    storage.close()
    truncateSync(path, Math.floor(statSync(path).size / 2))
    const error = errorOf(() => [...openSqliteStorage(path, { readOnly: true }).events()])
    expect(error.code).toBe('STORAGE_CORRUPT')
    expect(error.message).toContain(path)
  })

  it('with a folder that cannot be written', () => {
    const path = newPath()
    withoutWriting(join(path, '..'), () => {
      const error = errorOf(() => openSqliteStorage(path))
      expect(error.code).toBe('STORAGE_READ_ONLY')
      expect(error.message).toContain('Make its folder writable')
    })
  })

  it('with a full disk', () => {
    const path = newPath()
    openSqliteStorage(path).close()
    const db = openDatabase(path, { readOnly: false })
    db.exec('PRAGMA max_page_count = 8')
    let failure: unknown
    try {
      db.exec("INSERT INTO meta VALUES ('big', hex(zeroblob(100000)))")
    } catch (error) {
      failure = explain(error, { path, readOnly: false })
    }
    db.close()
    expect(failure).toMatchObject({ name: 'StorageError', code: 'STORAGE_FULL' })
    expect((failure as StorageError).message).toContain('Free some space')
    expect((failure as StorageError).cause).toBeInstanceOf(Error)
  })
})

describe('the engine', () => {
  it('is not loaded before it is needed', () => {
    const require = createRequire(import.meta.url)
    expect(require.resolve('@photostructure/sqlite')).toBeTruthy()
    const source = readFileSync(
      new URL('../../../src/storage/sqlite/database.ts', import.meta.url),
      'utf8',
    )
    expect(source).not.toMatch(/^import .*sqlite/m)
  })
})

function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
}

/** Runs `work` as a user who may read the folder but not write it. */
function withoutWriting(folder: string, work: () => void): void {
  chmodSync(root, 0o755)
  chmodSync(folder, 0o555)
  // Root may write everywhere: be somebody else for a moment.
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65534)
  try {
    work()
  } finally {
    if (isRoot) process.seteuid?.(0)
    chmodSync(folder, 0o755)
  }
}
