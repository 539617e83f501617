import { selectRows } from '../../report/trial-rows.ts'
import { filterTrials } from '../table/filter.ts'
import { sortTrials } from '../table/sort.ts'
import { trialKey } from '../table/trial-keys.ts'
import type { TrialStatus } from '../../study/events.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Direction } from '../table/sort.ts'

export interface Choice {
  /** Conditions that must all hold. */
  readonly filter: readonly string[]
  readonly status?: TrialStatus | undefined
  /** Column to sort by. @defaultValue as the trials came */
  readonly sort?: string | undefined
  readonly direction?: Direction | undefined
  /** How many at most. */
  readonly limit: number
}

export interface ChosenTrials {
  readonly shown: readonly TrialView[]
  /** How many were chosen, shown or not. */
  readonly count: number
}

/**
 * The trials that a user wants to see, in order. Where there are more than the limit and no order was asked
 * for, each status has its share of rows, the best of it where there is one metric.
 * @throws {ConfigurationError} `INVALID_FILTER`, `UNKNOWN_COLUMN`.
 */
export function chooseTrials(study: StudyView, choice: Choice): ChosenTrials {
  const { status, sort, direction, limit } = choice
  const filtered = filterTrials(study.trials, choice.filter).filter(
    (trial) => status === undefined || trial.status === status,
  )
  const count = filtered.length
  if (sort !== undefined || direction !== undefined) {
    const key = trialKey(study.trials, sort ?? study.metric ?? 'number')
    const sorted = sortTrials(filtered, key, { study, direction })
    return { shown: sorted.slice(0, limit), count }
  }
  if (count <= limit) return { shown: filtered, count }
  const { metric, mode, best } = study
  const counts: Record<TrialStatus, number> = {
    RUNNING: 0,
    PAUSED: 0,
    PENDING: 0,
    TERMINATED: 0,
    ERROR: 0,
  }
  for (const trial of filtered) counts[trial.status] += 1
  const { shown } = selectRows(
    { ...study, trials: filtered, counts },
    {
      limit,
      sortBy: metric === undefined ? undefined : { metric, mode },
      best: best !== undefined && filtered.includes(best) ? best : undefined,
    },
  )
  return { shown, count }
}
