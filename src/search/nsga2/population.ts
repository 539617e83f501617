import { crowdingDistances } from '../../math/crowding-distance.ts'
import type { FinishedTrial } from '../history.ts'
import { beats, frontsOf } from './fronts.ts'

/** A trial that breeds, and how good it is among the others. */
export interface Member {
  readonly coordinates: Float64Array
  /** 0 for the best. */
  readonly front: number
  /** How lonely it is on its front. */
  readonly distance: number
}

/** The best trials. Where there are too many of them, the one most crowded on the last front goes. */
export class Population {
  readonly #size: number | undefined
  /** The best first. */
  #fronts: readonly (readonly FinishedTrial[])[] = []
  /** How many trials there are in all fronts. */
  #length = 0
  /** How many trials have come that could breed. */
  #count = 0
  #fullStep = 0
  #ranked: readonly Member[] | undefined

  /** @param size Undefined: it grows with the number of trials. */
  constructor(size: number | undefined) {
    this.#size = size
  }

  get isFull(): boolean {
    return this.#length >= this.#capacity
  }

  add(trial: FinishedTrial): void {
    // The longest trial seen by now, not by the end, so that it is the same when all is told once more.
    if (trial.step > this.#fullStep) {
      this.#fullStep = trial.step
      this.#sort(this.#fronts.flat())
    }
    if (!trial.values.every((value) => value < Number.POSITIVE_INFINITY)) return
    this.#count += 1
    if (this.isFull && this.#isBelowAll(trial)) return
    this.#sort([...this.#fronts.flat(), trial])
    if (this.#length > this.#capacity) this.#removeMostCrowded()
  }

  /** All members, from the best front to the last. */
  ranked(): readonly Member[] {
    this.#ranked ??= this.#fronts.flatMap((trials, front) => {
      const distances = crowdingDistances(trials.map(({ values }) => values))
      return trials.map(({ coordinates }, i) => {
        return { coordinates, front, distance: distances[i] as number }
      })
    })
    return this.#ranked
  }

  get #capacity(): number {
    return this.#size ?? Math.min(50, Math.max(10, Math.round(Math.sqrt(this.#count))))
  }

  /** Whether it would be alone on a front after the last. */
  #isBelowAll(trial: FinishedTrial): boolean {
    const last = this.#fronts.at(-1) ?? []
    return last.some((member) => beats(member, trial, this.#fullStep))
  }

  #sort(trials: readonly FinishedTrial[]): void {
    this.#fronts = frontsOf(trials, this.#fullStep)
    this.#length = trials.length
    this.#ranked = undefined
  }

  /** Of equals the last. What is on the other fronts stays as it is. */
  #removeMostCrowded(): void {
    const last = this.#fronts.at(-1) ?? []
    const distances = crowdingDistances(last.map(({ values }) => values))
    let crowded = last.length - 1
    for (let i = crowded - 1; i >= 0; i--) {
      if ((distances[i] as number) < (distances[crowded] as number)) crowded = i
    }
    const rest = last.filter((_, i) => i !== crowded)
    this.#fronts = [...this.#fronts.slice(0, -1), ...(rest.length === 0 ? [] : [rest])]
    this.#length -= 1
  }
}
