import { nonDominatedSort } from '../../math/pareto.ts'
import { isBetter } from '../../math/score.ts'
import type { Objective, Result } from '../../math/score.ts'
import type { TrialOutcome } from '../searcher.ts'

/** A config that was asked for, and what became of it. */
export interface AskedTrial<C> {
  readonly id: string
  readonly config: C
  /** The values that were chosen (not the constants), by flat path. */
  readonly params: Readonly<Record<string, unknown>>
  /** Undefined while it runs. */
  readonly outcome: TrialOutcome | undefined
  /** Its latest result, intermediate ones included; undefined before there is one. */
  readonly result: Result | undefined
  /** The metrics of that result, as they were told; NaN where it has none. */
  readonly values: readonly number[]
}

/** A trial that has ended well. */
export interface BestTrial<C> extends AskedTrial<C> {
  /** The metric, as it was told. */
  readonly value: number
}

/** Which of the trials that have ended are the best. */
export class Scoreboard<C> {
  readonly #objectives: readonly Objective[]
  readonly #ended: AskedTrial<C>[] = []
  #best: BestTrial<C> | undefined
  #front: readonly AskedTrial<C>[] | undefined = []

  constructor(objectives: readonly Objective[]) {
    this.#objectives = objectives
  }

  /** By the first metric; of equal ones the first. Undefined before there is one with a number. */
  get best(): BestTrial<C> | undefined {
    return this.#best
  }

  /** The trials that no other is better than, in the order in which they ended. */
  get front(): readonly AskedTrial<C>[] {
    this.#front ??= this.#findFront()
    return this.#front
  }

  /** @param trial One that has not failed and keeps the constraints. */
  add(trial: AskedTrial<C>): void {
    if (trial.values.some(Number.isNaN)) return
    this.#ended.push(trial)
    this.#front = undefined
    const [value = Number.NaN] = trial.values
    const mode = this.#objectives[0]?.mode ?? 'min'
    if (this.#best !== undefined && !isBetter(value, this.#best.value, mode)) return
    this.#best = { ...trial, value }
  }

  #findFront(): readonly AskedTrial<C>[] {
    const points = this.#ended.map(({ values }) =>
      values.map((value, i) => (this.#objectives[i]?.mode === 'max' ? value : -value)),
    )
    const [first = []] = nonDominatedSort(points)
    return first.map((index) => this.#ended[index] as AskedTrial<C>)
  }
}
