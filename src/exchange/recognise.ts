import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { ConfigurationError } from '../errors.ts'
import { hasStudy } from '../tuner/study-folder.ts'
import { isJournalLine } from './optuna/read-journal.ts'
import { stateFiles } from './ray/read-state.ts'
import { trialFolders } from './ray/trial-folders.ts'

/** Where a study can be imported from. */
export type SourceKind = 'optuna-sqlite' | 'optuna-journal' | 'ray'

const SQLITE = 'SQLite format 3\0'

/** The longest first line of a journal that is looked at, in bytes. */
const HEAD = 65_536

/**
 * What kind of source a path is.
 * @param path Absolute.
 * @throws {ConfigurationError} `IMPORT_SOURCE_NOT_FOUND`, `IMPORT_SOURCE_UNKNOWN`, and
 * `IMPORT_IS_A_STUDY` for a study of Attune's.
 */
export function recognise(path: string): SourceKind {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    throw new ConfigurationError(
      'IMPORT_SOURCE_NOT_FOUND',
      `There is nothing at ${path}. Give an Optuna database or journal file, or a folder of Ray Tune results.`,
    )
  }
  return found.isDirectory() ? recogniseFolder(path) : recogniseFile(path)
}

function recogniseFolder(path: string): SourceKind {
  if (hasStudy(path)) {
    throw new ConfigurationError(
      'IMPORT_IS_A_STUDY',
      `${path} is a study of Attune already: every command takes it as it is.`,
    )
  }
  if (stateFiles(path).length > 0 || trialFolders(path).length > 0) return 'ray'
  throw new ConfigurationError(
    'IMPORT_SOURCE_UNKNOWN',
    `The folder ${path} holds no results of Ray Tune: there is no experiment_state-*.json in it, and no ` +
      'folder with a params.json. Give the folder of one experiment, storage_path/name. Of Optuna give ' +
      'the file.',
  )
}

function recogniseFile(path: string): SourceKind {
  const head = headOf(path)
  if (head.startsWith(SQLITE)) return 'optuna-sqlite'
  if (isJournalLine(head.split('\n', 1)[0] ?? '')) return 'optuna-journal'
  throw new ConfigurationError(
    'IMPORT_SOURCE_UNKNOWN',
    `${path} is ${head === '' ? 'empty' : 'neither a SQLite database nor an Optuna journal'}. Give the ` +
      'file that Optuna stores its studies in, or a folder of Ray Tune results.',
  )
}

function headOf(path: string): string {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(HEAD)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, HEAD, 0))
  } finally {
    closeSync(file)
  }
}
