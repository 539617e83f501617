import type { Distribution } from './distribution.ts'

export type OptunaState = 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL' | 'WAITING'

/** In the order of the numbers by which a journal names them. */
export const OPTUNA_STATES: readonly OptunaState[] = [
  'RUNNING',
  'COMPLETE',
  'PRUNED',
  'FAIL',
  'WAITING',
]

export type OptunaDirection = 'NOT_SET' | 'MINIMIZE' | 'MAXIMIZE'

/** In the order of the numbers by which a journal names them. */
export const OPTUNA_DIRECTIONS: readonly OptunaDirection[] = ['NOT_SET', 'MINIMIZE', 'MAXIMIZE']

/** Attributes by name, each as the JSON text that Optuna stores, so that nothing is lost in reading it. */
export type OptunaAttrs = ReadonlyMap<string, string>

/** A study as Optuna stores it, whatever it is stored in. Times are in milliseconds since the epoch. */
export interface OptunaStudy {
  readonly name: string
  /** One for each objective. */
  readonly directions: readonly OptunaDirection[]
  readonly userAttrs: OptunaAttrs
  readonly systemAttrs: OptunaAttrs
  /** By number. */
  readonly trials: readonly OptunaTrial[]
}

export interface OptunaTrial {
  readonly state: OptunaState
  readonly startedAt: number | undefined
  readonly completedAt: number | undefined
  /** In the order in which they were suggested. */
  readonly params: ReadonlyMap<string, OptunaParam>
  /** One for each objective; undefined where the trial has none. */
  readonly values: readonly number[] | undefined
  /** By step. */
  readonly intermediate: ReadonlyMap<number, number>
  readonly userAttrs: OptunaAttrs
  readonly systemAttrs: OptunaAttrs
}

export interface OptunaParam {
  /** As Optuna stores it: the number itself, or the index of a choice. */
  readonly stored: number
  readonly distribution: Distribution
}

/** The name of a system attribute that holds the names of the objectives. */
export const METRIC_NAMES = 'study:metric_names'

/** The name of a system attribute that holds what a trial that waits is to be given. */
export const FIXED_PARAMS = 'fixed_params'
