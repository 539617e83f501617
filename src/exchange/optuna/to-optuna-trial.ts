import { flatten } from '../../math/flatten.ts'
import { numberAt } from '../../math/score.ts'
import { toPythonJson } from '../../logger/python-json.ts'
import { FIXED_PARAMS } from './optuna-study.ts'
import type { Objective, Result } from '../../math/score.ts'
import type { HistoryRow } from '../../study/history.ts'
import type { TrialView } from '../../study/view.ts'
import type { OptunaState, OptunaTrial } from './optuna-study.ts'
import type { TakenConfig } from './param-table.ts'
import type { TrialFacts } from './trial-facts.ts'

export interface TrialSource {
  readonly objectives: readonly Objective[]
  readonly facts: TrialFacts | undefined
  /** Whether it went as far as the schedule lets any trial go. */
  readonly reachedEnd: boolean
  readonly history: readonly HistoryRow[]
  readonly config: TakenConfig
  /** What is taken from a `training_iteration` to make a step of it. */
  readonly stepOffset: number
}

export interface MadeTrial {
  readonly trial: OptunaTrial
  readonly remarks: readonly string[]
}

/** Fields of a result that tell about the report, not about what was trained. */
const OURS: ReadonlySet<string> = new Set([
  'training_iteration',
  'time_this_iter_s',
  'time_total_s',
  'time_since_restore',
  'iterations_since_restore',
  'timestamp',
  'date',
  'done',
  'trial_id',
  'pid',
  'hostname',
  'node_ip',
  'checkpoint_dir_name',
  'should_checkpoint',
  'experiment_tag',
])

/** A trial of ours as one of Optuna's. */
export function toOptunaTrial(trial: TrialView, source: TrialSource): MadeTrial {
  const { objectives, facts, config } = source
  const remarks: string[] = []
  const last = trial.lastResult
  const values = objectives.map(({ metric }) => (last && numberAt(last, metric)) ?? Number.NaN)
  const isWhole = values.length > 0 && !values.some(Number.isNaN)
  const state = stateOf(trial, source, isWhole)
  if (state === 'FAIL' && trial.status === 'TERMINATED') {
    remarks.push(
      'Optuna takes no trial without a number for its value: those whose metric is NaN or missing are ' +
        'FAIL there, as Optuna itself does it.',
    )
  }
  if (state === 'RUNNING') {
    remarks.push(
      'Trials that have begun and not ended are RUNNING in Optuna, where nothing ends them.',
    )
  }
  const intermediate = intermediateOf(source)
  const single = objectives.length === 1
  const prunedAt = single ? [...intermediate.values()].at(-1) : undefined
  const hasPrunedValue = prunedAt !== undefined && !Number.isNaN(prunedAt)
  const isOver = trial.status === 'TERMINATED' || trial.status === 'ERROR'
  return {
    trial: {
      state,
      startedAt: state === 'WAITING' ? undefined : (facts?.startedAt ?? facts?.endedAt),
      completedAt: isOver ? (facts?.endedAt ?? facts?.startedAt) : undefined,
      params: state === 'WAITING' ? new Map() : config.params,
      values:
        state === 'COMPLETE'
          ? values
          : state === 'PRUNED' && hasPrunedValue
            ? [prunedAt]
            : undefined,
      intermediate,
      userAttrs: userAttrsOf(trial, source),
      systemAttrs:
        state === 'WAITING'
          ? new Map([[FIXED_PARAMS, toPythonJson(Object.fromEntries(config.values))]])
          : new Map(),
    },
    remarks,
  }
}

function stateOf(
  { status, attempt }: TrialView,
  { facts, reachedEnd }: TrialSource,
  isWhole: boolean,
): OptunaState {
  if (status === 'ERROR') return 'FAIL'
  if (status !== 'TERMINATED') return attempt === 0 ? 'WAITING' : 'RUNNING'
  // What was ended from outside has not shown what it can come to; neither has what never began.
  if (attempt === 0) return 'PRUNED'
  if (!reachedEnd && (facts?.isPruned === true || facts?.isCut === true)) return 'PRUNED'
  return isWhole ? 'COMPLETE' : 'FAIL'
}

function intermediateOf({ objectives, history, stepOffset }: TrialSource): Map<number, number> {
  const steps = new Map<number, number>()
  const [only] = objectives
  // Optuna has intermediate values of a single objective only.
  if (only === undefined || objectives.length > 1) return steps
  for (const [i, { result }] of history.entries()) {
    const value = numberAt(result, only.metric)
    const iteration = result['training_iteration']
    const step = Number.isInteger(iteration) ? (iteration as number) : i + 1
    if (value !== undefined) steps.set(step - stepOffset, value)
  }
  return new Map([...steps].toSorted(([a], [b]) => a - b))
}

function userAttrsOf(trial: TrialView, { config, objectives }: TrialSource): Map<string, string> {
  const attrs = new Map<string, string>([['attune:trial', toPythonJson(trial.id)]])
  if (trial.reason !== undefined) attrs.set('attune:reason', toPythonJson(trial.reason))
  if (trial.status === 'ERROR' && trial.error) {
    attrs.set('attune:error', toPythonJson(`${trial.error.name}: ${trial.error.message}`))
  }
  for (const [path, value] of config.constants) attrs.set(`config/${path}`, toPythonJson(value))
  const metrics = new Set(objectives.map(({ metric }) => metric))
  for (const [name, value] of Object.entries(flatten(metricsOf(trial.lastResult)))) {
    if (!OURS.has(name) && !metrics.has(name)) attrs.set(name, toPythonJson(value))
  }
  return attrs
}

function metricsOf(result: Result | undefined): Result {
  const { config: _, ...metrics } = result ?? {}
  return metrics
}
