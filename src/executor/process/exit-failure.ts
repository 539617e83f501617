import { statSync } from 'node:fs'
import type { TrialFailure } from '../../protocol/messages.ts'
import type { LastWords } from '../executor.ts'
import type { ExitStatus } from './child-process.ts'

/** What is known about an attempt whose process ended without saying how its trial went. */
export interface ExitFacts {
  /** Whose process it was, e.g. `The trial` or `Rank 1 of 4`. */
  readonly who: string
  readonly argv: readonly string[]
  readonly cwd: string | undefined
  readonly status: ExitStatus
  /** How many results it gave. */
  readonly reports: number
  /** Where a person can read more; undefined when output is discarded. */
  readonly logFile: string | undefined
  readonly lastWords: LastWords
  /** What to do so that there are results. */
  readonly advice: string
}

/** Why a process that was not told to end is a failure; undefined when it is none. */
export function exitFailure(facts: ExitFacts): TrialFailure | undefined {
  const { who, status } = facts
  const { code, signal, error } = status
  if (error) return failure(facts, 'SPAWN_FAILED', couldNotStart(facts, error))
  if (signal === 'SIGKILL') {
    const message =
      `${who} was killed by SIGKILL, which this study did not send: most likely the system ran out of ` +
      'memory. Ask for fewer trials at once, or for less memory in each.'
    return failure(facts, 'KILLED_BY_SIGNAL', message)
  }
  if (signal) return failure(facts, 'KILLED_BY_SIGNAL', `${who} was ended by ${signal}.`)
  if (code === null) {
    const message =
      `${who} ended without a word, and how it did is not known: the process that had forked it ` +
      'was killed before. Most likely the system ran out of memory.'
    return failure(facts, 'EXIT_CODE', message)
  }
  if (code !== 0) return failure(facts, 'EXIT_CODE', `${who} exited with code ${code}.`)
  if (facts.reports > 0) return undefined
  const where = facts.logFile === undefined ? '' : ` Its output is in ${facts.logFile}.`
  return failure(
    facts,
    'NO_RESULT',
    `The trial exited with code 0, but gave no result.${where} ${facts.advice}`,
  )
}

function couldNotStart({ who, argv, cwd }: ExitFacts, error: Error): string {
  const [program = ''] = argv
  const { code } = error as NodeJS.ErrnoException
  if (cwd !== undefined && !statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return `${who} could not be started: its working directory ${cwd} does not exist.`
  }
  if (code === 'ENOENT') {
    return `${who} could not be started: there is no program ${JSON.stringify(program)} on the PATH.`
  }
  if (code === 'EACCES') {
    return `${who} could not be started: ${program} is not executable.`
  }
  if (code === 'E2BIG') {
    return `${who} could not be started: its arguments and environment are too long for the system. Read params.json instead.`
  }
  return `${who} could not be started: ${error.message}`
}

function failure(facts: ExitFacts, code: string, message: string): TrialFailure {
  return {
    name: 'TrialError',
    code,
    message,
    ...facts.lastWords,
  }
}
