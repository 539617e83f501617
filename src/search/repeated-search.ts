import { RepeatGroup } from './repeat-group.ts'
import type { Objective, Result } from '../math/score.ts'
import type { Search, Suggestion, Suggestions, TrialOutcome } from './searcher.ts'

/** Where a config says which repeat it is. */
export const TRIAL_INDEX = '__trial_index__'

export interface RepeatRules {
  readonly repeat: number
  readonly setIndex: boolean
  readonly objectives: readonly Objective[]
  /** How many trials there will be, repeats counted. */
  readonly total: number
}

/** One study's search in which every config is tried several times, see `Repeater`. */
export class RepeatedSearch implements Search {
  readonly digest?: (result: Result) => Result
  readonly isFeasible?: (result: Result) => boolean
  readonly #inner: Search
  readonly #rules: RepeatRules
  /** The groups of all trials of which there may be news. */
  readonly #groups: Map<string, RepeatGroup> = new Map()
  /** The group that the next trial belongs to; undefined where it begins one. */
  #open: RepeatGroup | undefined
  #count = 0

  constructor(inner: Search, rules: RepeatRules) {
    this.#inner = inner
    this.#rules = rules
    if (inner.digest) this.digest = inner.digest.bind(inner)
    if (inner.isFeasible) this.isFeasible = inner.isFeasible.bind(inner)
  }

  get adaptive(): boolean {
    return this.#inner.adaptive
  }

  get total(): number {
    return this.#rules.total
  }

  get warnings(): readonly string[] {
    const { repeat, total } = this.#rules
    const warnings = this.#inner.warnings ?? []
    const rest = total % repeat
    if (total === Number.POSITIVE_INFINITY || rest === 0) return warnings
    return [
      ...warnings,
      `Each config is tried ${repeat} times, but ${total} trials are no multiple of that: the last ` +
        `config is tried only ${rest === 1 ? 'once' : `${rest} times`}.`,
    ]
  }

  get isHeavy(): boolean {
    return this.#inner.isHeavy === true
  }

  ask(count: number): Suggestions {
    const { repeat, total } = this.#rules
    const wanted = Math.min(count, total - this.#count)
    const open = this.#open
    const repeats = open === undefined ? [] : this.#repeats(open.suggestion, open.begun)
    const missing = wanted - repeats.length
    const asked = missing > 0 ? this.#inner.ask(Math.ceil(missing / repeat)) : undefined
    for (const suggestion of asked?.suggestions ?? []) repeats.push(...this.#repeats(suggestion, 0))
    const suggestions = repeats.slice(0, wanted)
    const isLast = asked?.finished === true && suggestions.length === repeats.length
    const finished = isLast || this.#count + suggestions.length >= total
    const { remarks } = asked ?? {}
    return remarks === undefined ? { suggestions, finished } : { suggestions, finished, remarks }
  }

  onTrialAdded(trial: string, suggestion: Suggestion): void {
    if (this.#open === undefined) {
      const { repeat, total } = this.#rules
      const own = withoutIndex(suggestion)
      this.#open = new RepeatGroup(trial, own, Math.min(repeat, total - this.#count))
      this.#inner.onTrialAdded(trial, own)
    }
    const group = this.#open
    this.#count += 1
    this.#groups.set(trial, group)
    group.begun += 1
    if (group.begun >= group.size) this.#open = undefined
  }

  /** Not passed on, see `Repeater`; but a repeat that had failed runs again. */
  onTrialResult(trial: string): void {
    this.#groups.get(trial)?.revive(trial)
  }

  onTrialComplete(
    trial: string,
    result: Result | undefined,
    outcome: TrialOutcome,
    rung?: number,
  ): void {
    const group = this.#groups.get(trial)
    if (group === undefined) return
    // What is read of a result is read before the mean is taken: constraints, for one, may be functions.
    const read = result && (this.#inner.digest?.(result) ?? result)
    group.end(trial, { result: read, outcome, rung })
    if (!group.isOver) return
    this.#tell(group)
    // No more will be heard of trials that have not failed.
    if (!group.hasFailures) for (const member of group.trials) this.#groups.delete(member)
  }

  /** What became of a group; once more where that has changed. */
  #tell(group: RepeatGroup): void {
    const { result, outcome, rung } = group.summary(this.#rules.objectives)
    if (group.isTold) {
      if (result === undefined) return
      // Whoever has ended goes on with a result, and ends again.
      this.#inner.onTrialResult(group.id, result)
    }
    group.isTold = true
    this.#inner.onTrialComplete(group.id, result, outcome, rung)
  }

  #repeats(suggestion: Suggestion, first: number): Suggestion[] {
    const { repeat, setIndex } = this.#rules
    return Array.from({ length: repeat - first }, (_, i) =>
      setIndex ? withIndex(suggestion, first + i) : suggestion,
    )
  }
}

function withIndex(suggestion: Suggestion, index: number): Suggestion {
  const config = { ...(suggestion.config as object), [TRIAL_INDEX]: index }
  return { ...suggestion, config, params: { ...suggestion.params, [TRIAL_INDEX]: index } }
}

function withoutIndex(suggestion: Suggestion): Suggestion {
  const { [TRIAL_INDEX]: _, ...config } = suggestion.config as Record<string, unknown>
  const { [TRIAL_INDEX]: __, ...params } = suggestion.params
  return { ...suggestion, config, params }
}
