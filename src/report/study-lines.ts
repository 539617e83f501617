import { paretoFront } from '../analyze/pareto-front.ts'
import { isBetter, valueAt } from '../math/score.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import { parameterOf } from './columns.ts'
import { formatNumber } from './format-number.ts'
import { countsText, scoreOf } from './trial-rows.ts'
import { recordText, valueText } from './value-text.ts'
import type { Precision } from './value-text.ts'

/** `12/20 (2 RUNNING, 3 PENDING, 7 TERMINATED)`; without the total when there is no end. */
export function trialCounts(study: StudyView): string {
  const counts = countsText(
    (['RUNNING', 'PAUSED', 'PENDING', 'TERMINATED', 'ERROR'] as const).map(
      (status) => [status, study.counts[status]] as const,
    ),
  )
  const total = Number.isFinite(study.total) ? `/${study.total}` : ''
  return `${study.trials.length}${total}${counts === '' ? '' : ` (${counts})`}`
}

/** `2.0/2 CPUs, 0/0 GPUs`, and custom resources `(1.0/4 license)`. */
export function resourceUsage(study: StudyView): string {
  const { capacity, cpu, gpu, custom } = study.usage
  const all = [
    `${used(cpu, capacity.cpu)} CPUs, ${used(gpu, capacity.gpu)} GPUs`,
    ...Object.entries(capacity.custom).map(
      ([name, amount]) => `${used(custom[name] ?? 0, amount)} ${valueText(name)}`,
    ),
  ]
  return all.length === 1 ? all.join('') : `${all[0]} (${all.slice(1).join(', ')})`
}

function used(amount: number, capacity: number): string {
  const text = formatNumber(amount)
  const share = Number.isInteger(amount) && capacity > 0 ? `${text}.0` : text
  return `${share}/${formatNumber(capacity)}`
}

/** What trials are judged by. */
export function metricsOf(study: StudyView): readonly string[] {
  return study.objectives.map((objective) => objective.metric)
}

/** By what the reporter was told to judge, or else the study. */
export function bestTrial(study: StudyView, reporter: CLIReporter): TrialView | undefined {
  const metric = reporter.metric ?? study.metric
  const mode = reporter.mode ?? study.mode
  if (metric === study.metric && mode === study.mode) return study.best
  if (metric === undefined) return undefined
  let best: TrialView | undefined
  let record = Number.NaN
  for (const trial of study.trials) {
    const score = scoreOf(trial, metric)
    if (!isBetter(score, record, mode)) continue
    best = trial
    record = score
  }
  return best
}

/** With several metrics: the trials that no other one beats in all of them. */
export function bestCompromises(study: StudyView): readonly TrialView[] {
  if (study.objectives.length < 2) return []
  const compared = study.trials.map((trial) => ({
    trial,
    metrics: trial.lastResult,
    error: trial.status === 'ERROR' ? trial.error : undefined,
  }))
  return paretoFront(compared, study.objectives).map(({ trial }) => trial)
}

/** `63ecc_00003 with loss=0.12 and parameters={lr: 0.01}`. */
export function bestText(
  study: StudyView,
  best: TrialView,
  reporter: CLIReporter,
  precision: Precision = 'short',
): string {
  const metrics = reporter.metric === undefined ? metricsOf(study) : [reporter.metric]
  const { lastResult } = best
  const scores =
    lastResult === undefined
      ? []
      : metrics.map(
          (name) => `${valueText(name)}=${valueText(valueAt(lastResult, name), precision)}`,
        )
  const score = scores.length === 0 ? '' : ` with ${scores.join(', ')}`
  const parameters: readonly (readonly [string, unknown])[] =
    reporter.parameterColumns === undefined
      ? Object.entries(best.params)
      : reporter.parameterColumns.map(({ key }) => [key, parameterOf(best, key)])
  return `${valueText(best.id)}${score} and parameters=${recordText(parameters, precision)}`
}
