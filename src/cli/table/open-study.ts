import { connectToStudy } from '../../control/client.ts'
import { readStudy } from '../../tuner/stored-study.ts'
import { studyPath } from '../study-path.ts'
import type { StoredStudy } from '../../tuner/stored-study.ts'
import type { Cli } from '../cli.ts'

/** How a study stands, in a word. */
export type StudyStateWord = 'running' | 'finished' | 'failed' | 'interrupted'

/** A study as it is read by a command, which must close it. */
export interface ReadStudy extends StoredStudy {
  readonly state: StudyStateWord
}

/**
 * Reads the study that a user names. Trials that a killed tuner left running wait to be continued.
 * @throws {StorageError} `STUDY_NOT_FOUND` and what else `readStudy` throws.
 */
export async function openStudyOf(cli: Cli, study: string): Promise<ReadStudy> {
  return readStudyAt(studyPath(cli, study))
}

/** The same of a folder. */
export async function readStudyAt(dir: string): Promise<ReadStudy> {
  // Asked first: a tuner that ends in between has written down what became of its trials.
  const isRunning = await hasTuner(dir)
  const stored = readStudy(dir, { abandoned: !isRunning })
  return Object.assign(stored, { state: stateOf(stored, isRunning) })
}

/** Whether a tuner on this machine runs the study in a folder. */
export async function hasTuner(dir: string): Promise<boolean> {
  const client = await connectToStudy(dir)
  client?.close()
  return client !== undefined
}

function stateOf({ ending }: StoredStudy, isRunning: boolean): StudyStateWord {
  if (isRunning) return 'running'
  return ending === 'open' ? 'interrupted' : ending
}
