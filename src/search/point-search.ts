import { ConfigurationError } from '../errors.ts'
import { Codec } from '../space/codec.ts'
import { countConfigs, everyPoint } from './config-count.ts'
import { Cube } from './cube.ts'
import { History } from './history.ts'
import { lessonsOf } from './lessons.ts'
import { objectivesOf } from './objectives.ts'
import { presetsOf } from './presets.ts'
import { ResultReader } from './reading.ts'
import type { Random } from '../math/random.ts'
import type { Result } from '../math/score.ts'
import type { Space } from '../space/space.ts'
import type { Known } from './history.ts'
import type { Lesson } from './lessons.ts'
import type { ModelRules } from './model-options.ts'
import type { Frame, Proposal, Proposer } from './proposer.ts'
import type { Reading } from './reading.ts'
import type { Search, SearchSetup, Suggestion, Suggestions, TrialOutcome } from './searcher.ts'

/** How often a config is drawn anew if it has been tried. */
const DRAWS = 64

/** Spaces with more configs are not gone through one by one. */
const ENUMERABLE = 1e6

export interface PointSearchInit {
  /** The searcher's class, for messages. */
  readonly who: string
  readonly rules: ModelRules
  /** Whether it can pursue several metrics at once. */
  readonly severalObjectives: boolean
  /** Whether it learns from results; if not, it is asked ahead of free slots. @defaultValue true */
  readonly adaptive?: boolean
  /** Flat paths of reported numbers that the proposer reads besides the metrics. */
  readonly reads?: readonly string[]
  readonly proposer: (frame: Frame) => Proposer
}

/** A config that is to be tried. */
interface Draft {
  readonly suggestion: Suggestion
  readonly key: string
  readonly coordinates: Float64Array | undefined
}

/**
 * One study's search by a {@link Proposer}: presets first, no config twice, trials as points of the
 * cube. Suggestion n draws from a stream of its own, so that it follows from n and what was told before.
 */
