import { mkdtemp, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { TrialError } from '../errors.ts'
import { copyFolder } from './copy-folder.ts'

/** A folder that holds what a trial needs to continue, or to be used when it is done. */
export class Checkpoint {
  /** Absolute path of the folder. */
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  /**
   * A checkpoint that is what lies in a folder. Nothing is read or copied.
   * @param path Relative paths are taken from the working directory.
   */
  static fromDirectory(path: string): Checkpoint {
    return new Checkpoint(resolve(path))
  }

  /** The folder itself. Read from it and leave it as it is; {@link toDirectory} gives a copy. */
  asDirectory(): string {
    return this.path
  }

  /**
   * Copies the content, and gives the absolute path of the copy.
   * @param destination Made if need be; what is in it under other names stays. Default: a new
   * temporary folder, which is the caller's to remove.
   * @throws {TrialError} `CHECKPOINT_NOT_FOUND` when there is no such folder.
   */
  async toDirectory(destination?: string): Promise<string> {
    await assertFolder(this.path)
    const to =
      destination === undefined
        ? await mkdtemp(join(tmpdir(), 'attune-checkpoint-'))
        : resolve(destination)
    await copyFolder(this.path, to)
    return to
  }

  toString(): string {
    return `Checkpoint(${this.path})`
  }
}

/** @throws {TrialError} `CHECKPOINT_NOT_FOUND` */
export async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() === true) return
  throw new TrialError(
    'CHECKPOINT_NOT_FOUND',
    found
      ? `The checkpoint ${path} is not a folder. Give the folder that holds its files.`
      : `There is no checkpoint folder ${path}. Write the files before they are reported.`,
  )
}
