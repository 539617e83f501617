import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { copyFolder } from '../checkpoint/copy-folder.ts'
import { ConfigurationError } from '../errors.ts'
import { rebuildFiles } from '../logger/default-loggers.ts'
import { writeParams } from '../logger/params.ts'
import { createStudy, hasStudy } from '../tuner/study-folder.ts'
import { readStudy } from '../tuner/stored-study.ts'
import { newIdPrefix, trialId } from '../tuner/trial-ids.ts'
import { toEvents } from './to-events.ts'
import type { StudyRecord } from '../tuner/study-folder.ts'
import type { ImportedStudy, ImportedTrial } from './imported-study.ts'

/** Events in one transaction. */
const BATCH = 4096

export interface WriteStudyOptions {
  /** Folder in which the study's folder is made. */
  readonly root: string
  readonly name: string
  /** What the trainable is called with which the study can go on. */
  readonly trainableName: string
}

/**
 * Makes a study folder of an imported study, with the files of its trials. A failure leaves nothing of
 * it behind.
 * @returns The folder's absolute path.
 * @throws {ConfigurationError} `STUDY_EXISTS`.
 */
export async function writeStudy(
  imported: ImportedStudy,
  { root, name, trainableName }: WriteStudyOptions,
): Promise<string> {
  const dir = join(root, name)
  if (hasStudy(dir)) {
    throw new ConfigurationError(
      'STUDY_EXISTS',
      `There is a study in ${dir} already. Choose another name with --name.`,
    )
  }
  const isNew = !existsSync(dir)
  const idPrefix = newIdPrefix()
  const ids = imported.trials.map((trial, i) => trial.id ?? trialId(idPrefix, i))
  try {
    const { storage } = createStudy(root, recordOf(imported, { name, idPrefix, trainableName }))
    try {
      const events = toEvents(imported.trials, ids)
      for (let i = 0; i < events.length; i += BATCH) storage.append(events.slice(i, i + BATCH))
      const { keepsake } = imported
      if (keepsake) storage.setMeta(keepsake.key, keepsake.make(ids))
    } finally {
      storage.close()
    }
    await writeFiles(dir, imported.trials)
  } catch (error) {
    if (isNew && existsSync(dir)) rmSync(dir, { recursive: true, force: true })
    throw error
  }
  return dir
}

function recordOf(
  { objectives, paramSpace, isSpaceKnown, trials }: ImportedStudy,
  identity: Pick<StudyRecord, 'name' | 'idPrefix' | 'trainableName'>,
): Omit<StudyRecord, 'format'> {
  const several = objectives.length > 1
  const metrics = objectives.map((objective) => objective.metric)
  const modes = objectives.map((objective) => objective.mode)
  return {
    ...identity,
    seed: 0,
    // It is the other program's, and was code.
    trainable: { target: { $code: true } },
    paramSpace,
    tuneConfig: {
      ...(objectives.length === 0
        ? {}
        : { metric: several ? metrics : metrics[0], mode: several ? modes : modes[0] }),
      numSamples: trials.length,
      ...(isSpaceKnown ? { searchAlg: { name: 'auto', options: {} } } : {}),
    },
    runConfig: {},
  }
}

async function writeFiles(dir: string, trials: readonly ImportedTrial[]): Promise<void> {
  const study = readStudy(dir)
  try {
    for (const [i, trial] of study.view.trials.entries()) {
      if (trial.attempt === 0) continue
      const trialDir = join(dir, trial.name)
      mkdirSync(trialDir, { recursive: true })
      writeParams(trialDir, trial.config)
      const results = study.history(trial).map((row) => row.result)
      await rebuildFiles(study.view, trial, results)
      const source = trials[i]
      if (source) await copyFiles(source, trialDir)
    }
  } finally {
    study.close()
  }
}

async function copyFiles({ folder, attempts }: ImportedTrial, trialDir: string): Promise<void> {
  const errors = folder === undefined ? undefined : join(folder, 'error.txt')
  if (errors !== undefined && existsSync(errors)) copyFileSync(errors, join(trialDir, 'error.txt'))
  for (const { reports } of attempts) {
    for (const { checkpoint } of reports) {
      if (checkpoint !== undefined)
        await copyFolder(checkpoint, join(trialDir, basename(checkpoint)))
    }
  }
}
