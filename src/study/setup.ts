import type { Mode } from '../math/score.ts'
import type { Schedule } from '../schedule/scheduler.ts'
import type { Search } from '../search/searcher.ts'
import type { StopRule } from '../stop/stopper.ts'

/** Which checkpoints of a trial are kept. */
export interface CheckpointRules {
  /** How many at most; undefined keeps all. The latest is always kept while its trial may resume. */
  readonly numToKeep: number | undefined
  /** Flat path of the metric that ranks them; undefined ranks by age. */
  readonly scoreAttribute: string | undefined
  readonly scoreOrder: Mode
}

/** What happens when a trial fails. */
export interface FailureRules {
  /** Retries per trial; `Infinity` for no limit. */
  readonly maxFailures: number
  /** End the study at the first trial that is given up. */
  readonly failFast: boolean
  /** Seconds before the first retry; doubled for each further one, at most 600. 0 retries at once. */
  readonly backoffS: number
}

/** All that the fold needs besides the events. The same setup and events give the same study. */
export interface StudySetup {
  readonly trainableName: string
  readonly metric: string | undefined
  readonly mode: Mode
  readonly search: Search
  readonly schedule: Schedule
  readonly stopRule: StopRule
  /** `Infinity` for no limit besides the resources. */
  readonly maxConcurrentTrials: number
  /** What a trial asks for unless its `trial-added` says otherwise: used to guess how many fit. */
  readonly resources: Readonly<Record<string, number>>
  readonly checkpoints: CheckpointRules
  readonly failures: FailureRules
}
