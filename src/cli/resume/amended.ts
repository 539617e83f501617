import { join } from 'node:path'
import { reject } from '../../option-checks.ts'
import { readKeptFile } from '../run/kept-file.ts'
import { checked, readFile } from '../run/read-file.ts'
import { changes } from './changes.ts'
import type { StudyFile } from '../../config/read-study-file.ts'
import type { RunConfig } from '../../tuner/options.ts'
import type { Cli } from '../cli.ts'
import type { Said } from '../run/overrides.ts'
import type { Changes } from './changes.ts'

/** What is said now about a study that there is already. */
export interface Amended {
  /** Its study file as it is from now on; undefined for a study that was made by a program. */
  readonly file: StudyFile | undefined
  /** All that was said otherwise than in the file, now and before. */
  readonly overrides: readonly string[]
  /** Absolute path that relative ones in `overrides` are relative to. */
  readonly cwd: string
  /** What is different from how it is recorded. */
  readonly changes: Changes
}

/** Says nothing: what is laid over it is all that there is. */
const NOTHING = 'trainable: { command: ["true"] }\n'

/** The study in a folder, with what is said on the command line laid over it. */
export function amendedBy(cli: Cli, dir: string, said: Said): Amended {
  const kept = readKeptFile(dir)
  const { cwd } = kept ?? cli
  const base = kept ?? { path: join(cwd, 'study.yaml'), text: NOTHING, overrides: [], cwd }
  const overrides = [...base.overrides, ...said.overrides]
  const asksPython = false
  const before = readFile(cli, { ...base, asksPython }).options
  const all = [...overrides, ...said.passing]
  const file = readFile(cli, { ...base, overrides: all, asksPython })
  refuseMoving(before.runConfig, file.options.runConfig)
  const different = checked(file, () => changes(before, file.options))
  return { file: kept && file, overrides, cwd, changes: different }
}

/** The study in a folder, as a study file says it now. */
export function amendedTo(
  cli: Cli,
  dir: string,
  { file, overrides }: { readonly file: StudyFile; readonly overrides: readonly string[] },
): Amended {
  const kept = readKeptFile(dir)
  const before = kept === undefined ? undefined : readFile(cli, kept).options
  const different = checked(file, () => changes(before, file.options))
  return { file, overrides, cwd: cli.cwd, changes: different }
}

function refuseMoving(before: RunConfig = {}, after: RunConfig = {}): void {
  const advice = 'Move or rename the folder instead.'
  if (before.name !== after.name) reject('attune resume', 'name', after.name, advice)
  if (before.storagePath === after.storagePath) return
  reject('attune resume', 'storage', after.storagePath, advice)
}
