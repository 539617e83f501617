import { ConfigurationError, show } from '../../errors.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import type { TrialStatus } from '../../study/events.ts'
import type { Choice } from './choose-trials.ts'

/** Options of `attune show`, as the command line has them. */
export interface ShowOptions {
  readonly filter: readonly string[]
  readonly columns?: string
  readonly sort?: string
  readonly desc?: boolean
  readonly asc?: boolean
  readonly limit?: number
  readonly status?: string
  readonly json?: boolean
  readonly watch?: boolean
}

const STATUSES: readonly TrialStatus[] = ['PENDING', 'RUNNING', 'PAUSED', 'TERMINATED', 'ERROR']

/** Which trials are asked for. @param rows How many, at most, unless told otherwise. */
export function choiceOf(options: ShowOptions, rows: number): Choice {
  const { filter, sort, asc, desc, limit = rows, status } = options
  return {
    filter,
    sort,
    direction: desc ? 'desc' : asc ? 'asc' : undefined,
    limit,
    status: status === undefined ? undefined : statusOf(status),
  }
}

/** Names of the columns that are asked for; undefined for the usual ones. */
export function columnsOf({ columns }: ShowOptions): readonly string[] | undefined {
  const names = columns?.split(',').map((name) => name.trim())
  return names?.filter((name) => name !== '')
}

function statusOf(text: string): TrialStatus {
  const found = STATUSES.find((status) => status === text.toUpperCase())
  if (found) return found
  const nearest = nearestWord(text, STATUSES)
  throw new ConfigurationError(
    'INVALID_OPTION',
    `--status is ${show(text)}, but the status of a trial is one of ${STATUSES.join(', ')}.` +
      (nearest === undefined ? '' : ` Did you mean ${nearest}?`),
    { path: ['status'] },
  )
}
