import { readFileSync } from 'node:fs'
import { ConfigurationError, show } from '../../errors.ts'
import { readPythonJson } from '../python-numbers.ts'
import { JournalFold } from './journal-fold.ts'
import type { JournalLog } from './journal-fold.ts'
import type { OptunaStudy } from './optuna-study.ts'

export interface OptunaJournal {
  readonly studies: readonly OptunaStudy[]
  /** What was passed over, in sentences. */
  readonly remarks: readonly string[]
}

/**
 * All studies in an Optuna journal file. A last line that was cut short, as a machine that loses its
 * power leaves it, is left out and named in the remarks; Optuna itself could not read such a file once
 * another line follows.
 * @throws {ConfigurationError} `OPTUNA_JOURNAL_DAMAGED` when a line before the last cannot be read.
 */
export function readOptunaJournal(path: string): OptunaJournal {
  const lines = readFileSync(path, 'utf8').split('\n')
  // A whole file ends with a newline, after which there is nothing.
  const rest = lines.pop() ?? ''
  const fold = new JournalFold()
  const remarks: string[] = []
  for (const [i, line] of lines.entries()) {
    const log = readLine(line)
    if (log !== undefined) fold.add(log)
    else if (i === lines.length - 1 && rest === '') remarks.push(torn(i + 1))
    else if (line.trim() !== '') throw damaged(path, i + 1, line)
  }
  if (rest !== '') {
    const log = readLine(rest)
    if (log === undefined) remarks.push(torn(lines.length + 1))
    else fold.add(log)
  }
  return { studies: fold.studies, remarks }
}

/** Whether a text begins as an Optuna journal does. */
export function isJournalLine(line: string): boolean {
  return readLine(line) !== undefined
}

function readLine(line: string): JournalLog | undefined {
  try {
    const log = readPythonJson(line)
    return typeof log === 'object' && log !== null && 'op_code' in log ? log : undefined
  } catch {
    return undefined
  }
}

function torn(line: number): string {
  return `Line ${line}, the last of the journal, is cut short. What it said is left out.`
}

function damaged(path: string, line: number, text: string): ConfigurationError {
  return new ConfigurationError(
    'OPTUNA_JOURNAL_DAMAGED',
    `Line ${line} of ${path} cannot be read: ${show(text.slice(0, 80))}. It is not the last one, so what ` +
      'follows cannot be trusted. Remove the line from a copy of the file, and import that.',
  )
}
