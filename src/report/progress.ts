import type { StudyView, TrialView } from '../study/view.ts'

/** How far a study is. */
export interface Progress {
  /** Share that is done, from 0 to 1; undefined when the study has no end that is known. */
  readonly fraction: number | undefined
  /** Estimate of the seconds left; undefined until there is something to judge by. */
  readonly leftS: number | undefined
}

export interface ProgressOptions {
  /** Seconds that the session may take; undefined without a limit. */
  readonly timeBudgetS: number | undefined
  /** Iterations after which every trial is over, where that is known. */
  readonly maxIterations: number | undefined
}

/** An unfinished trial counts for at most this much of a finished one. */
const MOST_OF_A_TRIAL = 0.95

/**
 * Follows a session and estimates its end. A finished trial counts as 1, and an unfinished one as the
 * share of the iterations that the finished ones have needed on average. The rest of the study is
 * taken to go at this session's pace so far.
 */
export class ProgressTracker {
  readonly #options: ProgressOptions
  /** Iterations of the trials that have begun and not ended. */
  readonly #open = new Map<string, number>()
  #finishedTrials = 0
  #finishedIterations = 0
  /** Trials' worth of work that was done before this session. */
  #doneBefore = 0
  #hasFinishedOne = false
  #lastEventAt = 0
  /** The estimate as of the last event, and how it stretches while nothing happens. */
  #estimate: { readonly leftS: number; readonly stretch: number } | undefined
  #isStale = true
  #furthest = 0

  constructor(options: ProgressOptions) {
    this.#options = options
  }

  start(study: StudyView, now: number): void {
    for (const trial of study.trials) {
      if (trial.status === 'TERMINATED') this.#addFinished(trial)
      else if (trial.status !== 'ERROR' && trial.iteration > 0) {
        this.#open.set(trial.id, trial.iteration)
      }
    }
    this.#doneBefore = this.#done(study)
    this.#happened(now)
  }

  /** The trial reported, or goes back to the iteration that it has now. */
  moved(trial: TrialView, now: number): void {
    this.#open.set(trial.id, trial.iteration)
    this.#happened(now)
  }

  completed(trial: TrialView, now: number): void {
    this.#open.delete(trial.id)
    this.#addFinished(trial)
    this.#hasFinishedOne = true
    this.#happened(now)
  }

  /** The trial failed for good. */
  failed(trial: TrialView, now: number): void {
    this.#open.delete(trial.id)
    this.#hasFinishedOne = true
    this.#happened(now)
  }

  at(study: StudyView, now: number): Progress {
    const { timeBudgetS } = this.#options
    const elapsedS = Math.max(0, (now - study.sessionStartedAt) / 1000)
    const fractions: number[] = []
    const estimates: number[] = []
    if (Number.isFinite(study.total) && study.total > 0) {
      fractions.push(this.#done(study) / study.total)
      const left = this.#leftS(study, now)
      if (left !== undefined) estimates.push(left)
    }
    if (timeBudgetS !== undefined) {
      fractions.push(timeBudgetS > 0 ? elapsedS / timeBudgetS : 1)
      estimates.push(Math.max(0, timeBudgetS - elapsedS))
    }
    if (fractions.length > 0) {
      // A bar that goes back looks like a fault, so a corrected guess makes it wait instead.
      this.#furthest = Math.min(1, Math.max(this.#furthest, ...fractions))
    }
    return {
      fraction: fractions.length > 0 ? this.#furthest : undefined,
      leftS: estimates.length > 0 ? Math.min(...estimates) : undefined,
    }
  }

  #addFinished(trial: TrialView): void {
    this.#finishedTrials += 1
    this.#finishedIterations += trial.iteration
  }

  #happened(now: number): void {
    this.#lastEventAt = now
    this.#isStale = true
  }

  #done(study: StudyView): number {
    let done = study.counts.TERMINATED + study.counts.ERROR
    const needed =
      this.#finishedTrials > 0
        ? this.#finishedIterations / this.#finishedTrials
        : this.#options.maxIterations
    if (needed !== undefined && needed > 0) {
      for (const iteration of this.#open.values()) {
        done += Math.min(MOST_OF_A_TRIAL, iteration / needed)
      }
    }
    return Math.min(done, study.total)
  }

  /** Counts down from one event to the next; where the next one is overdue, grows with the wait. */
  #leftS(study: StudyView, now: number): number | undefined {
    if (this.#isStale) {
      this.#estimate = this.#estimateAtLastEvent(study)
      this.#isStale = false
    }
    if (this.#estimate === undefined) return undefined
    const waitedS = Math.max(0, (now - this.#lastEventAt) / 1000)
    return Math.max(this.#estimate.leftS - waitedS, this.#estimate.stretch * waitedS)
  }

  #estimateAtLastEvent(study: StudyView): { leftS: number; stretch: number } | undefined {
    const done = this.#done(study)
    const doneNow = done - this.#doneBefore
    const hasBasis = this.#hasFinishedOne || this.#options.maxIterations !== undefined
    if (!hasBasis || doneNow <= 0) return undefined
    const stretch = (study.total - done) / doneNow
    const elapsedS = (this.#lastEventAt - study.sessionStartedAt) / 1000
    return { leftS: Math.max(0, elapsedS) * stretch, stretch }
  }
}
