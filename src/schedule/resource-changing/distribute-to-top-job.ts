import { ConfigurationError } from '../../errors.ts'
import { compareScores, numberAt } from '../../math/score.ts'
import { checkMetric, checkMode } from '../../option-checks.ts'
import { distributeOptions, distributeRules } from './distribute-options.ts'
import { Distributor } from './shares.ts'
import type { Mode, Result } from '../../math/score.ts'
import type { StudyGlance, TrialGlance } from '../scheduler.ts'
import type { Allocation, AllocationRule, AllocationSetup, Allotment } from './allocation.ts'
import type { Claims } from './claims.ts'
import type { DistributeResourcesOptions, DistributeRules } from './distribute-options.ts'

/** Options of {@link DistributeResourcesToTopJob}. */
export interface DistributeResourcesToTopJobOptions extends DistributeResourcesOptions {
  /** Flat path of the metric by which the best trial is found. @defaultValue the base scheduler's, or the tuner's */
  readonly metric?: string
  /** Whether the metric is to be made small or large. @defaultValue the base scheduler's, or the tuner's */
  readonly mode?: Mode
}

const WHO = 'DistributeResourcesToTopJob'

/**
 * Gives all that is free to the trial whose last result is best; once it has all that it may have by
 * `increaseByTimes`, to the next best. A trial that is no longer best keeps what it has, unless trials
 * lay claim to more than there is: then each that reports gives back as much as is missing, down to
 * what it started with. A trial whose last result is NaN is never best, nor is one without a result.
 */
export class DistributeResourcesToTopJob implements AllocationRule {
  readonly name = 'distribute_resources_to_top_job'
  readonly #metric: string | undefined
  readonly #mode: Mode | undefined
  readonly #rules: DistributeRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: DistributeResourcesToTopJobOptions = {}) {
    this.#rules = distributeRules(WHO, options, ['metric', 'mode'])
    const { metric, mode } = options
    if (metric !== undefined) checkMetric(WHO, metric)
    if (mode !== undefined) checkMode(WHO, mode)
    this.#metric = metric
    this.#mode = mode
  }

  /** @throws {ConfigurationError} `METRIC_REQUIRED` when nobody names a metric. */
  create(setup: AllocationSetup): Allocation {
    const metric = this.#metric ?? setup.metric
    if (metric === undefined) {
      throw new ConfigurationError(
        'METRIC_REQUIRED',
        `${WHO} compares trials by a metric, and none is named. Set tuneConfig.metric and ` +
          "tuneConfig.mode, e.g. { metric: 'loss', mode: 'min' }.",
        { path: ['tuneConfig', 'metric'] },
      )
    }
    return new TopJobAllocation(new Distributor(WHO, this.#rules), metric, this.#mode ?? setup.mode)
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    return {
      name: this.name,
      options: {
        ...distributeOptions(this.#rules),
        ...(this.#metric === undefined ? {} : { metric: this.#metric }),
        ...(this.#mode === undefined ? {} : { mode: this.#mode }),
      },
    }
  }
}

class TopJobAllocation implements Allocation {
  readonly #distributor: Distributor
  readonly #metric: string
  readonly #mode: Mode
  /** The last score of every trial that has not ended, unless it is NaN. */
  readonly #scores: Map<string, number> = new Map()

  constructor(distributor: Distributor, metric: string, mode: Mode) {
    this.#distributor = distributor
    this.#metric = metric
    this.#mode = mode
  }

  onTrialAdded(study: StudyGlance, claims: Claims): void {
    this.#distributor.check(study, claims)
  }

  onTrialResult(trial: string, result: Result): void {
    const score = numberAt(result, this.#metric)
    if (score === undefined) return
    if (Number.isNaN(score)) this.#scores.delete(trial)
    else this.#scores.set(trial, score)
  }

  onTrialEnded(trial: string): void {
    this.#scores.delete(trial)
  }

  allot(
    trial: TrialGlance,
    _result: Result,
    study: StudyGlance,
    claims: Claims,
  ): Allotment | undefined {
    const { held, spare, limit } = this.#distributor.shares(trial, study, claims)
    // Everybody is looked at only where there is something to give: then they are not many.
    if (spare > 0 && this.#best(study, claims) !== trial.id) return undefined
    const units = Math.max(0, Math.min(held + spare, limit))
    if (units === held) return undefined
    return {
      resources: this.#distributor.amounts(units, claims),
      reason:
        spare > 0
          ? `it is the best of ${this.#scores.size} by ${this.#metric}`
          : 'trials lay claim to more than there is',
    }
  }

  /** The best trial that may still grow; of equals the one that came first. */
  #best(study: StudyGlance, claims: Claims): string | undefined {
    let best: { readonly id: string; readonly score: number } | undefined
    for (const id of claims.trials) {
      const score = this.#scores.get(id)
      const glance = study.trial(id)
      if (score === undefined || glance === undefined) continue
      if (this.#distributor.held(glance, claims.base) >= this.#distributor.limit) continue
      if (best && compareScores(score, best.score, this.#mode) <= 0) continue
      best = { id, score }
    }
    return best?.id
  }
}
