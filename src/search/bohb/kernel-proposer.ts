import { numberAt } from '../../math/score.ts'
import { modelOf, type Model } from './model.ts'
import { Observations } from './observations.ts'
import type { Mode, Result } from '../../math/score.ts'
import type { Random } from '../../math/random.ts'
import type { Known } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'
import type { TrialOutcome } from '../searcher.ts'
import type { BOHBRules } from './bohb-options.ts'

/** How many candidates are drawn at random where there is no model. */
const DRAWS = 64

/** The model of BOHB for one study: the densities of good and bad configs, for each rung of its own. */
export class KernelProposer implements Proposer {
  readonly warnings: readonly string[]
  readonly #rules: BOHBRules
  readonly #metric: string
  /** Scores are kept so that larger is better: 1 for `max`, −1 for `min`. */
  readonly #sign: 1 | -1
  readonly #frame: Frame
  /** Where each trial lies, by its number. */
  readonly #places: Map<number, Float64Array> = new Map()
  readonly #observations: Observations = new Observations()
  /** What {@link #currentModel} found; undefined when that may have changed. */
  #found: { readonly model: Model | undefined; readonly budget: number } | undefined

  constructor(
    rules: BOHBRules,
    objective: { readonly metric: string; readonly mode: Mode },
    frame: Frame,
  ) {
    this.#rules = rules
    this.#metric = objective.metric
    this.#sign = objective.mode === 'max' ? 1 : -1
    this.#frame = frame
    this.warnings = doubts(rules, frame)
  }

  onTrialAdded(trial: number, coordinates: Float64Array): void {
    this.#places.set(trial, coordinates)
  }

  onTrialResult(trial: number, result: Result, rung?: number): void {
    if (this.#observations.revive(trial)) this.#found = undefined
    const score = numberAt(result, this.#metric)
    const { budgetAttr } = this.#rules
    const budget = budgetAttr === undefined ? rung : numberAt(result, budgetAttr)
    if (score === undefined || budget === undefined || !Number.isFinite(budget)) return
    // Who failed counts at another budget when one comes that it has not reached either.
    if (this.#observations.has(budget)) this.#onNews(budget)
    else this.#found = undefined
    this.#observations.record(trial, budget, this.#sign * score)
  }

  onTrialComplete(
    trial: number,
    result: Result | undefined,
    outcome: TrialOutcome,
    rung?: number,
  ): void {
    if (outcome === 'failed') {
      this.#observations.fail(trial)
      this.#found = undefined
      return
    }
    if (result === undefined) return
    this.onTrialResult(trial, result, rung)
    const score = numberAt(result, this.#metric)
    if (score === undefined) return
    this.#observations.end(trial, this.#sign * score)
    this.#onNews(Number.NEGATIVE_INFINITY)
  }

  *propose(_known: Known, { random }: Thinking): Generator<Proposal> {
    const model = random.next() < this.#rules.randomFraction ? undefined : this.#currentModel()
    if (model !== undefined) yield* model.candidates(random)
    for (let i = 0; i < DRAWS; i++) yield { coordinates: this.#draw(random) }
  }

  #draw(random: Random): Float64Array {
    return Float64Array.from(this.#frame.cube.sides, () => random.next())
  }

  /** What is learned at a budget leaves models of larger ones as they are. */
  #onNews(budget: number): void {
    if (this.#found !== undefined && budget >= this.#found.budget) this.#found = undefined
  }

  #currentModel(): Model | undefined {
    this.#found ??= this.#findModel()
    return this.#found.model
  }

  #findModel(): { readonly model: Model | undefined; readonly budget: number } {
    const placeOf = (trial: number): Float64Array | undefined => this.#places.get(trial)
    for (const { budget, observations } of this.#observations.byBudget()) {
      const model = modelOf(observations, placeOf, this.#frame.cube, this.#rules)
      if (model !== undefined) return { model, budget }
    }
    return { model: undefined, budget: Number.NEGATIVE_INFINITY }
  }
}

function doubts({ minPointsInModel }: BOHBRules, { cube }: Frame): readonly string[] {
  const least = cube.sides.length + 1
  if (minPointsInModel === undefined || minPointsInModel >= least) return []
  return [
    `BOHBSearch: minPointsInModel is ${minPointsInModel}, but a model of ${least - 1} parameters ` +
      `needs ${least} points. It is taken to be ${least}.`,
  ]
}
