import { join } from 'node:path'
import { hasStudy } from '../../tuner/study-folder.ts'
import { Tuner } from '../../tuner/tuner.ts'
import { EXIT } from '../exit-codes.ts'
import { fileTarget } from '../plan/target.ts'
import { printPlan } from '../plan/plan.ts'
import { amendedTo } from '../resume/amended.ts'
import { resumeWith } from '../resume/resume-with.ts'
import { storageFolder } from '../study-path.ts'
import { assertNew } from './assert-new.ts'
import { fit } from './fit.ts'
import { overridesOf } from './overrides.ts'
import { prepare } from './prepare.ts'
import { checked, readFile } from './read-file.ts'
import { assertStudyFile } from './study-file-path.ts'
import type { TunerOptions } from '../../tuner/options.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { ShortOptions } from './overrides.ts'

/** What `attune run` takes besides the file. */
export interface RunOptions extends ShortOptions {
  readonly resume?: true
  readonly dryRun?: true
  readonly keys: boolean
  readonly json?: true
}

/** Runs the study of a study file. */
export async function run(cli: Cli, file: string, options: RunOptions): Promise<ExitCode> {
  const { overrides, passing } = overridesOf(cli, options)
  assertStudyFile(cli, file)
  const studyFile = readFile(cli, { path: file, overrides: [...overrides, ...passing] })
  const { name, storagePath: storage = storageFolder(cli) } = studyFile.options.runConfig ?? {}
  const dir = name === undefined ? undefined : join(storage, name)
  const { json = false, quiet = false, keys } = options
  if (options.resume && dir !== undefined && hasStudy(dir)) {
    const amended = amendedTo(cli, dir, { file: studyFile, overrides })
    return resumeWith(cli, dir, amended, { keys, json, quiet })
  }
  if (dir !== undefined) assertNew(cli, dir)
  const parts = await prepare(studyFile, { overrides, cwd: cli.cwd, terminal: { keys, json } })
  const tunerOptions: TunerOptions<unknown> = {
    ...studyFile.options,
    runConfig: { ...studyFile.options.runConfig, ...parts, storagePath: storage },
  }
  const { trainable } = studyFile
  const tuner = checked(studyFile, () => new Tuner(trainable, tunerOptions as TunerOptions<object>))
  if (options.dryRun) {
    printPlan(cli, fileTarget(studyFile), { json })
    return EXIT.ok
  }
  return fit(cli, tuner, { quiet })
}
