import { checkNames, reject } from '../../option-checks.ts'
import type { StudyView, TrialView } from '../../study/view.ts'

/** The columns of TensorBoard's HPARAMS page, in order. */
export interface TensorBoardColumns {
  /** Flat names of hyperparameters, `net/act`. Default: those of the trials so far. */
  readonly params?: readonly string[]
  /** Flat names of metrics, `val/loss`. Default: what the study optimises. */
  readonly metrics?: readonly string[]
}

/** Columns of the HPARAMS page. */
export interface Columns {
  /** By name, with a value to tell the type from; undefined where none is known. */
  readonly params: ReadonlyMap<string, unknown>
  /** By tag, with what the page calls them. */
  readonly metrics: ReadonlyMap<string, string>
}

/** Knows the columns when a trial starts. */
export class ColumnsOption {
  readonly #prefix: string
  readonly #params: readonly string[] | undefined
  readonly #metrics: readonly string[] | undefined
  /** A value of each hyperparameter that some trial had. */
  readonly #seen: Map<string, unknown> = new Map()

  /** @param prefix Of the metrics' tags. @throws ConfigurationError `UNKNOWN_OPTION`, `INVALID_OPTION`. */
  constructor(prefix: string, declared: true | TensorBoardColumns) {
    this.#prefix = prefix
    if (declared === true) return
    if (typeof declared !== 'object' || declared === null) {
      reject('TensorBoardLogger', 'columns', declared, "Give true, or e.g. { metrics: ['loss'] }.")
    }
    checkNames('columns of TensorBoardLogger', declared, ['params', 'metrics'])
    for (const key of ['params', 'metrics'] as const) {
      const names: unknown = declared[key]
      const isList = Array.isArray(names) && names.every((name) => typeof name === 'string')
      if (names !== undefined && !isList) {
        reject('TensorBoardLogger', `columns.${key}`, names, "Give a list of names, e.g. ['loss'].")
      }
    }
    this.#params = declared.params
    this.#metrics = declared.metrics
  }

  of(study: StudyView, trial: TrialView): Columns {
    for (const [name, value] of Object.entries(trial.params)) this.#seen.set(name, value)
    const params = this.#params ?? [...this.#seen.keys()]
    const metrics = this.#metrics ?? study.objectives.map(({ metric }) => metric)
    return {
      params: new Map(params.map((name) => [name, this.#seen.get(name)])),
      metrics: new Map(metrics.map((name) => [this.#prefix + name, name])),
    }
  }
}
