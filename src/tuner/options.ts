import type { Callback } from '../logger/callback.ts'
import type { Mode } from '../math/score.ts'
import type { CLIReporter } from '../report/cli-reporter.ts'
import type { Scheduler } from '../schedule/scheduler.ts'
import type { Searcher } from '../search/searcher.ts'
import type { StopCondition } from '../stop/stop-condition.ts'
import type { CapacityOption } from './resources.ts'
import type { ScalingConfig } from './scaling.ts'

/** A scheduler, searcher or logger by name, e.g. `'asha'` or `{ name: 'asha', maxT: 20 }`. */
export type ByName = string | ({ readonly name: string } & Readonly<Record<string, unknown>>)

/** How a study searches. */
export interface TuneConfig {
  /**
   * Flat path of the reported metric to optimise, e.g. `'loss'` or `'val/loss'`; or several, to find
   * their Pareto front: `['loss', 'latency']`.
   */
  readonly metric?: string | readonly string[]
  /**
   * Whether the metric is to be made small or large; of several metrics one for each. With a mode
   * alone the metric is `_metric`.
   */
  readonly mode?: Mode | readonly Mode[]
  /** How often the space is sampled (a grid is repeated as a whole); −1 for no end. @defaultValue 1 */
  readonly numSamples?: number
  /** @defaultValue FIFO: every trial runs to its end */
  readonly scheduler?: Scheduler | ByName
  /** @defaultValue random search, and every cell of each `gridSearch` */
  readonly searchAlg?: Searcher | ByName
  /** How many trials run at once at most; 0 for as many as the resources allow. @defaultValue 0 */
  readonly maxConcurrentTrials?: number
  /** Seconds after which the study ends, running trials included. @defaultValue no limit */
  readonly timeBudgetS?: number
  /** One seed for the space, the searcher and the scheduler. @defaultValue drawn, and recorded */
  readonly seed?: number | string
  /** Whether a worker runs further trials after one that left nothing behind. @defaultValue true */
  readonly reuse?: boolean
  /** Where the trials of a function or module run. @defaultValue functions `inline`, modules `process` */
  readonly executor?: 'inline' | 'thread' | 'process'
  /** What there is to share out. @defaultValue this machine's CPUs and NVIDIA GPUs */
  readonly capacity?: CapacityOption
}

export interface CheckpointConfig {
  /** How many checkpoints of a trial are kept; the latest is kept besides. @defaultValue all */
  readonly numToKeep?: number
  /** Metric that ranks them. @defaultValue by age */
  readonly checkpointScoreAttribute?: string
  /** @defaultValue `'max'` */
  readonly checkpointScoreOrder?: Mode
  /**
   * Every so many-th iteration of a class trainable comes with a checkpoint; 0 for none.
   * @defaultValue 0; 1 where the scheduler pauses or copies trials
   */
  readonly checkpointFrequency?: number
  /** Whether a class trainable is saved after its last iteration. @defaultValue where it can be */
  readonly checkpointAtEnd?: boolean
}

export interface FailureConfig {
  /** How often a failed trial is started again, from its last checkpoint; −1 for no limit. @defaultValue 0 */
  readonly maxFailures?: number
  /** End the study at the first trial that fails for good. @defaultValue false */
  readonly failFast?: boolean
  /** Seconds before the first retry, doubled for each further one, at most 600. @defaultValue 0 */
  readonly backoffS?: number
}

/** Where a study lives, when it ends and what it tells. */
export interface RunConfig {
  /** Name of the study and of its folder. @defaultValue `<trainable>_<date>_<time>` */
  readonly name?: string
  /** Folder in which the study's folder is made. @defaultValue `attune_results` */
  readonly storagePath?: string
  /** When a trial, or the study, has done enough: thresholds, a function, stoppers, or a list of these. */
  readonly stop?: StopCondition
  readonly checkpointConfig?: CheckpointConfig
  readonly failureConfig?: FailureConfig
  /** Told what happens, besides the usual files. */
  readonly callbacks?: readonly Callback[]
  /**
   * Loggers by name, e.g. `[{ name: 'mlflow', experiment: 'digits' }, 'prometheus']`: besides the usual
   * ones, or instead of the usual one of that name. They are recorded, so that a restored study has them.
   */
  readonly loggers?: readonly ByName[]
  /** Whether the usual files (result.json, progress.csv, …) are written. @defaultValue true */
  readonly defaultLoggers?: boolean
  /** 0 silent, 1 what matters, 2 starts and checkpoints too, 3 every result. @defaultValue 1 */
  readonly verbose?: 0 | 1 | 2 | 3
  readonly progressReporter?: CLIReporter
  /** Files for the trials' output: one name, or one for each of stdout and stderr. @defaultValue true */
  readonly logToFile?: boolean | string | readonly [string, string]
  /** Seconds that a trial has to end before SIGTERM, and again before SIGKILL. @defaultValue 5 */
  readonly graceS?: number
  /** Whether Ctrl-C and SIGTERM end the study gracefully. @defaultValue true */
  readonly handleSignals?: boolean
}

/** What a study without a `paramSpace` gives its trials. */
export type NoSpace = Readonly<Record<string, never>>

export interface TunerOptions<S> {
  readonly paramSpace?: S
  readonly tuneConfig?: TuneConfig
  readonly runConfig?: RunConfig
  /** Several processes that train together in each trial. @defaultValue one process */
  readonly scalingConfig?: ScalingConfig
}
