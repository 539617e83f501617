import { mkdtempSync, realpathSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../../storage/sqlite/database.ts'
import { RowReader } from '../../../storage/sqlite/row-reader.ts'
import { openSqliteStorage } from '../../../storage/sqlite/open.ts'
import { fail, ok, warn } from '../check.ts'
import { fileSystemOf, isNetwork } from '../file-system.ts'
import { nearestFolder } from '../near-folder.ts'
import { sizeText } from '../size-text.ts'
import { messageOf } from '../../../errors.ts'
import type { Check } from '../check.ts'

const LITTLE = 1024 ** 3
const TOO_LITTLE = 50 * 1024 ** 2
const ELSEWHERE = 'Choose another folder with ATTUNE_STORAGE, or storage in the study file.'

/** The folder for studies: room, and whether SQLite works there as studies need it. */
export const storageCheck: Check = {
  id: 'storage',
  title: 'Storage',
  onTimeout: 'fail',
  run({ storage }) {
    const folder = realpathSync(nearestFolder(storage))
    const { bavail, bsize } = statfsSync(folder)
    const free = bavail * bsize
    const type = fileSystemOf(folder)
    const facts = { path: storage, free, fileSystem: type ?? null }
    const text = `${storage}: ${sizeText(free)} free${type === undefined ? '' : ` on ${type}`}`
    const problem = trySqlite(folder)
    if (problem !== undefined) return fail(`${text}; ${problem}`, ELSEWHERE, { ...facts, problem })
    if (free < TOO_LITTLE) return fail(text, `Free some space. ${ELSEWHERE}`, facts)
    if (free < LITTLE) return warn(text, 'Free some space: checkpoints may not fit.', facts)
    if (type !== undefined && isNetwork(type)) {
      return warn(
        `${text}, a network file system on which SQLite works from here`,
        'Read a study on the machine that runs it, and never run one from two machines.',
        facts,
      )
    }
    return ok(text, facts)
  },
}

/** Writes a study's database there and reads it meanwhile, as a tuner and a reader do. */
function trySqlite(folder: string): string | undefined {
  let own: string | undefined
  try {
    own = mkdtempSync(join(folder, '.attune-doctor-'))
    const file = join(own, 'study.db')
    const writer = openSqliteStorage(file)
    try {
      writer.setMeta('doctor', 'well')
      const reader = openSqliteStorage(file, { readOnly: true })
      const read = reader.getMeta('doctor')
      reader.close()
      if (read !== 'well') return 'what SQLite writes there cannot be read at once'
      const mode = journalMode(file)
      if (mode !== 'wal')
        return `SQLite cannot keep a write-ahead log there (its journal is ${mode})`
    } finally {
      writer.close()
    }
    return undefined
  } catch (error) {
    return messageOf(error)
  } finally {
    if (own !== undefined) rmSync(own, { recursive: true, force: true })
  }
}

function journalMode(file: string): string {
  const db = openDatabase(file, { readOnly: true })
  try {
    return String(new RowReader(db).select('journal_mode', 'FROM pragma_journal_mode')[0]?.[0])
  } finally {
    db.close()
  }
}
