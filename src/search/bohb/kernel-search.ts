import type { Random } from '../../math/random.ts'
import { numberAt, type Mode, type Result } from '../../math/score.ts'
import type { Codec } from '../../space/codec.ts'
import type { Space } from '../../space/space.ts'
import type { Search, Suggestion, Suggestions, TrialOutcome } from '../searcher.ts'
import type { BOHBRules } from './bohb-options.ts'
import { Cube, type Place } from '../cube.ts'
import { modelOf, type Model } from './model.ts'
import { Observations } from './observations.ts'
import { presetsOf } from '../presets.ts'

/** How often a config is drawn anew if it has been tried. */
const DRAWS = 64

/** A config that may be tried. */
interface Draft {
  readonly unit: Float64Array
  readonly place: Place
}

/**
 * One study's search with the model of BOHB. Suggestion n draws from a stream of its own, so that it
 * follows from n and what was told before alone.
 */
export class KernelSearch implements Search {
  readonly adaptive = true
  readonly total: number
  /** What the user should know about the options and points given; empty when all is well. */
  readonly warnings: readonly string[]
  readonly #rules: BOHBRules
  readonly #metric: string
  /** Scores are kept so that larger is better: 1 for `max`, −1 for `min`. */
  readonly #sign: 1 | -1
  readonly #random: Random
  readonly #presets: readonly Space[]
  readonly #cube: Cube
  readonly #numbers: Map<string, number> = new Map()
  /** Where each trial lies, by its number; undefined if nowhere. */
  readonly #places: (Float64Array | undefined)[] = []
  /** Keys of the configs of all trials. */
  readonly #tried: Set<string> = new Set()
  readonly #observations: Observations = new Observations()
  /** What {@link #currentModel} found; undefined when that may have changed. */
  #found: { readonly model: Model | undefined; readonly budget: number } | undefined

  constructor(
    rules: BOHBRules,
    setup: {
      readonly space: Space
      readonly codec: Codec
      readonly metric: string
      readonly mode: Mode
      readonly random: Random
      readonly numSamples: number
      readonly points: readonly Readonly<Record<string, unknown>>[]
    },
  ) {
    const presets = presetsOf(setup.space, setup.points, setup.numSamples)
    this.#rules = rules
    this.#metric = setup.metric
    this.#sign = setup.mode === 'max' ? 1 : -1
    this.#random = setup.random
    this.#presets = presets.spaces
    this.#cube = new Cube(setup.codec)
    this.total = setup.numSamples
    this.warnings = [...presets.warnings, ...this.#doubts()]
  }

  ask(count: number): Suggestions {
    const end = Math.min(this.#places.length + count, this.total)
    const taken = new Set<string>()
    const suggestions: Suggestion[] = []
    for (let n = this.#places.length; n < end; n++) suggestions.push(this.#suggestion(n, taken))
    return { suggestions, finished: end >= this.total }
  }

  onTrialAdded(trial: string, { config }: Suggestion): void {
    const place = this.#cube.locate(config)
    this.#numbers.set(trial, this.#places.length)
    this.#places.push(place?.coordinates)
    if (place?.key !== undefined) this.#tried.add(place.key)
  }

  onTrialResult(trial: string, result: Result, rung?: number): void {
    const number = this.#numbers.get(trial)
    if (number === undefined) return
    if (this.#observations.revive(number)) this.#found = undefined
    const score = numberAt(result, this.#metric)
    const { budgetAttr } = this.#rules
    const budget = budgetAttr === undefined ? rung : numberAt(result, budgetAttr)
    if (score === undefined || budget === undefined || !Number.isFinite(budget)) return
    // Who failed counts at another budget when one comes that it has not reached either.
    if (this.#observations.has(budget)) this.#onNews(budget)
    else this.#found = undefined
    this.#observations.record(number, budget, this.#sign * score)
  }

  onTrialComplete(
    trial: string,
    result: Result | undefined,
    outcome: TrialOutcome,
    rung?: number,
  ): void {
    const number = this.#numbers.get(trial)
    if (number === undefined) return
    if (outcome === 'failed') {
      this.#observations.fail(number)
      this.#found = undefined
      return
    }
    if (result === undefined) return
    this.onTrialResult(trial, result, rung)
    const score = numberAt(result, this.#metric)
    if (score === undefined) return
    this.#observations.end(number, this.#sign * score)
    this.#onNews(Number.NEGATIVE_INFINITY)
  }

  /** What is learned at a budget leaves models of larger ones as they are. */
  #onNews(budget: number): void {
    if (this.#found !== undefined && budget >= this.#found.budget) this.#found = undefined
  }

  #doubts(): readonly string[] {
    const least = this.#cube.sides.length + 1
    const { minPointsInModel = least } = this.#rules
    if (minPointsInModel >= least) return []
    return [
      `BOHBSearch: minPointsInModel is ${minPointsInModel}, but a model of ${least - 1} parameters ` +
        `needs ${least} points. It is taken to be ${least}.`,
    ]
  }

  #suggestion(n: number, taken: Set<string>): Suggestion {
    const random = this.#random.split(n)
    const preset = this.#presets[n]
    const draft = preset === undefined ? this.#draft(random, taken) : undefined
    const suggestion = draft ? this.#cube.suggest(draft.unit) : (preset as Space).sample(random)
    const key = (draft?.place ?? this.#cube.locate(suggestion.config))?.key
    if (key !== undefined) taken.add(key)
    return suggestion
  }

  /** A config that is not tried yet if one is found, else one that is not `taken`, else any. */
  #draft(random: Random, taken: ReadonlySet<string>): Draft {
    const model = random.next() < this.#rules.randomFraction ? undefined : this.#currentModel()
    const drafts: Draft[] = []
    for (const draft of this.#drafts(model, random)) {
      const { key } = draft.place
      if (key === undefined || !(this.#tried.has(key) || taken.has(key))) return draft
      drafts.push(draft)
    }
    return (
      drafts.find(({ place }) => place.key !== undefined && !taken.has(place.key)) ??
      (drafts[0] as Draft)
    )
  }

  *#drafts(model: Model | undefined, random: Random): Generator<Draft> {
    if (model !== undefined) yield* model.candidates(random)
    for (let i = 0; i < DRAWS; i++) {
      const unit = this.#cube.draw(random)
      yield { unit, place: this.#cube.snap(unit) }
    }
  }

  #currentModel(): Model | undefined {
    this.#found ??= this.#findModel()
    return this.#found.model
  }

  #findModel(): { readonly model: Model | undefined; readonly budget: number } {
    const placeOf = (trial: number): Float64Array | undefined => this.#places[trial]
    for (const { budget, observations } of this.#observations.byBudget()) {
      const model = modelOf(observations, placeOf, this.#cube, this.#rules)
      if (model !== undefined) return { model, budget }
    }
    return { model: undefined, budget: Number.NEGATIVE_INFINITY }
  }
}
