import { Tuner } from '../../tuner/tuner.ts'
import { fit } from '../run/fit.ts'
import { prepare } from '../run/prepare.ts'
import { checked } from '../run/read-file.ts'
import { reporterFor } from '../run/terminal.ts'
import type { RestoreOptions } from '../../tuner/record.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../run/terminal.ts'
import type { Amended } from './amended.ts'

/** How a study is gone on with. */
export interface Manner extends Terminal {
  readonly rules?: Pick<RestoreOptions, 'resumeErrored' | 'restartErrored'>
  readonly quiet: boolean
}

/** Goes on with the study in a folder. */
export async function resumeWith(
  cli: Cli,
  dir: string,
  { file, overrides, cwd, changes: { tuneConfig, runConfig } }: Amended,
  { rules, keys, json, quiet }: Manner,
): Promise<ExitCode> {
  const terminal = { keys, json }
  const parts =
    file === undefined
      ? { progressReporter: reporterFor(terminal) }
      : await prepare(file, { overrides, cwd, terminal })
  const restore = (): Tuner<object> =>
    Tuner.restore(dir, file?.trainable, {
      ...rules,
      tuneConfig,
      runConfig: { ...runConfig, ...parts },
    })
  const tuner = file === undefined ? restore() : checked(file, restore)
  return fit(cli, tuner, { quiet })
}
