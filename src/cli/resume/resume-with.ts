import { Tuner } from '../../tuner/tuner.ts'
import { fit } from '../run/fit.ts'
import { prepare, reporterOf } from '../run/prepare.ts'
import { checked } from '../run/read-file.ts'
import type { RestoreOptions } from '../../tuner/record.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Amended } from './amended.ts'

/** How a study is gone on with. */
export interface Manner {
  readonly rules?: Pick<RestoreOptions, 'resumeErrored' | 'restartErrored'>
  /** Whether the live view listens to keys. */
  readonly keys: boolean
  readonly json: boolean
  readonly quiet: boolean
}

/** Goes on with the study in a folder. */
export async function resumeWith(
  cli: Cli,
  dir: string,
  { file, overrides, cwd, changes: { tuneConfig, runConfig } }: Amended,
  { rules, keys, json, quiet }: Manner,
): Promise<ExitCode> {
  const withKeys = keys && !json
  const parts =
    file === undefined
      ? reporterOf(undefined, withKeys)
      : await prepare(file, { overrides, cwd, keys: withKeys })
  const restore = (): Tuner<object> =>
    Tuner.restore(dir, file?.trainable, {
      ...rules,
      tuneConfig,
      runConfig: { ...runConfig, ...parts },
    })
  const tuner = file === undefined ? restore() : checked(file, restore)
  return fit(cli, tuner, { json, quiet })
}
