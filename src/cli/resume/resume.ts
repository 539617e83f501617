import { readStudy } from '../../tuner/stored-study.ts'
import { overridesOf } from '../run/overrides.ts'
import { studyPath } from '../study-path.ts'
import { amendedBy } from './amended.ts'
import { resumeTrials } from './resume-trials.ts'
import { resumeWith } from './resume-with.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { ShortOptions } from '../run/overrides.ts'

/** What `attune resume` takes besides names. */
export interface ResumeOptions extends Omit<ShortOptions, 'name' | 'storage' | 'seed'> {
  readonly errored?: true
  readonly restartErrored?: true
  readonly keys: boolean
  readonly json?: true
}

/** Goes on with a study, or with paused trials of one that is running. */
export async function resume(
  cli: Cli,
  study: string,
  trials: readonly string[],
  options: ResumeOptions,
): Promise<ExitCode | void> {
  if (trials.length > 0) return resumeTrials(cli, study, trials, options)
  const dir = studyPath(cli, study)
  // That a folder holds no study is told first.
  readStudy(dir).close()
  const { keys, json = false, quiet = false, errored = false, restartErrored = false } = options
  return resumeWith(cli, dir, amendedBy(cli, dir, overridesOf(cli, options)), {
    rules: { resumeErrored: errored, restartErrored },
    keys,
    json,
    quiet,
  })
}
