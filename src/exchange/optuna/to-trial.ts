import { valueOf } from './distribution.ts'
import { nest } from './config-paths.ts'
import { readPythonJson } from '../python-numbers.ts'
import type { Result } from '../../math/score.ts'
import type {
  ImportedAttempt,
  ImportedEnd,
  ImportedReport,
  ImportedTrial,
} from '../imported-study.ts'
import type { OptunaTrial } from './optuna-study.ts'

/** What is the same for all trials of a study, or follows from the study. */
export interface TrialFrame {
  /** One for each objective. */
  readonly metrics: readonly string[]
  readonly stepOffset: number
  /** Our flat path of each parameter. */
  readonly paths: ReadonlyMap<string, string>
  /** Paths that are no params: they had one value only. */
  readonly constants: ReadonlySet<string>
  /** Values by name that the trial is to be given. */
  readonly fixed: Readonly<Record<string, unknown>>
}

/** A trial of Optuna's as one of ours. */
export function toTrial(trial: OptunaTrial, frame: TrialFrame): ImportedTrial {
  const { paths, constants, fixed } = frame
  const values = new Map<string, unknown>()
  for (const [name, value] of Object.entries(fixed)) values.set(paths.get(name) ?? name, value)
  for (const [name, { stored, distribution }] of trial.params) {
    values.set(paths.get(name) ?? name, valueOf(distribution, stored))
  }
  return {
    config: nest(values),
    params: Object.fromEntries([...values].filter(([path]) => !constants.has(path))),
    attempts: attemptsOf(trial, frame),
  }
}

function attemptsOf(trial: OptunaTrial, frame: TrialFrame): readonly ImportedAttempt[] {
  const startedAt = trial.startedAt ?? trial.completedAt
  if (trial.state === 'WAITING' || startedAt === undefined) return []
  const at = Math.max(trial.completedAt ?? startedAt, startedAt)
  return [
    { startedAt, from: 0, reports: reportsOf(trial, frame, startedAt, at), end: endOf(trial, at) },
  ]
}

function reportsOf(
  trial: OptunaTrial,
  { metrics, stepOffset }: TrialFrame,
  startedAt: number,
  completedAt: number,
): readonly ImportedReport[] {
  const steps = [...trial.intermediate]
  const share = (completedAt - startedAt) / Math.max(steps.length, 1)
  const reports = steps.map(([step, value], i): ImportedReport => {
    const at = i === steps.length - 1 ? completedAt : startedAt + share * (i + 1)
    const result = { [metrics[0] ?? 'value']: value, training_iteration: step + stepOffset }
    return { at, result }
  })
  const last = reports.at(-1)
  const { values } = trial
  const isSaid =
    values === undefined || (values.length === 1 && Object.is(values[0], steps.at(-1)?.[1]))
  if (!isSaid) {
    const iteration = (steps.at(-1)?.[0] ?? -stepOffset) + stepOffset + 1
    const result = Object.fromEntries(
      values.map((value, i) => [metrics[i] ?? `values_${i}`, value]),
    )
    reports.push({ at: completedAt, result: { ...result, training_iteration: iteration } })
  } else if (last === undefined) return []
  // What is known of the whole trial goes with what it said last.
  const closing = reports.pop()
  return closing === undefined
    ? reports
    : [
        ...reports,
        { at: closing.at, result: { ...closing.result, ...wholeOf(trial, startedAt, closing.at) } },
      ]
}

function wholeOf({ userAttrs }: OptunaTrial, startedAt: number, at: number): Result {
  const seconds = (at - startedAt) / 1000
  const attrs = Object.fromEntries([...userAttrs].map(([key, json]) => [key, readPythonJson(json)]))
  return {
    time_total_s: seconds,
    timestamp: Math.floor(at / 1000),
    ...(userAttrs.size === 0 ? {} : { user_attrs: attrs }),
  }
}

function endOf({ state }: OptunaTrial, at: number): ImportedEnd {
  switch (state) {
    case 'COMPLETE':
      return { at, cause: 'completed', outcome: 'TERMINATED' }
    case 'PRUNED':
      return {
        at,
        cause: 'stopped',
        outcome: 'TERMINATED',
        reason: 'pruned by Optuna',
        pruned: true,
      }
    case 'FAIL': {
      const message = 'The trial failed in Optuna, which does not store why.'
      const error = { name: 'TrialError', code: 'TRIAL_FAILED', message }
      return { at, cause: 'error', outcome: 'ERROR', error }
    }
    default:
      return { at, cause: 'killed', outcome: 'PENDING' }
  }
}
