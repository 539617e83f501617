import { ConfigurationError } from '../errors.ts'
import { checkNames } from '../option-checks.ts'
import { Random } from '../math/random.ts'
import { foreignKind, isPlainObject, sameData } from '../space/data.ts'
import { spaceFromJSON, spaceToJSON } from '../space/space-json.ts'
import { compileSpace, type Space } from '../space/space.ts'
import { AskTell, type Origin } from './ask-tell/ask-tell.ts'
import { sampleCount, searchRules, toSearcher } from './ask-tell/options.ts'
import { readState } from './ask-tell/state.ts'
import type { Config, ParamSpace } from '../space/config.ts'
import type { Algorithm, CreateSearchOptions, SearchRules } from './ask-tell/options.ts'
import type { SearchState } from './ask-tell/state.ts'
import type { Search, Searcher } from './searcher.ts'

export type { Algorithm, CreateSearchOptions } from './ask-tell/options.ts'
export type { Asked, AskTell } from './ask-tell/ask-tell.ts'
export type { AskedTrial, BestTrial } from './ask-tell/scoreboard.ts'
export type { Measured } from './ask-tell/measured.ts'
export type { Fact, SearchState } from './ask-tell/state.ts'

/** What of a saved search was code, or shall be another from now on. */
export interface RestoreSearchOptions {
  /**
   * The space it was created with: needed for the functions of `sampleFrom`, and for the type of the
   * configs. @defaultValue the saved one
   */
  readonly space?: ParamSpace
  /**
   * The algorithm, needed if it holds functions such as `constraints`. Another one than it was takes
   * over, and hears all that was told. @defaultValue the saved one
   */
  readonly algorithm?: Algorithm
  /** How many configs there will be at most, those before included. @defaultValue as many as before */
  readonly numSamples?: number
}

/**
 * A search without a tuner: ask for a config, try it however you like, tell what came out. Synchronous,
 * and without any API of Node, so that it runs in a browser as well.
 *
 * ```ts
 * const search = createSearch({ x: uniform(-5, 5), act: choice(['relu', 'gelu']) }, { mode: 'min' })
 * for (let i = 0; i < 50; i++) {
 *   const { id, config } = search.ask()
 *   search.tell(id, config.x ** 2)
 * }
 * search.best?.config
 * ```
 *
 * @throws {ConfigurationError} `MODE_REQUIRED`, `INVALID_OPTION`, `UNKNOWN_OPTION`, `UNKNOWN_SEARCHER`,
 * and what the space or the algorithm has to say, e.g. `SINGLE_OBJECTIVE_ONLY`.
 */
export function createSearch<S extends ParamSpace>(
  space: S & ParamSpace,
  options: CreateSearchOptions,
): AskTell<Config<S>> {
  const rules = searchRules(options)
  const compiled = compileSpace(space)
  return new AskTell(begin(compiled, rules), originOf(compiled, rules))
}

/**
 * Goes on with a search that was saved: the next configs are those that the saved one would have given.
 * Trials that ran then run still, and may be told.
 *
 * @param state What `search.toJSON()` returned, or `JSON.parse` of what `JSON.stringify(search)` wrote.
 * @throws {ConfigurationError} `UNREADABLE_STATE`, `STATE_TOO_NEW`, `SPACE_CHANGED` for a space other
 * than the saved one, `PART_REQUIRED` when `space` or `algorithm` has to be given again.
 */
export function restoreSearch<S extends ParamSpace>(
  state: SearchState,
  options: RestoreSearchOptions & { readonly space: S & ParamSpace },
): AskTell<Config<S>>
export function restoreSearch(
  state: SearchState,
  options?: RestoreSearchOptions,
): AskTell<Readonly<Record<string, unknown>>>
export function restoreSearch(
  state: SearchState,
  options: RestoreSearchOptions = {},
): AskTell<unknown> {
  checkNames('restoreSearch', options, ['space', 'algorithm', 'numSamples'])
  const saved = readState(state)
  const { objectives, seed } = saved
  const space = spaceOf(saved, options.space)
  const searcher = searcherOf(saved, options.algorithm)
  const numSamples = sampleCount('restoreSearch', options.numSamples ?? saved.numSamples)
  const rules = { objectives, searcher, seed, numSamples }
  const past = searcher.name === saved.algorithm.name ? saved : withoutMemos(saved)
  const isFinished = saved.isFinished && numSamples === sampleCount('', saved.numSamples)
  return new AskTell(begin(space, rules), originOf(space, rules), { ...past, isFinished })
}

function begin(space: Space, { objectives, searcher, seed, numSamples }: SearchRules): Search {
  const [first] = objectives
  return searcher.create({
    space,
    metric: first?.metric,
    mode: first?.mode ?? 'min',
    objectives,
    random: Random.fromSeed(seed).split('search'),
    numSamples,
  })
}

function originOf(space: Space, { objectives, searcher, seed, numSamples }: SearchRules): Origin {
  return {
    space: spaceToJSON(space),
    objectives,
    algorithm: algorithmOf(searcher),
    seed,
    numSamples: numSamples === Infinity ? null : numSamples,
  }
}

/** The name alone where the options cannot be written down. */
function algorithmOf(searcher: Searcher): SearchState['algorithm'] {
  const json = searcher.toJSON?.()
  return json === undefined || !isWritable(json) ? { name: searcher.name } : json
}

function isWritable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isWritable)
  if (isPlainObject(value)) return Object.values(value).every(isWritable)
  return value === undefined || foreignKind(value) === undefined
}

function spaceOf(saved: SearchState, given: unknown): Space {
  const space = given === undefined ? spaceFromJSON(saved.space) : compileSpace(given)
  const [missing] = space.missingFunctions
  if (missing !== undefined) {
    throw new ConfigurationError(
      'PART_REQUIRED',
      `The space's ${missing} was a function, which cannot be written down. Give the space again: ` +
        'restoreSearch(state, { space }).',
      { path: ['restoreSearch', 'space'] },
    )
  }
  if (given === undefined || sameData(spaceToJSON(space), saved.space)) return space
  throw new ConfigurationError(
    'SPACE_CHANGED',
    'The space given is not the one that the search was created with. Give the same, or create a new ' +
      "search whose algorithm learns from the old one's trials (warmStart).",
    { path: ['restoreSearch', 'space'] },
  )
}

function searcherOf({ algorithm }: SearchState, given: Algorithm | undefined): Searcher {
  if (given !== undefined) return toSearcher(given)
  if (algorithm.options !== undefined)
    return toSearcher({ ...algorithm.options, name: algorithm.name })
  throw new ConfigurationError(
    'PART_REQUIRED',
    `The options of the algorithm ${algorithm.name} held code, or it is your own, which cannot be ` +
      'written down. Give it again: restoreSearch(state, { algorithm }).',
    { path: ['restoreSearch', 'algorithm'] },
  )
}

/** What one algorithm noted with its suggestions says nothing to another. */
function withoutMemos(saved: SearchState): SearchState {
  const facts = saved.facts.map((fact) => {
    if (fact.type !== 'asked') return fact
    const { config, params } = fact.suggestion
    return { ...fact, suggestion: { config, params } }
  })
  return { ...saved, facts }
}
