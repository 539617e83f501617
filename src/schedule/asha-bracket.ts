import { Rung } from './asha-rung.ts'
import type { Verdict } from './asha-rung.ts'

/** How far up its bracket a trial is. */
export interface Climber {
  readonly bracket: Bracket
  /** Index of the lowest rung that it has not passed. */
  next: number
}

/** A ladder of rungs, lowest first, with the scores of those who climb it. */
export class Bracket {
  readonly rungs: readonly Rung[]

  constructor(milestones: readonly number[], reductionFactor: number) {
    this.rungs = milestones.map((milestone) => new Rung(milestone, reductionFactor))
  }

  /**
   * Takes a climber as far as `time` goes. It enters the highest rung that it reaches; rungs that it
   * jumped over count as passed, so that nobody is judged by a late score among early ones. Undefined
   * when it reaches no new rung.
   */
  climb(
    climber: Climber,
    time: number,
    score: number,
  ): { readonly rung: Rung; readonly verdict: Verdict } | undefined {
    let reached: Rung | undefined
    for (
      let rung = this.rungs[climber.next];
      rung !== undefined && time >= rung.milestone;
      rung = this.rungs[climber.next]
    ) {
      reached = rung
      climber.next += 1
    }
    return reached && { rung: reached, verdict: reached.enter(score) }
  }
}
