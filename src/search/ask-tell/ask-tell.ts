import { AttuneError, show } from '../../errors.ts'
import { checkCount, reject } from '../../option-checks.ts'
import { numberAt } from '../../math/score.ts'
import { copyData } from '../../space/data.ts'
import { toResult, type Measured } from './measured.ts'
import { Scoreboard, type AskedTrial, type BestTrial } from './scoreboard.ts'
import { spell } from './spelled.ts'
import { asState, type Fact, type SearchState } from './state.ts'
import type { Objective, Result } from '../../math/score.ts'
import type { Search, Suggestion, TrialOutcome } from '../searcher.ts'

/** A config to try. */
export interface Asked<C> {
  /** By which its results are told: `'0'`, `'1'`, … */
  readonly id: string
  /** A copy of its own, to be used and changed freely. */
  readonly config: C
  /** The values that were chosen (not the constants), by flat path. */
  readonly params: Readonly<Record<string, unknown>>
}

/** What a search was created with, as plain data. */
export type Origin = Pick<SearchState, 'space' | 'objectives' | 'algorithm' | 'seed' | 'numSamples'>

/** A trial as it is kept. */
interface Kept<C> {
  trial: AskedTrial<C>
  reports: number
}

/**
 * A search without a tuner, made by `createSearch`: ask for a config, try it however you like, tell what
 * came out. Everything happens at once and in memory; save it with `JSON.stringify(search)`.
 */
export class AskTell<C> {
  /** What a user should know before it starts, e.g. of a preset that is out of range. */
  readonly warnings: readonly string[]
  readonly #search: Search
  readonly #origin: Origin
  readonly #objectives: readonly Objective[]
  readonly #facts: Fact[] = []
  readonly #kept: Map<string, Kept<C>> = new Map()
  readonly #remarks: Set<string> = new Set()
  readonly #scoreboard: Scoreboard<C>
  #finished = false

  /** @internal Use `createSearch` or `restoreSearch`. */
  constructor(search: Search, origin: Origin, past?: SearchState) {
    this.#search = search
    this.#origin = origin
    this.#objectives = origin.objectives
    this.#scoreboard = new Scoreboard(origin.objectives)
    this.warnings = search.warnings ?? []
    if (past === undefined) return
    for (const fact of past.facts) this.#retell(fact)
    for (const remark of past.remarks) this.#remarks.add(remark)
    this.#finished = past.isFinished
  }

  /** Whether no config is left to ask for. Trials may still run. */
  get isFinished(): boolean {
    return this.#finished || this.#kept.size >= this.#search.total
  }

