import { AttuneError } from '../errors.ts'
import { Random } from '../math/random.ts'
import { compileSpace } from '../space/space.ts'
import { createSearcher } from './create-searcher.ts'
import type { Mode, Objective, Result } from '../math/score.ts'
import type { Config, ParamSpace } from '../space/config.ts'
import type { Search, Searcher, Suggestion, TrialOutcome } from './searcher.ts'

/** Options of {@link createSearch}. */
export interface CreateSearchOptions {
  /** Flat path of the metric in what is told, or several. @defaultValue `'_metric'`: a told number */
  readonly metric?: string | readonly string[]
  /** Whether it is to be made small or large; one for each metric. */
  readonly mode: Mode | readonly Mode[]
  /** A searcher, its name, or `{ name, …options }`. @defaultValue `'auto'` */
  readonly algorithm?:
    Searcher | string | ({ readonly name: string } & Readonly<Record<string, unknown>>)
  /** The same seed and the same tells give the same configs. @defaultValue 0 */
  readonly seed?: number | string
  /** How many configs will be asked for, if that is known. @defaultValue no end */
  readonly numSamples?: number
}

/** A config to try. */
export interface Asked<C> {
  readonly id: string
  readonly config: C
  /** The values that were chosen (not the constants), by flat path. */
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * A search without a tuner: ask for a config, try it however you like, tell what came out. Synchronous,
 * and without any API of Node, so that it runs in a browser as well.
 */
export function createSearch<S extends ParamSpace>(
  space: S & ParamSpace,
  options: CreateSearchOptions,
): AskTell<Config<S>> {
  const { metric = '_metric', mode, algorithm = 'auto', seed = 0, numSamples = Infinity } = options
  const metrics = typeof metric === 'string' ? [metric] : metric
  const modes = typeof mode === 'string' ? metrics.map(() => mode) : mode
  const objectives = metrics.map((name, i) => ({ metric: name, mode: modes[i] as Mode }))
  const [first] = objectives as [Objective]
  const search = toSearcher(algorithm).create({
    space: compileSpace(space),
    ...first,
    objectives,
    random: Random.fromSeed(seed).split('search'),
    numSamples,
  })
  return new AskTell(search, objectives)
}

/** One search, see {@link createSearch}. */
export class AskTell<C> {
  readonly #search: Search
  readonly #objectives: readonly Objective[]
  #count = 0

  constructor(search: Search, objectives: readonly Objective[]) {
    this.#search = search
    this.#objectives = objectives
  }

  ask(): Asked<C> {
    const [asked] = this.askMany(1)
    if (asked === undefined)
      throw new AttuneError('SEARCH_FINISHED', 'There is no config left to try.')
    return asked
  }

  /** Up to `count` different configs, to be tried at once. */
  askMany(count: number): readonly Asked<C>[] {
    return this.#search.ask(count).suggestions.map((suggestion) => this.#add(suggestion))
  }

  tell(id: string, result: Result | number, outcome: TrialOutcome = 'completed'): void {
    const metric = this.#objectives[0]?.metric ?? '_metric'
    this.#search.onTrialComplete(
      id,
      typeof result === 'number' ? { [metric]: result } : result,
      outcome,
    )
  }

  #add(suggestion: Suggestion): Asked<C> {
    const id = String(this.#count)
    this.#count += 1
    this.#search.onTrialAdded(id, suggestion)
    return { id, config: suggestion.config as C, params: suggestion.params }
  }
}

function toSearcher(algorithm: NonNullable<CreateSearchOptions['algorithm']>): Searcher {
  if (typeof algorithm === 'string') return createSearcher(algorithm)
  if ('create' in algorithm) return algorithm as Searcher
  const { name, ...options } = algorithm
  return createSearcher(name, options)
}
