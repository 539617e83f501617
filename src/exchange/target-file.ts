import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigurationError, StorageError, messageOf } from '../errors.ts'

/**
 * Writes a file that was not there before, or replaces it: whole, or not at all.
 * @param path Absolute. Its folder is made if need be.
 * @param write Is given the path of a file that does not exist.
 * @throws {ConfigurationError} `EXPORT_EXISTS` when there is a file and `force` is not set.
 * @throws {StorageError} `EXPORT_NOT_WRITTEN`.
 */
export async function writeTarget(
  path: string,
  {
    force,
    write,
  }: { readonly force: boolean; readonly write: (path: string) => Promise<void> | void },
): Promise<void> {
  if (existsSync(path) && !force) {
    throw new ConfigurationError(
      'EXPORT_EXISTS',
      `${path} exists already. Give another --out, or replace it with --force.`,
    )
  }
  const temporary = `${path}.new`
  try {
    mkdirSync(dirname(path), { recursive: true })
    rmSync(temporary, { force: true })
    await write(temporary)
    renameSync(temporary, path)
  } catch (cause) {
    discard(temporary)
    const reason = messageOf(cause)
    throw new StorageError('EXPORT_NOT_WRITTEN', `${path} cannot be written: ${reason}.`, { cause })
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // It could not even be made: what failed before says why.
  }
}
