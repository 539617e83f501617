import { ConfigurationError } from '../errors.ts'
import { fromOptuna } from './optuna/from-optuna.ts'
import { readOptunaJournal } from './optuna/read-journal.ts'
import { readOptunaDatabase } from './optuna/read-sqlite.ts'
import { fromRay } from './ray/from-ray.ts'
import { recognise } from './recognise.ts'
import type { RayOptions } from './ray/from-ray.ts'
import type { ImportedStudy } from './imported-study.ts'
import type { OptunaStudy } from './optuna/optuna-study.ts'
import type { SourceKind } from './recognise.ts'

export interface ReadOptions extends RayOptions {
  /** Which study of a file that has several. */
  readonly study?: string | undefined
}

/**
 * Reads a study of another program, whichever it is.
 * @param path Absolute.
 * @throws {ConfigurationError} `IMPORT_STUDY_REQUIRED` when there are several studies and none is named,
 * `IMPORT_STUDY_NOT_FOUND`, `IMPORT_EMPTY` when there are no trials, and what {@link recognise} and the
 * readers throw.
 */
export function readSource(
  path: string,
  options: ReadOptions,
): { readonly kind: SourceKind; readonly study: ImportedStudy } {
  const kind = recognise(path)
  const study = read(path, kind, options)
  if (study.trials.length === 0) {
    throw new ConfigurationError(
      'IMPORT_EMPTY',
      `The study ${JSON.stringify(study.name)} in ${path} has no trials: there is nothing to import.`,
    )
  }
  return { kind, study }
}

function read(path: string, kind: SourceKind, options: ReadOptions): ImportedStudy {
  if (kind === 'ray') return fromRay(path, options)
  const { studies, remarks } =
    kind === 'optuna-journal'
      ? readOptunaJournal(path)
      : { studies: readOptunaDatabase(path), remarks: [] }
  const imported = fromOptuna(choose(path, studies, options.study), options)
  return { ...imported, remarks: [...remarks, ...imported.remarks] }
}

function choose(path: string, studies: readonly OptunaStudy[], wanted?: string): OptunaStudy {
  const names = studies.map(({ name }) => JSON.stringify(name)).join(', ')
  const [first] = studies
  if (first === undefined) {
    throw new ConfigurationError(
      'IMPORT_EMPTY',
      `${path} holds no study: there is nothing to import.`,
    )
  }
  if (wanted === undefined) {
    if (studies.length === 1) return first
    throw new ConfigurationError(
      'IMPORT_STUDY_REQUIRED',
      `${path} holds ${studies.length} studies: ${names}. Say which one with --study.`,
    )
  }
  const found = studies.find(({ name }) => name === wanted)
  if (found) return found
  throw new ConfigurationError(
    'IMPORT_STUDY_NOT_FOUND',
    `There is no study ${JSON.stringify(wanted)} in ${path}. There are: ${names}.`,
  )
}
