import { figure } from '../math/figures.ts'
import { compareScores } from '../math/score.ts'
import {
  checkCount,
  checkMetric,
  checkMode,
  checkNames,
  checkPositive,
  reject,
} from '../option-checks.ts'
import { SeenKeys } from './seen-keys.ts'
import { spread } from './spread.ts'
import { StandingResults } from './standing-results.ts'
import type { Mode, Result } from '../math/score.ts'
import type { Stopper, StopperJSON, StopRule } from './stopper.ts'

/** Options of {@link TrialPlateauStopper}. */
export interface TrialPlateauOptions {
  /** Flat path of the metric. */
  readonly metric: string
  /** The standard deviation below which a trial has levelled out; above 0. @defaultValue 0.01 */
  readonly std?: number
  /** Over how many of its last results; at least 2. @defaultValue 4 */
  readonly numResults?: number
  /** How many results a trial has at least before it is stopped; 0 or more. @defaultValue 4 */
  readonly gracePeriod?: number
  /** A trial that has not become as good as this is not stopped; needs `mode`. @defaultValue none */
  readonly metricThreshold?: number
  /** Whether as good as the threshold means at most (`min`) or at least (`max`) that. */
  readonly mode?: Mode
}

const WHO = 'TrialPlateauStopper'
const NAMES = ['metric', 'std', 'numResults', 'gracePeriod', 'metricThreshold', 'mode']

/** Stops a trial whose metric no longer moves. NaN and infinities count as moving. */
export class TrialPlateauStopper implements Stopper {
  readonly name = 'trial_plateau'
  readonly #options: TrialPlateauOptions

  /** @throws {ConfigurationError} `INVALID_OPTION`, `UNKNOWN_OPTION` */
  constructor(options: TrialPlateauOptions) {
    checkNames(WHO, options, NAMES)
    const { metric, std = 0.01, numResults = 4, gracePeriod = 4, metricThreshold, mode } = options
    checkMetric(WHO, metric)
    checkPositive(WHO, 'std', std)
    checkCount(WHO, 'numResults', numResults, 2)
    checkCount(WHO, 'gracePeriod', gracePeriod, 0)
    if (mode !== undefined) checkMode(WHO, mode)
    if (metricThreshold !== undefined) {
      if (typeof metricThreshold !== 'number' || Number.isNaN(metricThreshold)) {
        reject(WHO, 'metricThreshold', metricThreshold, 'Give a number.')
      }
      if (mode === undefined) {
        reject(WHO, 'mode', mode, "With a metricThreshold it must be 'min' or 'max'.")
      }
    }
    this.#options = { ...options, std, numResults, gracePeriod }
  }

  create(): StopRule {
    return new TrialPlateauRule(this.#options)
  }

  toJSON(): StopperJSON {
    return { name: this.name, options: { ...this.#options } }
  }
}

class TrialPlateauRule implements StopRule {
  readonly #options: Required<Omit<TrialPlateauOptions, 'metricThreshold'>> &
    Pick<TrialPlateauOptions, 'metricThreshold'>
  readonly #keys: SeenKeys
  readonly #trials: Map<string, StandingResults> = new Map()

  constructor(options: TrialPlateauOptions) {
    this.#options = { std: 0.01, numResults: 4, gracePeriod: 4, mode: 'max', ...options }
    this.#keys = new SeenKeys([options.metric])
  }

  onResult(trial: string, result: Result): string | undefined {
    const { metric, std, numResults, gracePeriod, metricThreshold, mode } = this.#options
    // A result without the metric breaks the window as NaN does.
    const value = this.#keys.read(result, metric) ?? Number.NaN
    let results = this.#trials.get(trial)
    if (results === undefined) {
      results = new StandingResults(Math.max(numResults, gracePeriod))
      this.#trials.set(trial, results)
    }
    results.add(result, value)
    if (results.count < gracePeriod || results.count < numResults) return undefined
    if (metricThreshold !== undefined && compareScores(value, metricThreshold, mode) < 0) {
      return undefined
    }
    const deviation = spread(results.values.slice(-numResults))
    if (!(deviation < std)) return undefined
    return `${metric} has levelled out: standard deviation ${figure(deviation, std)} over ${numResults} results`
  }

  stopAll(): undefined {
    return undefined
  }

  unseenKeys(): readonly string[] {
    return this.#keys.unseen
  }
}
