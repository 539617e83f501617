import { figure } from '../../math/figures.ts'
import { LevelsOverTime } from '../../math/levels-over-time.ts'
import { quantile } from '../../math/quantile.ts'
import { compareScores } from '../../math/score.ts'
import { chooseFirst } from '../fifo.ts'
import { Curve } from './curve.ts'
import { readReport } from './report.ts'
import type { CrossSection } from '../../math/cross-section.ts'
import type { Mode, Result } from '../../math/score.ts'
import type { Schedule, ScheduleDecision, Startable } from '../scheduler.ts'
import type { PercentileRules } from './percentile-options.ts'
import type { Report, ReportPaths } from './report.ts'

const CONTINUE: ScheduleDecision = { action: 'continue' }

/** One study's books of the percentile rule. */
export class PercentileSchedule implements Schedule {
  readonly #rules: PercentileRules
  readonly #paths: ReportPaths
  /** Of the trials that may still report. */
  readonly #curves: Map<string, Curve> = new Map()
  readonly #fallen: Set<string> = new Set()
  /** How many trials have run to their end … */
  #ended = 0
  /** … and what each had reported by when. */
  readonly #reported: LevelsOverTime = new LevelsOverTime()

  constructor(rules: PercentileRules, setup: { readonly metric: string; readonly mode: Mode }) {
    this.#rules = rules
    this.#paths = { ...setup, timeAttr: rules.timeAttr }
  }

  onTrialAdded(trial: string): void {
    const curve = this.#curves.get(trial)
    if (curve === undefined) this.#curves.set(trial, new Curve())
    else curve.isInterrupted = true
  }

  onTrialResult(trial: string, result: Result): ScheduleDecision {
    const curve = this.#curves.get(trial)
    const report = readReport(result, this.#paths)
    if (curve === undefined || report === undefined) return CONTINUE
    // One that was stopped and reports was not: what is told rules.
    this.#fallen.delete(trial)
    curve.cut(curve.standingBefore(report))
    const { lastTime } = curve
    curve.add(report)
    if (this.#ended < this.#rules.startupTrials || !this.#isDue(lastTime, report)) return CONTINUE
    const others = this.#reported.at(report.time)
    if (others.size < this.#rules.minSamplesRequired) return CONTINUE
    return this.#judge(trial, curve.best, report.time, others)
  }

  onTrialComplete(trial: string, result: Result | undefined): void {
    const curve = this.#curves.get(trial)
    this.#curves.delete(trial)
    if (curve === undefined || this.#fallen.has(trial)) return
    this.#ended += 1
    const report = result && readReport(result, this.#paths, { isFinal: true })
    if (report !== undefined && !curve.endsWith(report)) {
      curve.cut(curve.standingBefore(report))
      curve.add(report)
    }
    for (let i = 0; i < curve.length; i++) {
      const time = curve.time(i)
      const next = curve.time(i + 1)
      // Of several values at a time the last one stands.
      if (next === time) continue
      this.#reported.addAt(time, curve.score(i))
      if (next > time) this.#reported.addBetween(time, next, curve.score(i))
    }
  }

  onTrialError(): void {
    // It may be retried, or resumed in a later session: what it has reported is kept.
  }

  onTrialRemoved(trial: string): void {
    this.#curves.delete(trial)
  }

  choose(startable: Startable): string | undefined {
    return chooseFirst(startable)
  }

  describe(): string {
    return `Using PercentileStoppingRule: num_stopped=${this.#fallen.size}`
  }

  /** Whether a result is the first one in its interval. */
  #isDue(lastTime: number, { time }: Report): boolean {
    const { gracePeriod, interval } = this.#rules
    if (time < gracePeriod) return false
    const begin = Math.floor((time - gracePeriod) / interval) * interval + gracePeriod
    return !(lastTime >= begin)
  }

  #judge(trial: string, best: number, time: number, others: CrossSection): ScheduleDecision {
    const { percentile } = this.#rules
    const { timeAttr, metric, mode } = this.#paths
    const share = (100 - percentile) / 100
    // The cutoff is not looked for where it is clear that it is not better.
    const leastAbove = others.size - Math.ceil((others.size - 1) * share)
    if (others.countAbove(best) < leastAbove) return CONTINUE
    const cutoff = quantile(others, share) as number
    if (compareScores(best, cutoff, 'max') >= 0) return CONTINUE
    this.#fallen.add(trial)
    const sign = mode === 'max' ? 1 : -1
    return {
      action: 'stop',
      reason:
        `at ${timeAttr} ${figure(time)}: the best ${metric} so far ` +
        `${figure(sign * best, sign * cutoff)} is worse than ${figure(sign * cutoff, sign * best)}, ` +
        `where the best ${percentile} % of ${others.size} ${others.size === 1 ? 'trial' : 'trials'} begin`,
    }
  }
}
