import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from '../../errors.ts'
import type { Callback } from '../../logger/callback.ts'
import type { StudyView } from '../../study/view.ts'

/** A study file as it is kept in its study's folder, so that the study can be resumed without it. */
export interface KeptFile {
  /** The text, whatever has become of the file since. */
  readonly text: string
  /** Absolute path that it was read from: relative paths in it are relative to that. */
  readonly path: string
  /** `key.path=value`, all that was said otherwise on the command line, the latest last. */
  readonly overrides: readonly string[]
  /** Absolute path that relative ones in `overrides` are relative to. */
  readonly cwd: string
}

const TEXT = 'study.yaml'
const ORIGIN = 'study-origin.json'

/** Keeps the study file in the study's folder as soon as there is one. */
export class StudyFileKeeper implements Callback {
  readonly #file: KeptFile

  constructor(file: KeptFile) {
    this.#file = file
  }

  onStudyStart({ dir }: StudyView): void {
    const { text, path, overrides, cwd } = this.#file
    // The origin is what makes it complete, and so comes last.
    writeWhole(join(dir, TEXT), text)
    writeWhole(join(dir, ORIGIN), `${JSON.stringify({ path, cwd, overrides }, null, 2)}\n`)
  }
}

/**
 * The study file that is kept in a study's folder; undefined where none is.
 * @throws {StorageError} `KEPT_FILE_UNREADABLE`.
 */
export function readKeptFile(dir: string): KeptFile | undefined {
  const origin = join(dir, ORIGIN)
  if (!existsSync(origin)) return undefined
  try {
    const { path, cwd, overrides } = JSON.parse(readFileSync(origin, 'utf8')) as KeptFile
    return { path, cwd, overrides: [...overrides], text: readFileSync(join(dir, TEXT), 'utf8') }
  } catch (error) {
    throw new StorageError(
      'KEPT_FILE_UNREADABLE',
      `${origin}, or ${TEXT} beside it, cannot be read. Remove ${ORIGIN} to resume the study from what ` +
        'its database says, without its callbacks, loggers and constants.',
      { cause: error },
    )
  }
}

/** A reader, and a tuner that is killed meanwhile, see the old content or the new. */
function writeWhole(path: string, content: string): void {
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, content)
  renameSync(draft, path)
}
