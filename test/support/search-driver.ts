import { Random } from '../../src/math/random.ts'
import { decode, encode } from '../../src/protocol/json.ts'
import { compileSpace } from '../../src/space/space.ts'
import type { Objective, Result } from '../../src/math/score.ts'
import type { Search, Searcher, Suggestion, TrialOutcome } from '../../src/search/searcher.ts'

export type Config = Readonly<Record<string, unknown>>

export interface SearchDriverOptions {
  readonly numSamples?: number
  readonly seed?: number | string
  /** @defaultValue one, `loss`, to be made small */
  readonly objectives?: readonly Objective[]
}

/** A trial that a driver has added. */
export interface DrivenTrial {
  readonly id: string
  readonly config: Config
  readonly suggestion: Suggestion
}

/** What is made of a result on its way to a search. */
type Filter = (result: Result) => Result

/** Something that a search is told. */
type Fact = (search: Search, filter: Filter) => void

/** Plays the study for a search, and can tell another one all that this one was told. */
export class SearchDriver {
  readonly search: Search
  readonly trials: DrivenTrial[] = []
  /** All that the search has been told, as it is stored. */
  readonly #facts: Fact[] = []
  readonly #create: () => Search

  constructor(searcher: Searcher, paramSpace: unknown, options: SearchDriverOptions = {}) {
    const { numSamples = Infinity, seed = 1 } = options
    const { objectives = [{ metric: 'loss', mode: 'min' }] } = options
    const [first] = objectives as [Objective]
    this.#create = () =>
      searcher.create({
        space: compileSpace(paramSpace),
        ...first,
        objectives,
        random: Random.fromSeed(seed).split('search'),
        numSamples,
      })
    this.search = this.#create()
  }

  /** The configs that it would try next; nothing is told. */
  peek(count = 1): Config[] {
    return this.search.ask(count).suggestions.map(({ config }) => config as Config)
  }

  /** Asks once, and makes trials of what comes. */
  add(count = 1): DrivenTrial[] {
    return this.search.ask(count).suggestions.map((suggestion) => this.addThis(suggestion))
  }

  /** Makes a trial of a suggestion, as it is after it was stored. */
  addThis(suggestion: Suggestion): DrivenTrial {
    const id = `t${this.trials.length}`
    const stored = decode(encode(suggestion)) as Suggestion
    const trial = { id, config: stored.config as Config, suggestion: stored }
    this.trials.push(trial)
    this.#tell((search) => search.onTrialAdded(id, stored))
    return trial
  }

  /** Adds a trial by hand and tells how it ended, as a study does: only to a search that wants to know. */
  give(config: Config, result: Result): void {
    const { search } = this
    if (search.onTrialGiven === undefined) return
    const id = `given${this.#facts.length}`
    this.#tell((told) => told.onTrialGiven?.(id, { config, params: config }))
    this.#tell((told, filter) => told.onTrialResult(id, filter(result)))
    this.#tell((told, filter) => told.onTrialComplete(id, filter(result), 'completed'))
  }

  report(trial: DrivenTrial, result: Result, rung?: number): void {
    this.#tell((search, filter) => search.onTrialResult(trial.id, filter(result), rung))
  }

  end(trial: DrivenTrial, result?: Result, outcome: TrialOutcome = 'completed'): void {
    this.#tell((search, filter) =>
      search.onTrialComplete(trial.id, result && filter(result), outcome),
    )
  }

  /** Tries configs one after the other, each to its end, until so many more are done or no more come. */
  play(trials: number, evaluate: (config: Config) => Result | undefined): DrivenTrial[] {
    const played: DrivenTrial[] = []
    while (played.length < trials) {
      const [trial] = this.add()
      if (trial === undefined) break
      this.end(trial, evaluate(trial.config))
      played.push(trial)
    }
    return played
  }

  /**
   * A new search that was told the same.
   * @param options `digested`: whether results are told with no more than the search reads of them.
   */
  retold({ digested = false }: { readonly digested?: boolean } = {}): Search {
    const search = this.#create()
    const digest: Filter = (result) =>
      decode(encode(this.search.digest?.(result) ?? result)) as Result
    for (const fact of this.#facts) fact(search, digested ? digest : asIs)
    return search
  }

  #tell(fact: Fact): void {
    this.#facts.push(fact)
    fact(this.search, asIs)
  }
}

const asIs: Filter = (result) => result