  /** What the algorithm had to say while it chose, each line once, e.g. that it fell back to another. */
  get remarks(): readonly string[] {
    return [...this.#remarks]
  }

  /** All configs that were asked for, in that order, and what became of them. */
  get trials(): readonly AskedTrial<C>[] {
    return Array.from(this.#kept.values(), ({ trial }) => trial)
  }

  /**
   * The trial with the best last result, of equal ones the first; undefined before one has ended with a
   * number. Failed trials, NaN, and what violates the constraints do not count.
   * @throws {AttuneError} `NO_SINGLE_BEST` where there are several metrics: see {@link paretoFront}.
   */
  get best(): BestTrial<C> | undefined {
    if (this.#objectives.length === 1) return this.#scoreboard.best
    throw new AttuneError(
      'NO_SINGLE_BEST',
      `There are ${this.#objectives.length} metrics, so that no trial is the best of all. Use ` +
        'search.paretoFront: the trials that no other is better than in everything.',
    )
  }

  /**
   * The trials that no other one beats: whoever is better in one metric is worse in another. In the
   * order in which they ended; what counts is as in {@link best}. With one metric, the best of all, and
   * those that equal it.
   */
  get paretoFront(): readonly AskedTrial<C>[] {
    return this.#scoreboard.front
  }

  /**
   * The next config to try; it runs from now on, until its result is told.
   * @throws {AttuneError} `SEARCH_FINISHED` when no config is left, `SEARCH_WAITS` when there will be
   * more, but not before a trial that runs has ended.
   */
  ask(): Asked<C> {
    const [asked] = this.askMany(1)
    if (asked !== undefined) return asked
    if (this.isFinished) {
      throw new AttuneError(
        'SEARCH_FINISHED',
        `No config is left to try: all ${this.#kept.size} have been asked for. Ask while ` +
          '!search.isFinished; create the search with a larger numSamples if there should be more.',
      )
    }
    throw new AttuneError(
      'SEARCH_WAITS',
      'The next config depends on trials that still run. Tell the result of one of them first; ' +
        'askMany() gives an empty list instead of this error.',
    )
  }

  /**
   * Several configs to be tried at once, all different.
   * @param count How many, 1 or more. There are fewer, or none, when the search is finished or waits for
   * results.
   */
  askMany(count: number): Asked<C>[] {
    checkCount('askMany', 'count', count, 1)
    const { suggestions, finished, remarks = [] } = this.#search.ask(count)
    for (const remark of remarks) this.#remarks.add(remark)
    this.#finished ||= finished
    return suggestions.map((suggestion) => {
      const id = String(this.#kept.size)
      this.#add(id, suggestion)
      const { config, params } = copyData(suggestion) as Suggestion
      return { id, config: config as C, params }
    })
  }

  /**
   * Tells an intermediate result of a trial that goes on, for algorithms that learn from them. Without
   * a `training_iteration` of its own it gets one: 1, 2, 3, … A trial that was told as failed runs
   * again from then on.
   * @param rung Where trials are compared with one another at fixed points, the one at which this
   * result was: results at the same rung cost the same. `bohb` models them together.
   * @throws {AttuneError} `UNKNOWN_TRIAL`, `TRIAL_ENDED`, `INVALID_METRICS`.
   */
  report(id: string, result: Measured, rung?: number): void {
    if (rung !== undefined && !Number.isFinite(rung)) {
      reject('report', 'rung', rung, 'Give a finite number, or leave it out.')
    }
    const kept = this.#open(id)
    const measured = toResult(result, this.#objectives) ?? {}
    this.#onReported(kept, withIteration(measured, kept.reports + 1), rung)
  }

  /**
   * Tells how a trial ended. A trial that failed may be told again, if it was tried again; others may
   * not.
   * @param result Its last result; left out, the one that was reported last. NaN, ±Infinity and a
   * missing metric are fine: the algorithm takes such a trial for a bad one.
   * @param outcome `'stopped'` if it was ended early, so that its result is not that of a whole trial;
   * `'failed'` if it has no result worth learning from. @defaultValue `'completed'`
   * @throws {AttuneError} `UNKNOWN_TRIAL`, `TRIAL_ENDED`, `INVALID_METRICS`.
   */
  tell(id: string, result?: Measured, outcome: TrialOutcome = 'completed'): void {
    if (!['completed', 'stopped', 'failed'].includes(outcome)) {
      reject('tell', 'outcome', outcome, "Give 'completed', 'stopped' or 'failed'.")
    }
    const kept = this.#open(id)
    const told = toResult(result, this.#objectives)
    const { result: last, outcome: before } = kept.trial
    const iteration = last === undefined ? undefined : numberAt(last, ITERATION)
    const final = told === undefined ? last : withIteration(told, iteration ?? 1)
    // The algorithm has to hear that it runs again before it can end again.
    if (before === 'failed' && outcome !== 'failed') this.#onReported(kept, final ?? {}, undefined)
    this.#onTold(kept, final, outcome)
  }

  /**
   * The whole search as plain data, which is what `JSON.stringify(search)` writes; `restoreSearch` goes
   * on from there exactly as this one would.
   */
  toJSON(): SearchState {
    return spell(
      asState({
        ...this.#origin,
        isFinished: this.#finished,
        remarks: this.remarks,
        facts: this.#facts,
      }),
    ) as SearchState
  }

  /** The trial of an id, if something may be told of it. */
  #open(id: string): Kept<C> {
    const kept = this.#kept.get(id)
    if (kept === undefined) {
      throw new AttuneError(
        'UNKNOWN_TRIAL',
        `There is no trial ${show(id)}; ${this.#kept.size} configs were asked for. Tell with the id that ` +
          'ask() gave.',
      )
    }
    const { outcome } = kept.trial
    if (outcome === undefined || outcome === 'failed') return kept
    throw new AttuneError(
      'TRIAL_ENDED',
      `Trial ${show(id)} has ended (${outcome}), and nothing more can be told of it. Use report() for ` +
        'intermediate results, and tell() once.',
    )
  }

  #retell(fact: Fact): void {
    if (fact.type === 'asked') {
      this.#add(fact.id, fact.suggestion)
      return
    }
    const kept = this.#open(fact.id)
    if (fact.type === 'reported') this.#onReported(kept, fact.result, fact.rung)
    else this.#onTold(kept, fact.result, fact.outcome)
  }

  #add(id: string, suggestion: Suggestion): void {
    this.#search.onTrialAdded(id, suggestion)
    this.#facts.push({ type: 'asked', id, suggestion })
    const { config, params } = deepFreeze(suggestion) as Suggestion
    const values = this.#objectives.map(() => Number.NaN)
    const trial = { id, config: config as C, params, outcome: undefined, result: undefined, values }
    this.#kept.set(id, { trial, reports: 0 })
  }

  // The algorithm hears it first: what makes it throw, a user's constraints perhaps, has not happened.
  #onReported(kept: Kept<C>, result: Result, rung: number | undefined): void {
    const { id } = kept.trial
    this.#search.onTrialResult(id, result, rung)
    this.#facts.push({ type: 'reported', id, result, ...(rung === undefined ? {} : { rung }) })
    kept.reports += 1
    kept.trial = { ...kept.trial, outcome: undefined, result, values: this.#valuesOf(result) }
  }

  #onTold(kept: Kept<C>, result: Result | undefined, outcome: TrialOutcome): void {
    const { id } = kept.trial
    this.#search.onTrialComplete(id, result, outcome)
    this.#facts.push({ type: 'told', id, ...(result === undefined ? {} : { result }), outcome })
    kept.trial = { ...kept.trial, outcome, result, values: this.#valuesOf(result) }
    const isFeasible = result === undefined || (this.#search.isFeasible?.(result) ?? true)
    if (outcome !== 'failed' && isFeasible) this.#scoreboard.add(kept.trial)
  }

  #valuesOf(result: Result | undefined): readonly number[] {
    return this.#objectives.map(({ metric }) => (result && numberAt(result, metric)) ?? Number.NaN)
  }
}

const ITERATION = 'training_iteration'

function withIteration(result: Result, iteration: number): Result {
  if (numberAt(result, ITERATION) !== undefined) return result
  return Object.freeze({ ...result, [ITERATION]: iteration })
}

function deepFreeze(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data
  for (const value of Object.values(data)) deepFreeze(value)
  return Object.freeze(data)
}
