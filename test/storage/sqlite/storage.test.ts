import { join } from 'node:path'
import { openSqliteStorage } from '../../../src/storage/sqlite/open.ts'
import { storageSuite } from '../../support/storage-suite.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const root = tempFolder()
let count = 0

storageSuite('sqlite', () => openSqliteStorage(join(root, `study${count++}.db`)))
