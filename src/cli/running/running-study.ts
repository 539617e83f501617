import { connectToStudy } from '../../control/client.ts'
import { ConfigurationError } from '../../errors.ts'
import { readStudy } from '../../tuner/stored-study.ts'
import { studyPath } from '../study-path.ts'
import { findTrial } from './find-trial.ts'
import { isLocked } from './is-locked.ts'
import { studyName } from './study-name.ts'
import type { StudyClient } from '../../control/client.ts'
import type { StoredStudy } from '../../tuner/stored-study.ts'
import type { Cli } from '../cli.ts'

/** A study that a tuner on this machine runs, and the way to that tuner. */
export interface RunningStudy {
  readonly dir: string
  /** As the user may name it on the command line, e.g. `digits`. */
  readonly name: string
  readonly client: StudyClient
  /** Ids of the trials that the user names. */
  readonly trialIds: readonly string[]
}

/**
 * Does something with a study that is running.
 * @param trials How the user names the trials that it is about.
 * @throws {StorageError} `STUDY_NOT_FOUND`.
 * @throws {ConfigurationError} `STUDY_NOT_RUNNING`, which says what it is instead; `UNKNOWN_TRIAL`.
 */
export async function withRunningStudy<T>(
  cli: Cli,
  { study, trials = [] }: { readonly study: string; readonly trials?: readonly string[] },
  then: (running: RunningStudy) => Promise<T>,
): Promise<T> {
  const dir = studyPath(cli, study)
  // First, for a folder without a study is something else than a study that does not run.
  const known = readStudy(dir)
  let trialIds: readonly string[]
  let name: string
  let otherwise: string
  try {
    name = studyName(cli, dir)
    trialIds = trials.map((trial) => findTrial(known.view.trials, trial).id)
    otherwise = whatItIs(known, name)
  } finally {
    known.close()
  }
  const client = await connectToStudy(dir)
  if (client === undefined) {
    throw new ConfigurationError(
      'STUDY_NOT_RUNNING',
      isLocked(dir)
        ? `The study ${name} is running, but its tuner cannot be reached from here. Go to its machine.`
        : `The study ${name} is not running: ${otherwise}`,
      { path: ['study'] },
    )
  }
  try {
    return await then({ dir, name, client, trialIds })
  } finally {
    client.close()
  }
}

function whatItIs({ view, isComplete }: StoredStudy, name: string): string {
  const { counts, trials } = view
  const done = counts.TERMINATED + counts.ERROR
  if (isComplete) {
    return `it is finished, with ${trials.length} trials. For more: attune resume ${name} --trials N`
  }
  return (
    `it was interrupted, with ${done} of its ${trials.length} trials done. ` +
    `To go on: attune resume ${name}`
  )
}
