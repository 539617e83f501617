import { figure } from '../../math/figures.ts'
import { median } from '../../math/median.ts'
import { compareScores } from '../../math/score.ts'
import { readReport } from './report.ts'
import { MeanCurve, RunningMeans } from './running-means.ts'
import { Shelf } from './shelf.ts'
import type { CrossSection } from '../../math/cross-section.ts'
import type { Mode, Result } from '../../math/score.ts'
import type { Schedule, ScheduleDecision, Startable, StudyGlance } from '../scheduler.ts'
import type { MedianRules } from './median-options.ts'
import type { Report, ReportPaths } from './report.ts'

const CONTINUE: ScheduleDecision = { action: 'continue' }

/** One study's books of the median stopping rule. */
export class MedianSchedule implements Schedule {
  readonly #rules: MedianRules
  readonly #paths: ReportPaths
  readonly #means: RunningMeans
  /** Of the trials that may still report. */
  readonly #curves: Map<string, MeanCurve> = new Map()
  /** Trials that were worse; those of them that go on nevertheless are judged no more. */
  readonly #fallen: Set<string> = new Set()
  readonly #shelf: Shelf = new Shelf()

  constructor(rules: MedianRules, setup: { readonly metric: string; readonly mode: Mode }) {
    this.#rules = rules
    this.#paths = { ...setup, timeAttr: rules.timeAttr }
    this.#means = new RunningMeans(rules.gracePeriod)
  }

  onTrialAdded(trial: string): void {
    const curve = this.#curves.get(trial)
    if (curve !== undefined) curve.isInterrupted = true
    else {
      this.#curves.set(trial, new MeanCurve())
      this.#shelf.close()
    }
  }

  onTrialResult(trial: string, result: Result, study: StudyGlance): ScheduleDecision {
    const curve = this.#curves.get(trial)
    const report = readReport(result, this.#paths)
    this.#shelf.remove(trial)
    if (curve === undefined || report === undefined) return CONTINUE
    // One that was stopped and reports was not: what is told rules.
    if (this.#rules.hardStop) this.#fallen.delete(trial)
    const isExempt = this.#fallen.has(trial)
    const decision = this.#means.add(curve, report, (others) => {
      if (isExempt) return CONTINUE
      if (others.size < this.#rules.minSamplesRequired) {
        return this.#yield(trial, curve, report, study)
      }
      return this.#judge(trial, curve.best, report.time, others)
    })
    return decision ?? CONTINUE
  }

  onTrialComplete(trial: string, result: Result | undefined): void {
    const curve = this.#curves.get(trial)
    const report = result && readReport(result, this.#paths, { isFinal: true })
    this.onTrialRemoved(trial)
    if (curve === undefined || report === undefined || curve.endsWith(report)) return
    this.#means.add(curve, report, () => {})
  }

  onTrialError(trial: string): void {
    // It may be retried, or resumed in a later session, and others are measured by it: it is kept.
    this.#shelf.remove(trial)
  }

  onTrialRemoved(trial: string): void {
    this.#curves.delete(trial)
    this.#shelf.remove(trial)
  }

  onSearchFinished(): void {
    this.#shelf.open()
  }

  onIdle(): void {
    this.#shelf.open()
  }

  choose(startable: Startable): string | undefined {
    return this.#shelf.choose(startable)
  }

  describe(): string {
    return `Using MedianStoppingRule: num_stopped=${this.#fallen.size}`
  }

  /** Whether it is worse than the others, of whom there are enough. */
  #judge(trial: string, best: number, time: number, others: CrossSection): ScheduleDecision {
    const above = others.countAbove(best)
    // Those in the middle are not looked for where it is clear that they are not better.
    if (2 * above < others.size) return CONTINUE
    const middle = median(others) as number
    if (compareScores(best, middle, 'max') >= 0) return CONTINUE
    this.#fallen.add(trial)
    if (!this.#rules.hardStop) this.#shelf.add(trial)
    const { timeAttr, metric, mode } = this.#paths
    const sign = mode === 'max' ? 1 : -1
    return {
      action: this.#rules.hardStop ? 'stop' : 'pause',
      reason:
        `at ${timeAttr} ${figure(time)}: the best ${metric} so far ` +
        `${figure(sign * best, sign * middle)} is worse than the median ` +
        `${figure(sign * middle, sign * best)} of ${others.size} ${others.size === 1 ? 'trial' : 'trials'}`,
    }
  }

  /** Too few have come as far: whether it shall wait for others that could. */
  #yield(
    trial: string,
    curve: MeanCurve,
    { time, iteration }: Report,
    study: StudyGlance,
  ): ScheduleDecision {
    const { timeAttr, minSamplesRequired, minTimeSlice } = this.#rules
    if (!(time - curve.lastYield > minTimeSlice)) return CONTINUE
    if (study.waiting <= this.#shelf.heldBack) return CONTINUE
    // Without a checkpoint of just now it would have to do again what it has done.
    const kept = study.trial(trial)?.checkpointIteration
    if (kept === undefined || kept < iteration) return CONTINUE
    curve.lastYield = time
    const few =
      minSamplesRequired === 1 ? 'no other has' : `fewer than ${minSamplesRequired} others have`
    return {
      action: 'pause',
      reason: `at ${timeAttr} ${figure(time)}: ${few} come as far, and others wait`,
    }
  }
}
