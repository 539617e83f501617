import { meanResult, nanMean, standardError } from '../math/mean-result.ts'
import { numberAt } from '../math/score.ts'
import type { Objective, Result } from '../math/score.ts'
import type { Suggestion, TrialOutcome } from './searcher.ts'

/** How a trial ended. */
export interface Ending {
  readonly result: Result | undefined
  readonly outcome: TrialOutcome
  readonly rung: number | undefined
}

/** The repeats of one config. */
export class RepeatGroup {
  /** Id of its first trial. */
  readonly id: string
  /** What the searcher suggested. */
  readonly suggestion: Suggestion
  /** How many repeats there will be. */
  readonly size: number
  /** How many repeats have become trials. */
  begun = 0
  /** Whether the searcher has heard of its end. */
  isTold = false
  readonly #endings: Map<string, Ending> = new Map()

  constructor(id: string, suggestion: Suggestion, size: number) {
    this.id = id
    this.suggestion = suggestion
    this.size = size
  }

  get isOver(): boolean {
    return this.#endings.size === this.size
  }

  /** Those that have ended. */
  get trials(): Iterable<string> {
    return this.#endings.keys()
  }

  get hasFailures(): boolean {
    return [...this.#endings.values()].some(({ outcome }) => outcome === 'failed')
  }

  end(trial: string, ending: Ending): void {
    const before = this.#endings.get(trial)
    if (before === undefined || before.outcome === 'failed') this.#endings.set(trial, ending)
  }

  revive(trial: string): void {
    if (this.#endings.get(trial)?.outcome === 'failed') this.#endings.delete(trial)
  }

  /**
   * What became of the config: the mean of the results of those that have not failed. It counts as
   * stopped where one of them was stopped, and as failed where all failed.
   */
  summary(objectives: readonly Objective[]): Ending {
    const sound = [...this.#endings.values()].filter(({ outcome }) => outcome !== 'failed')
    const [first] = sound
    if (first === undefined) return { result: undefined, outcome: 'failed', rung: undefined }
    const outcome = sound.some((ending) => ending.outcome === 'stopped') ? 'stopped' : 'completed'
    const rung = sound.every((ending) => ending.rung === first.rung) ? first.rung : undefined
    const results = sound.flatMap(({ result }) => (result === undefined ? [] : [result]))
    const result = results.length === 0 ? undefined : summarise(results, objectives)
    return { result, outcome, rung }
  }
}

function summarise(results: readonly Result[], objectives: readonly Objective[]): Result {
  const metrics: Record<string, number> = {}
  for (const { metric } of objectives) {
    const values = results.map((result) => numberAt(result, metric) ?? Number.NaN)
    const error = standardError(values)
    metrics[metric] = nanMean(values)
    if (error !== undefined) metrics[`${metric}/stderr`] = error
  }
  return { ...meanResult(results), ...metrics }
}
