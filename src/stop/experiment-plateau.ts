import { figure } from '../math/figures.ts'
import { compareScores } from '../math/score.ts'
import { checkCount, checkMetric, checkMode, checkNames, checkPositive } from '../option-checks.ts'
import { SeenKeys } from './seen-keys.ts'
import { spread } from './spread.ts'
import type { Mode, Result } from '../math/score.ts'
import type { Stopper, StopperJSON, StopRule } from './stopper.ts'

/** Options of {@link ExperimentPlateauStopper}. */
export interface ExperimentPlateauOptions {
  /** Flat path of the metric. */
  readonly metric: string
  /** The standard deviation of the best results at which the study has levelled out. @defaultValue 0.001 */
  readonly std?: number
  /** How many of the best results are looked at; at least 2. @defaultValue 10 */
  readonly top?: number
  /** Whether the metric is to be made small or large. @defaultValue `'min'` */
  readonly mode?: Mode
  /** How many results in a row must leave it level before the study ends; 0 or more. @defaultValue 0 */
  readonly patience?: number
}

type Rules = Required<ExperimentPlateauOptions>

const WHO = 'ExperimentPlateauStopper'
const NAMES = ['metric', 'std', 'top', 'mode', 'patience']

/**
 * Ends the study when its best results, of whichever trials, no longer get better. Results that are
 * NaN or lack the metric are never among the best.
 */
export class ExperimentPlateauStopper implements Stopper {
  readonly name = 'experiment_plateau'
  readonly #rules: Rules

  /** @throws {ConfigurationError} `INVALID_OPTION`, `UNKNOWN_OPTION` */
  constructor(options: ExperimentPlateauOptions) {
    checkNames(WHO, options, NAMES)
    const { metric, std = 0.001, top = 10, mode = 'min', patience = 0 } = options
    checkMetric(WHO, metric)
    checkPositive(WHO, 'std', std)
    checkCount(WHO, 'top', top, 2)
    checkMode(WHO, mode)
    checkCount(WHO, 'patience', patience, 0)
    this.#rules = { metric, std, top, mode, patience }
  }

  create(): StopRule {
    return new ExperimentPlateauRule(this.#rules)
  }

  toJSON(): StopperJSON {
    return { name: this.name, options: { ...this.#rules } }
  }
}

class ExperimentPlateauRule implements StopRule {
  readonly #rules: Rules
  readonly #keys: SeenKeys
  /** Best first. A NaN among them is last, and is not level with anything. */
  readonly #best: number[] = []
  #levelFor = 0
  #reason: string | undefined

  constructor(rules: Rules) {
    this.#rules = rules
    this.#keys = new SeenKeys([rules.metric])
  }

  onResult(_trial: string, result: Result): string | undefined {
    const { metric, std, top, patience } = this.#rules
    const value = this.#keys.read(result, metric)
    if (value === undefined) return this.#reason
    this.#take(value)
    const deviation = this.#best.length === top ? spread(this.#best) : Number.NaN
    this.#levelFor = deviation <= std ? this.#levelFor + 1 : 0
    this.#reason =
      this.#levelFor > 0 && this.#levelFor >= patience
        ? `${metric} has levelled out: standard deviation ${figure(deviation)} among the best ${top} results`
        : undefined
    return this.#reason
  }

  stopAll(): string | undefined {
    return this.#reason
  }

  unseenKeys(): readonly string[] {
    return this.#keys.unseen
  }

  #take(value: number): void {
    const { top, mode } = this.#rules
    const worse = this.#best.findIndex((other) => compareScores(value, other, mode) > 0)
    this.#best.splice(worse < 0 ? this.#best.length : worse, 0, value)
    if (this.#best.length > top) this.#best.pop()
  }
}
