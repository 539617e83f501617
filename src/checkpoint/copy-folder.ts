import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, readlink, realpath, stat, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { TrialError } from '../errors.ts'

/**
 * Copies what is in a folder into another, which is made if need be. A link to something inside the
 * folder stays a link; what another link points to is copied, so that the copy stands by itself. Links
 * that lead nowhere stay as they are; sockets and pipes are left out.
 * @throws {TrialError} `CHECKPOINT_LINK_CYCLE` when a link leads to a folder around itself.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  const root = await realpath(from)
  await copyInto(root, to, [root])
}

/** @param roots Real paths of the folder being copied and of those whose links led here. */
async function copyInto(from: string, to: string, roots: readonly string[]): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) await copyInto(source, target, roots)
    else if (entry.isFile()) await copyContent(source, target)
    else if (entry.isSymbolicLink()) await copyLink(source, target, roots)
  }
}

async function copyLink(source: string, target: string, roots: readonly string[]): Promise<void> {
  const text = await readlink(source)
  const root = roots.at(-1) ?? ''
  const pointsTo = resolve(dirname(source), text)
  if (isInside(pointsTo, root)) {
    // Relative, or it would point into the folder that was copied.
    await symlink(isAbsolute(text) ? relative(dirname(source), pointsTo) : text, target)
    return
  }
  const real = await realpath(source).catch(() => undefined)
  if (real === undefined) {
    await symlink(text, target)
    return
  }
  const found = await stat(real)
  if (found.isFile()) await copyContent(real, target)
  if (!found.isDirectory()) return
  if (roots.some((other) => isInside(other, real))) {
    throw new TrialError(
      'CHECKPOINT_LINK_CYCLE',
      `The checkpoint cannot be copied: the link ${source} leads to ${real}, which contains it. ` +
        'Remove the link.',
    )
  }
  await copyInto(real, target, [...roots, real])
}

/** Shares the blocks where the file system can, which costs neither time nor space. */
async function copyContent(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE)
}

/** Whether a path is a folder or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
