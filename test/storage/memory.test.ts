import { createMemoryStorage } from '../../src/storage/memory.ts'
import { storageSuite } from '../support/storage-suite.ts'

storageSuite('memory', createMemoryStorage)
