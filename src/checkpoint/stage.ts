import { mkdirSync, realpathSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TrialError } from '../errors.ts'
import { assertFolder } from './checkpoint.ts'
import { PARTIAL_SUFFIX, stagedNames } from './folder-names.ts'
import { copyFolder, isInside } from './copy-folder.ts'
import type { Checkpoint } from './checkpoint.ts'

/** Content for a checkpoint: a folder that is copied, or a function that fills the one it is given. */
export type CheckpointSource = Checkpoint | ((dir: string) => void | Promise<void>)

/**
 * Writes a checkpoint's content into the trial's folder, ready to be committed by the tuner. Under
 * its final name the folder is complete, whatever happens to the process that wrote it.
 *
 * @param attempt Together with `seq`, the number of the report, names the folder.
 * @returns The folder's name, e.g. `.checkpoint_1_17`.
 * @throws {TrialError} `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_CONTAINS_TRIAL`, `CHECKPOINT_LINK_CYCLE`;
 * and whatever the function throws. Nothing is left behind then.
 */
export async function stageCheckpoint(
  source: CheckpointSource,
  trialDir: string,
  attempt: number,
  seq: number,
): Promise<string> {
  const name = `${stagedNames(attempt)}${seq}`
  const staged = join(trialDir, name)
  const partial = staged + PARTIAL_SUFFIX
  await remove(partial, staged)
  try {
    mkdirSync(partial, { recursive: true })
    if (typeof source === 'function') await source(partial)
    else await copyCheckpoint(source.path, partial, trialDir)
    renameSync(partial, staged)
  } catch (error) {
    await remove(partial)
    throw error
  }
  return name
}

async function copyCheckpoint(source: string, partial: string, trialDir: string): Promise<void> {
  await assertFolder(source)
  if (isInside(realpathSync(trialDir), realpathSync(source))) {
    throw new TrialError(
      'CHECKPOINT_CONTAINS_TRIAL',
      `The checkpoint folder ${source} contains the trial's own folder, and would be copied into ` +
        'itself. Write the files into a folder of their own.',
    )
  }
  await copyFolder(source, partial)
}

async function remove(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true })
}
