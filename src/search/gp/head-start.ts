import { median } from '../../math/median.ts'
import { isPruned, type FinishedTrial, type RungReading } from '../history.ts'

/** What is read of a trial, at its end or at a rung. */
export type Read = (of: Pick<RungReading, 'values' | 'constraints'>) => number

/** A trial at a rung that it passed, and where it was seen next: at step `end`. */
interface Stage {
  readonly early: RungReading
  readonly late: RungReading
  readonly end: number
}

/**
 * What trials still gain from a step on until they are full ones, as far as trials that a scheduler
 * let go on tell: by how much their values fell in the middle from one rung to the next, added up.
 */
export class HeadStart {
  readonly fullStep: number
  /** By step, the highest first: gaps add up from the end. */
  readonly #stages: ReadonlyMap<number, readonly Stage[]>

  constructor(trials: readonly FinishedTrial[], fullStep: number) {
    const stages = new Map<number, Stage[]>()
    for (const trial of trials) {
      if (trial.rungs === undefined || trial.outcome === 'failed') continue
      const end = isPruned(trial, { fullStep }) ? trial.step : fullStep
      const way = trial.rungs.filter(({ step }) => step < Math.min(trial.step, fullStep))
      for (const [i, early] of way.entries()) {
        const next = way[i + 1]
        const stage = { early, late: next ?? trial, end: next?.step ?? end }
        const others = stages.get(early.step)
        if (others === undefined) stages.set(early.step, [stage])
        else others.push(stage)
      }
    }
    this.fullStep = fullStep
    this.#stages = new Map([...stages].sort(([a], [b]) => b - a))
  }

  /** Whether some trial went on from this step. */
  has(step: number): boolean {
    return this.#stages.has(step)
  }

  /**
   * By step: how much a number falls until the end. Where nobody tells in numbers, it is as much as from
   * the next step.
   */
  gaps(read: Read): ReadonlyMap<number, number> {
    const gaps = new Map<number, number>()
    let last = 0
    for (const [step, stages] of this.#stages) {
      const falls = stages
        .map(({ early, late, end }) => read(early) - read(late) + (gaps.get(end) ?? 0))
        .filter(Number.isFinite)
        .sort((a, b) => a - b)
      last = median({ size: falls.length, at: (k) => falls[k] as number }) ?? last
      gaps.set(step, last)
    }
    return gaps
  }
}
