import { LevelsOverTime } from '../../math/levels-over-time.ts'
import { Curve } from './curve.ts'
import { RunningMean } from './running-mean.ts'
import type { CrossSection } from '../../math/cross-section.ts'
import type { Report } from './report.ts'

/** What a trial has reported. */
export class MeanCurve extends Curve {
  /** Of its last scores: those from the grace period on. */
  mean: RunningMean = new RunningMean()
  /** When its trial last made room for others. */
  lastYield: number = Number.NEGATIVE_INFINITY
}

/**
 * The running means of trials: at a time at which a trial reports, the mean of its scores from the
 * grace period up to that; it holds until the trial reports again. After its last report so far a
 * trial has none. A report costs O(log n) where many trials report at the same few times, O(log² n) on
 * the average elsewhere, n being the number of all reports; one that goes back in time costs as much
 * for each report that it supersedes, and a step for each that the trial has.
 */
export class RunningMeans {
  readonly #gracePeriod: number
  readonly #levels: LevelsOverTime = new LevelsOverTime()

  constructor(gracePeriod: number) {
    this.#gracePeriod = gracePeriod
  }

  /**
   * Adds a report to its trial's curve.
   * @param judge Is shown the running means of all others at that time, unless it is too early.
   */
  add<T>(curve: MeanCurve, report: Report, judge: (others: CrossSection) => T): T | undefined {
    this.#takeBack(curve, curve.standingBefore(report))
    const { lastTime } = curve
    const { time, score } = report
    curve.add(report)
    if (time < this.#gracePeriod) return undefined
    const { count, value } = curve.mean
    if (count > 0) {
      if (lastTime === time) this.#levels.removeAt(time, value)
      else this.#levels.addBetween(lastTime, time, value)
    }
    const judgement = judge(this.#levels.at(time))
    curve.mean.add(score)
    this.#levels.addAt(time, curve.mean.value)
    return judgement
  }

  /** Leaves a curve its first `count` reports. */
  #takeBack(curve: MeanCurve, count: number): void {
    if (count === curve.length) return
    const first = curve.length - curve.mean.count
    const mean = new RunningMean()
    const means: number[] = []
    for (let i = first; i < curve.length; i++) {
      mean.add(curve.score(i))
      means.push(mean.value)
    }
    for (let i = curve.length - 1; i >= Math.max(first, count); i--) {
      this.#takeBackOne(curve, i, means[i - first] as number, means[i - first - 1])
    }
    curve.cut(count)
    curve.mean = new RunningMean()
    for (let i = first; i < count; i++) curve.mean.add(curve.score(i))
  }

  #takeBackOne(curve: Curve, index: number, mean: number, before: number | undefined): void {
    const time = curve.time(index)
    const earlier = curve.time(index - 1)
    this.#levels.removeAt(time, mean)
    if (before === undefined) return
    if (earlier === time) this.#levels.addAt(time, before)
    else this.#levels.removeBetween(earlier, time, before)
  }
}
