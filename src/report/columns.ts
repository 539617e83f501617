import { valueAt } from '../math/score.ts'
import type { Result } from '../math/score.ts'
import type { TrialView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'

/** One column of values of the trial table. */
export interface Column {
  readonly key: string
  readonly title: string
  /** Shown even where the terminal is too narrow for the others. */
  readonly required: boolean
  readonly value: (trial: TrialView) => unknown
}

/** Metrics that are shown whenever they are reported, in this order; the first of a title wins. */
const USUAL_METRICS: ReadonlyMap<string, string> = new Map([
  ['acc', 'acc'],
  ['mean_accuracy', 'acc'],
  ['accuracy', 'accuracy'],
  ['loss', 'loss'],
  ['mean_loss', 'loss'],
  ['training_iteration', 'iter'],
  ['time_total_s', 'total time (s)'],
  ['timesteps_total', 'ts'],
  ['reward', 'reward'],
  ['episode_reward_mean', 'reward'],
])

/** Result fields that no user reported. */
const FILLED_IN: ReadonlySet<string> = new Set([
  'checkpoint_dir_name',
  'config',
  'date',
  'done',
  'episodes_this_iter',
  'episodes_total',
  'experiment_tag',
  'hostname',
  'iterations_since_restore',
  'node_ip',
  'pid',
  'should_checkpoint',
  'time_since_restore',
  'time_this_iter_s',
  'timestamp',
  'timesteps_since_restore',
  'timesteps_this_iter',
  'trial_id',
])

/**
 * Which columns the trial table of one study has. They follow from the trials that were shown so far,
 * so that a column, once there, stays and keeps its place.
 */
export class Columns {
  readonly #reporter: CLIReporter
  /** What is judged by, which is shown in any case. */
  readonly #metrics: readonly string[]
  readonly #parameters = new Set<string>()
  readonly #usual = new Set<string>()
  readonly #inferred = new Set<string>()

  constructor(reporter: CLIReporter, studyMetrics: readonly string[]) {
    this.#reporter = reporter
    this.#metrics = reporter.metric === undefined ? studyMetrics : [reporter.metric]
  }

  /** Takes note of what a trial has. */
  observe(trial: TrialView): void {
    for (const key of Object.keys(trial.params)) this.#parameters.add(key)
    if (trial.lastResult !== undefined) this.#observeResult(trial.lastResult, '')
  }

  get parameters(): Column[] {
    const chosen = this.#reporter.parameterColumns
    const keys = chosen?.map((column) => column.key) ?? [...this.#parameters]
    const titles = shortTitles(keys)
    return keys.map((key, i) => ({
      key,
      title: chosen?.[i]?.title ?? titles[i] ?? key,
      required: false,
      value: (trial) => parameterOf(trial, key),
    }))
  }

  get metrics(): Column[] {
    const chosen =
      this.#reporter.metricColumns?.map(({ key, title }) => [key, title ?? key] as const) ??
      this.#defaultMetrics()
    const titles = new Map<string, string>(chosen)
    for (const metric of this.#metrics) if (!titles.has(metric)) titles.set(metric, metric)
    return Array.from(titles, ([key, title]) => ({
      key,
      title,
      required: this.#metrics.includes(key),
      value: (trial) =>
        trial.lastResult === undefined ? undefined : valueAt(trial.lastResult, key),
    }))
  }

  #defaultMetrics(): [string, string][] {
    const columns: [string, string][] = []
    const taken = new Set<string>()
    const own = new Set(this.#metrics)
    for (const metric of own) if (!USUAL_METRICS.has(metric)) columns.push([metric, metric])
    // Of two names for one title, the study's own metric has the right of way.
    const ownTitles = new Set(this.#metrics.map((metric) => USUAL_METRICS.get(metric)))
    for (const [key, title] of USUAL_METRICS) {
      if (!own.has(key) && (!this.#usual.has(key) || taken.has(title) || ownTitles.has(title)))
        continue
      taken.add(title)
      columns.push([key, title])
    }
    for (const key of this.#inferred) columns.push([key, key])
    return columns
  }

  #observeResult(result: Result, prefix: string): void {
    for (const [name, value] of Object.entries(result)) {
      const key = prefix + name
      if (USUAL_METRICS.has(key)) this.#usual.add(key)
      else if (FILLED_IN.has(key) || this.#metrics.includes(key)) continue
      else if (typeof value === 'number') {
        if (this.#inferred.size < this.#reporter.inferLimit) this.#inferred.add(key)
      } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        this.#observeResult(value as Result, `${key}/`)
      }
    }
  }
}

/** What the search chose, or else what stands in the config. */
export function parameterOf(trial: TrialView, key: string): unknown {
  if (Object.hasOwn(trial.params, key)) return trial.params[key]
  const config = trial.config
  return typeof config === 'object' && config !== null ? valueAt(config as Result, key) : undefined
}

/** The last part of each path, or the whole path where another one ends alike. */
function shortTitles(keys: readonly string[]): string[] {
  const last = keys.map((key) => key.slice(key.lastIndexOf('/') + 1))
  const uses = new Map<string, number>()
  for (const title of last) uses.set(title, (uses.get(title) ?? 0) + 1)
  return keys.map((key, i) => {
    const title = last[i] ?? key
    return title !== '' && uses.get(title) === 1 ? title : key
  })
}
