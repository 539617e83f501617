import { CLIReporter } from '../../report/cli-reporter.ts'
import { Columns } from '../../report/columns.ts'
import { metricsOf } from '../../report/study-lines.ts'
import { fittedTable } from './fitted-table.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Field } from './fitted-table.ts'
import type { Look } from './look.ts'
import type { TrialKey } from './trial-keys.ts'

export interface TrialTableOptions {
  readonly look: Look
  /** @defaultValue id and status, what the search chose, the usual metrics */
  readonly columns?: readonly TrialKey[] | undefined
}

/** The trials as a table, in the order given; empty without any. */
export function trialTable(
  study: StudyView,
  trials: readonly TrialView[],
  { look, columns }: TrialTableOptions,
): string[] {
  if (trials.length === 0) return []
  const chosen = columns?.map(({ key, value }) => ({ title: key, value, required: true }))
  const { lines, remarks } = fittedTable(trials, chosen ?? usualFields(study, trials), look)
  const styled = lines.map((line, i) => {
    const trial = trials[i - 3]
    return trial === undefined ? line : style(line, trial, study, look)
  })
  return [...styled, ...remarks]
}

function usualFields(study: StudyView, trials: readonly TrialView[]): Field<TrialView>[] {
  const columns = new Columns(new CLIReporter(), metricsOf(study))
  const known = new Known()
  for (const trial of trials) if (known.lacks(trial)) columns.observe(trial)
  return [
    { title: 'Trial', value: ({ id }) => id, required: true },
    { title: 'status', value: ({ status }) => status, required: true },
    ...columns.parameters,
    ...columns.metrics,
  ]
}

/** What the trials before had: thousands have the same, and looking closer at each takes long. */
class Known {
  readonly #params = new Set<string>()
  readonly #metrics = new Set<string>()

  /** Whether a trial has what none before it had. */
  lacks({ params, lastResult = {} }: TrialView): boolean {
    let isNew = false
    for (const key of Object.keys(params)) {
      if (this.#params.has(key)) continue
      this.#params.add(key)
      isNew = true
    }
    for (const key of Object.keys(lastResult)) {
      if (this.#metrics.has(key)) continue
      const value = lastResult[key]
      // Only numbers become columns; of objects each may hold others.
      if (typeof value === 'number') this.#metrics.add(key)
      else if (typeof value !== 'object' || value === null) continue
      isNew = true
    }
    return isNew
  }
}

function style(line: string, trial: TrialView, study: StudyView, { palette }: Look): string {
  if (trial === study.best) return palette.bold(palette.green(line))
  if (trial.status === 'ERROR') return palette.red(line)
  return trial.status === 'PENDING' || trial.status === 'PAUSED' ? palette.dim(line) : line
}
