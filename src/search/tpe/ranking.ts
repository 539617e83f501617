import { hypervolumeSubset } from '../../math/hypervolume-subset.ts'
import { ParetoFronts } from '../../math/pareto-fronts.ts'
import { compareTrials } from '../compare-trials.ts'
import { isPruned, type FinishedTrial, type Known } from '../history.ts'

/**
 * The finished trials by their worth, kept up to date. They are in the order of `compareTrials`: full
 * ones, pruned ones, those that violate constraints, those that are worthless. With several objectives
 * the full ones are in fronts, and of a front that is cut those are taken that dominate the most
 * together.
 */
export class Ranking {
  /** Trials in a total order, best first: all, or with several objectives those that are in no front. */
  #row: number[] = []
  #fronts: ParetoFronts = new ParetoFronts()
  /** Which trial each point of the fronts is. */
  #members: number[] = []
  #count = 0
  #worthy = 0
  #epoch = Number.NaN
  #fullStep = 0

  /** How many of the trials are worth anything. */
  get worthy(): number {
    return this.#worthy
  }

  /** Takes in what has come since. */
  fold(known: Known): void {
    const { finished, epoch, fullStep } = known
    if (epoch !== this.#epoch || fullStep !== this.#fullStep || finished.length < this.#count) {
      this.#row = []
      this.#fronts = new ParetoFronts()
      this.#members = []
      this.#count = 0
      this.#worthy = 0
      this.#epoch = epoch
      this.#fullStep = fullStep
    }
    for (; this.#count < finished.length; this.#count++) this.#add(known, this.#count)
  }

  /**
   * The best of some trials, best first where there is an order.
   * @param among 1 for those that are asked about, by the number of the finished trial.
   * @returns Numbers of finished trials; fewer than `count` if only so many are worth anything.
   */
  best({ finished }: Known, count: number, among: Uint8Array): number[] {
    const best: number[] = []
    for (const front of this.#fronts.fronts) {
      const open = count - best.length
      if (open <= 0) return best
      const members = front
        .map((item) => this.#members[item] as number)
        .filter((trial) => among[trial] === 1)
      best.push(...(members.length <= open ? members : cut(members, open, finished)))
    }
    for (const trial of this.#row) {
      if (best.length >= count || isWorthless(finished[trial] as FinishedTrial)) break
      if (among[trial] === 1) best.push(trial)
    }
    return best
  }

  #add(known: Known, index: number): void {
    const trial = known.finished[index] as FinishedTrial
    const { values, violation } = trial
    const worthless = isWorthless(trial)
    if (!worthless) this.#worthy += 1
    if (values.length > 1 && !worthless && violation === 0 && !isPruned(trial, known)) {
      this.#fronts.insert(values.map((value) => -value))
      this.#members.push(index)
    } else this.#insert(known, index)
  }

  #insert({ finished, fullStep }: Known, index: number): void {
    const row = this.#row
    let low = 0
    let high = row.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = finished[row[middle] as number] as FinishedTrial
      if (compare(other, finished[index] as FinishedTrial, fullStep) > 0) high = middle
      else low = middle + 1
    }
    row.splice(low, 0, index)
  }
}

/** Whether it failed, or is infinitely bad in something; such trials are never among the good ones. */
export function isWorthless({ values }: FinishedTrial): boolean {
  for (const value of values) if (!(value < Number.POSITIVE_INFINITY)) return true
  return false
}

function compare(a: FinishedTrial, b: FinishedTrial, fullStep: number): number {
  const worth = Number(isWorthless(a)) - Number(isWorthless(b))
  return worth === 0 ? compareTrials(a, b, fullStep) : worth
}

/** The members of a front that dominate the most together, seen from a little beyond its worst. */
function cut(members: readonly number[], count: number, finished: Known['finished']): number[] {
  const points = members.map((trial) => (finished[trial] as FinishedTrial).values)
  const reference = Array.from(points[0] ?? [], (_, k) => {
    const worst = points.reduce((most, point) => Math.max(most, point[k] as number), -Infinity)
    return Math.max(1.1 * worst, 0.9 * worst) || 1e-12
  })
  return hypervolumeSubset(points, count, reference).map((i) => members[i] as number)
}
