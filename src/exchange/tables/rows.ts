import { flatten } from '../../math/flatten.ts'
import { configAt } from '../../study/exploit-record.ts'
import type { Result } from '../../math/score.ts'
import type { TrialView } from '../../study/view.ts'
import type { StoredStudy } from '../../tuner/stored-study.ts'

/** A row of plain values, keyed by flat names. */
export type TableRow = Readonly<Record<string, unknown>>

/** What a table has a row for: each trial, with what it reported last, or each result. */
export type TableContent = 'trials' | 'results'

export interface Table {
  /** Metrics first, then the config, then `logdir` (the trial's id) and `status`. */
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
}

/** The rows of `ResultGrid.getDataframe()`, and what became of each trial; or the same for all results. */
export function toTable(study: StoredStudy, content: TableContent): Table {
  const rows = study.view.trials.flatMap((trial) =>
    content === 'trials'
      ? [toRow(trial, trial.lastResult ?? {}, trial.config)]
      : study
          .history(trial)
          .map(({ result }) => toRow(trial, result, configOf(study, trial, result))),
  )
  const metrics = new Set<string>()
  const configs = new Set<string>()
  for (const row of rows) {
    for (const key of Object.keys(row)) (key.startsWith('config/') ? configs : metrics).add(key)
  }
  for (const last of LAST) metrics.delete(last)
  return { columns: [...metrics, ...configs, ...(rows.length > 0 ? LAST : [])], rows }
}

const LAST = ['logdir', 'status'] as const

function toRow(trial: TrialView, result: Result, config: unknown): TableRow {
  const { config: _, ...metrics } = result
  return { ...flatten(metrics), ...flatten({ config }), logdir: trial.id, status: trial.status }
}

/** A trial that became a copy of another had another config before. */
function configOf({ view }: StoredStudy, trial: TrialView, result: Result): unknown {
  const { training_iteration: iteration } = result
  if (view.exploits.length === 0 || typeof iteration !== 'number') return trial.config
  return configAt(view.exploits, trial, iteration)
}
