import { basename } from 'node:path'
import { draw } from '../../tuner/blueprint.ts'
import { readStudy } from '../../tuner/stored-study.ts'
import { amendedBy } from '../resume/amended.ts'
import { checked, readFile } from '../run/read-file.ts'
import { looksLikeStudyFile, assertStudyFile } from '../run/study-file-path.ts'
import { studyName } from '../running/study-name.ts'
import { studyPath } from '../study-path.ts'
import { measuredPace } from './measured-pace.ts'
import { recordedBlueprint } from './recorded-blueprint.ts'
import type { StudyFile } from '../../config/read-study-file.ts'
import type { Blueprint } from '../../tuner/blueprint.ts'
import type { Cli } from '../cli.ts'
import type { Pace } from './estimate.ts'

/** What is to be planned. */
export interface PlanTarget {
  /** What to call it. */
  readonly name: string
  readonly blueprint: Blueprint
  /** How long its trials have taken so far. */
  readonly measured: Pace
}

/**
 * What a user wants a plan of: a study file, or a study that there is already.
 * @param overrides `key.path=value`, for what shall be otherwise.
 * @throws {ConfigurationError} for what is wrong with a study file; `PART_REQUIRED` for a study of whose
 * options a part was code.
 */
export function planTarget(cli: Cli, named: string, overrides: readonly string[]): PlanTarget {
  if (looksLikeStudyFile(cli, named)) {
    assertStudyFile(cli, named)
    const file = readFile(cli, { path: named, overrides })
    return fileTarget(file)
  }
  const dir = studyPath(cli, named)
  const study = readStudy(dir)
  try {
    return {
      name: studyName(cli, dir),
      blueprint: recordedBlueprint(study, amendedBy(cli, dir, { overrides, passing: [] }).changes),
      measured: measuredPace(study.view.trials),
    }
  } finally {
    study.close()
  }
}

/** A study file, checked as a tuner checks it. */
export function fileTarget(file: StudyFile): PlanTarget {
  const blueprint = checked(file, () => draw(file.trainable, file.options))
  return { name: file.options.runConfig?.name ?? basename(file.path), blueprint, measured: {} }
}