export class PointSearch implements Search {
  readonly adaptive: boolean
  readonly total: number
  readonly warnings: readonly string[]
  readonly #rules: ModelRules
  readonly #random: Random
  readonly #cube: Cube
  readonly #size: number
  readonly #reader: ResultReader
  readonly #presets: readonly Space[]
  readonly #proposer: Proposer
  readonly #history: History = new History()
  readonly #numbers: Map<string, number> = new Map()
  /** Trials that were added by hand and have not ended. */
  readonly #given: Map<string, Suggestion> = new Map()
  /** How many trials are known that are none of the suggestions. */
  #foreign = 0
  /** Keys of the configs of all trials. */
  readonly #tried: Set<string> = new Set()
  /** The best reading of each trial that has not ended, where the best counts. */
  readonly #best: Map<number, Reading> = new Map()

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED`, `SINGLE_OBJECTIVE_ONLY`, `GRID_NOT_SUPPORTED`,
   * `SAMPLE_FROM_NOT_SUPPORTED`, and what a point that does not fit the space throws.
   */
  constructor(setup: SearchSetup, init: PointSearchInit) {
    const { who, rules } = init
    const objectives = objectivesOf(who, setup, init.severalObjectives)
    if (rules.tell === 'best' && objectives.length > 1) {
      throw new ConfigurationError(
        'INVALID_OPTION',
        `${who}: tell is "best", but of several metrics no result is the best. Give 'last'.`,
        { path: [who, 'tell'] },
      )
    }
    const codec = new Codec(setup.space)
    this.#rules = rules
    this.#random = setup.random
    this.#cube = new Cube(codec)
    this.#size = rules.allowRepeats ? Number.POSITIVE_INFINITY : countConfigs(this.#cube)
    this.#reader = new ResultReader(objectives, rules.constraints, init.reads)
    this.adaptive = init.adaptive ?? true
    this.total = Math.min(setup.numSamples, this.#size)
    const open = rules.points.filter((_, i) => rules.rewards[i] === undefined)
    const presets = presetsOf(setup.space, open, setup.numSamples)
    this.#presets = presets.spaces
    this.#proposer = init.proposer({
      cube: this.#cube,
      objectives: objectives.length,
      isConstrained: rules.constraints !== undefined,
      numSamples: this.total,
      random: setup.random.split('search'),
    })
    const lessons = lessonsOf(who, rules, { space: setup.space, cube: this.#cube, objectives })
    this.#foreign = lessons.trials.length
    for (const [i, lesson] of lessons.trials.entries()) this.#learn(lesson, i - this.#foreign)
    this.warnings = [
      ...presets.warnings,
      ...lessons.warnings,
      ...this.#smallness(setup.numSamples),
      ...(this.#proposer.warnings ?? []),
    ]
  }

  get isHeavy(): boolean {
    const { next } = this.#history
    return next >= this.#presets.length && this.#proposer.isHeavy?.(this.#history) === true
  }

  ask(count: number): Suggestions {
    const first = this.#history.next
    const end = Math.min(first + count, this.total)
    const known = this.#history.ahead()
    const taken = new Set<string>()
    const { remark } = this.#reader
    const remarks: string[] = remark === undefined ? [] : [remark]
    const suggestions: Suggestion[] = []
    for (let n = first; n < end; n++) {
      const draft = this.#draft(n, { known, taken, say: (remark) => remarks.push(remark) })
      if (draft === undefined) return answer(suggestions, true, remarks)
      known.add(draft.coordinates, draft.suggestion.memo)
      taken.add(draft.key)
      suggestions.push(draft.suggestion)
    }
    return answer(suggestions, end >= this.total, remarks)
  }

  onTrialAdded(trial: string, { config, params, memo }: Suggestion): void {
    this.#tried.add(keyOf(params))
    const coordinates = this.#cube.locate(config)?.coordinates
    if (coordinates === undefined) {
      this.#history.skip()
      return
    }
    const number = this.#history.next
    this.#numbers.set(trial, number)
    this.#history.add(coordinates, memo)
    this.#proposer.onTrialAdded?.(number, coordinates)
  }

  /** Learned from when it has ended. */
  onTrialGiven(trial: string, suggestion: Suggestion): void {
    this.#tried.add(keyOf(suggestion.params))
    this.#given.set(trial, suggestion)
  }

  onTrialResult(trial: string, result: Result, rung?: number): void {
    const number = this.#numbers.get(trial)
    if (number === undefined) return
    const reading = this.#reader.read(result)
    this.#history.progress(number, reading.values, reading.step)
    if (this.#rules.tell === 'best') this.#best.set(number, this.#betterOf(number, reading))
    if (rung !== undefined) {
      const { values, constraints, violation } = this.#betterOf(number, reading)
      this.#history.passed(number, { values, constraints, violation, step: reading.step })
    }
    this.#proposer.onTrialResult?.(number, result, rung)
  }

  onTrialComplete(
    trial: string,
    result: Result | undefined,
    outcome: TrialOutcome,
    rung?: number,
  ): void {
    const number = this.#numbers.get(trial)
    if (number === undefined) {
      this.#learnGiven(trial, result, outcome)
      return
    }
    const last = this.#reader.read(outcome === 'failed' ? undefined : result)
    const best = outcome === 'failed' ? last : this.#betterOf(number, last)
    this.#best.delete(number)
    this.#history.finish(number, { ...best, step: last.step, outcome })
    this.#proposer.onTrialComplete?.(number, result, outcome, rung)
  }

  isFeasible(result: Result): boolean {
    return this.#reader.read(result).violation === 0
  }

  /** A result with no more than this search reads of it: small plain data. */
  digest(result: Result): Result {
    return this.#reader.digest(result)
  }

  /** The better of a reading and the best before; the reading itself where the last one counts. */
  #betterOf(number: number, reading: Reading): Reading {
    const best = this.#best.get(number)
    return best !== undefined && rank(best) < rank(reading) ? best : reading
  }

  #draft(
    n: number,
    so: {
      readonly known: Known
      readonly taken: ReadonlySet<string>
      readonly say: (remark: string) => void
    },
  ): Draft | undefined {
    const random = this.#random.split(n)
    const preset = this.#presets[n]
    if (preset !== undefined) return this.#toDraft(preset.sample(random))
    const isNew = ({ key }: Draft): boolean =>
      this.#rules.allowRepeats || !(this.#tried.has(key) || so.taken.has(key))
    for (const proposal of this.#proposer.propose(so.known, { random, say: so.say })) {
      const draft = this.#toDraft(this.#suggestionAt(proposal, random))
      if (isNew(draft)) return draft
    }
    return this.#drawNew(random, isNew)
  }

  /** A config that has not been tried; undefined when there is none left. */
  #drawNew(random: Random, isNew: (draft: Draft) => boolean): Draft | undefined {
    let draft: Draft | undefined
    for (let i = 0; i < DRAWS; i++) {
      draft = this.#toDraft(this.#cube.suggest(this.#cube.draw(random)))
      if (isNew(draft)) return draft
    }
    if (this.#size > ENUMERABLE) return draft
    const start = this.#cube.sides.map(() => random.next())
    for (const coordinates of everyPoint(this.#cube, start)) {
      const candidate = this.#toDraft(this.#suggestionAt({ coordinates }, random))
      if (isNew(candidate)) return candidate
    }
    return undefined
  }

  #suggestionAt({ coordinates, memo }: Proposal, random: Random): Suggestion {
    const unit = this.#cube.build((side) => {
      const coordinate = coordinates[side] ?? Number.NaN
      return Number.isNaN(coordinate) ? random.next() : coordinate
    })
    const suggestion = this.#cube.suggest(unit)
    return memo === undefined ? suggestion : { ...suggestion, memo }
  }

  #toDraft(suggestion: Suggestion): Draft {
    const coordinates = this.#cube.locate(suggestion.config)?.coordinates
    return { suggestion, key: keyOf(suggestion.params), coordinates }
  }

  #learnGiven(trial: string, metrics: Result | undefined, outcome: TrialOutcome): void {
    const given = this.#given.get(trial)
    if (given === undefined || outcome === 'failed' || metrics === undefined) return
    this.#given.delete(trial)
    this.#foreign += 1
    this.#learn({ ...given, metrics }, -this.#foreign, outcome)
  }

  /** Takes in a trial that was not suggested here, under a number below 0. */
  #learn({ config, params, metrics }: Lesson, number: number, outcome: TrialOutcome = 'completed') {
    const coordinates = this.#cube.locate(config)?.coordinates
    if (coordinates === undefined) return
    this.#tried.add(keyOf(params))
    const reading = this.#reader.read(metrics)
    this.#history.learn({ number, coordinates, memo: undefined, outcome, ...reading })
    this.#proposer.onTrialAdded?.(number, coordinates)
    this.#proposer.onTrialComplete?.(number, metrics, outcome)
  }

  #smallness(numSamples: number): readonly string[] {
    if (numSamples <= this.#size || numSamples === Number.POSITIVE_INFINITY) return []
    return [
      `The space has only ${this.#size} ${this.#size === 1 ? 'config' : 'configs'}, fewer than numSamples ` +
        `(${numSamples}): each is tried once. Set allowRepeats to try them again.`,
    ]
  }
}

/** Smaller is better; NaN is the worst. */
function rank({ values, violation }: Reading): number {
  const [value = Number.NaN] = values
  if (violation > 0 || Number.isNaN(value)) return Number.POSITIVE_INFINITY
  return value
}

function keyOf(params: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(params)
}

function answer(
  suggestions: readonly Suggestion[],
  finished: boolean,
  remarks: readonly string[],
): Suggestions {
  return remarks.length === 0 ? { suggestions, finished } : { suggestions, finished, remarks }
}
