import { Random } from '../../src/math/random.ts'
import { BOHBSearch, type BOHBSearchOptions } from '../../src/search/bohb/bohb.ts'
import { compileSpace } from '../../src/space/space.ts'
import type { Result } from '../../src/math/score.ts'
import type { PointSearch } from '../../src/search/point-search.ts'
import type { Suggestion, TrialOutcome } from '../../src/search/searcher.ts'

export interface DriverOptions extends BOHBSearchOptions {
  readonly numSamples?: number
  readonly seed?: number
  readonly mode?: 'min' | 'max'
}

export type Config = Readonly<Record<string, unknown>>

/** Something that a search is told. */
type Fact = (search: PointSearch) => void

/** Plays the study for a search, and can tell another one all that this one was told. */
export class BOHBDriver {
  readonly search: PointSearch
  readonly facts: Fact[] = []
  readonly #create: () => PointSearch
  #trials = 0

  constructor(paramSpace: unknown, options: DriverOptions = {}) {
    const { numSamples = 1000, seed = 1, mode = 'min', ...own } = options
    this.#create = () =>
      new BOHBSearch(own).create({
        space: compileSpace(paramSpace),
        metric: 'loss',
        mode,
        random: Random.fromSeed(seed),
        numSamples,
      })
    this.search = this.#create()
  }

  /** The configs that it would try next. */
  next(count = 1): Config[] {
    return this.search.ask(count).suggestions.map(({ config }) => config as Config)
  }

  /** Makes trials of the configs given; answers their ids. */
  add(...configs: Config[]): string[] {
    return configs.map((config) => {
      const trial = `t${this.#trials}`
      this.#trials += 1
      const suggestion: Suggestion = { config, params: config }
      this.#tell((search) => search.onTrialAdded(trial, suggestion))
      return trial
    })
  }

  report(trial: string, result: Result, rung?: number): this {
    return this.#tell((search) => search.onTrialResult(trial, result, rung))
  }

  end(
    trial: string,
    result: Result | undefined,
    outcome: TrialOutcome = 'completed',
    rung?: number,
  ): this {
    return this.#tell((search) => search.onTrialComplete(trial, result, outcome, rung))
  }

  /** Tries configs one after another, each to its end; answers the losses. */
  optimise(loss: (config: Config) => number, trials: number): number[] {
    return Array.from({ length: trials }, () => {
      const [config] = this.next() as [Config]
      const [trial] = this.add(config) as [string]
      const value = loss(config)
      this.end(trial, { loss: value }, Number.isNaN(value) ? 'failed' : 'completed')
      return value
    })
  }

  /** A new search that was told the first so many facts. */
  retold(facts: number = this.facts.length): PointSearch {
    const search = this.#create()
    for (const fact of this.facts.slice(0, facts)) fact(search)
    return search
  }

  #tell(fact: Fact): this {
    this.facts.push(fact)
    fact(this.search)
    return this
  }
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
