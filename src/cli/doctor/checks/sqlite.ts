import { openDatabase } from '../../../storage/sqlite/database.ts'
import { RowReader } from '../../../storage/sqlite/row-reader.ts'
import { fail, ok } from '../check.ts'
import { messageOf } from '../../../errors.ts'
import type { Check } from '../check.ts'

/** Which SQLite keeps the studies. */
export const sqliteCheck: Check = {
  id: 'sqlite',
  title: 'SQLite',
  run() {
    let version: string
    try {
      const db = openDatabase(':memory:', { readOnly: false })
      version = String(new RowReader(db).select('sqlite_version()', '')[0]?.[0])
      db.close()
    } catch (error) {
      const text = messageOf(error)
      return fail(text, 'Use Node 22.13 or newer, which has its own.')
    }
    // Loaded before if it is there, so that it is announced no second time.
    const isBuiltIn = process.getBuiltinModule?.('node:sqlite') !== undefined
    const source = isBuiltIn ? "Node's own" : '@photostructure/sqlite'
    return ok(`${version}, ${source}`, { version, source: isBuiltIn ? 'node' : 'package' })
  },
}
