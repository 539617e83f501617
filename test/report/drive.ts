import type { Result } from '../../src/math/score.ts'
import type { Reporter } from '../../src/report/reporter.ts'
import { HandMadeStudy } from './hand-made-study.ts'
import type { HandMadeTrial } from './hand-made-study.ts'

/** Plays a study to a reporter, step by step and on a clock of its own. */
export class Drive {
  readonly study: HandMadeStudy
  readonly reporter: Reporter
  readonly #clock: { ms: number }

  constructor(
    reporter: Reporter,
    clock: { ms: number },
    study: HandMadeStudy = new HandMadeStudy(),
  ) {
    this.reporter = reporter
    this.study = study
    this.#clock = clock
  }

  wait(seconds: number): void {
    this.#clock.ms += seconds * 1000
  }

  open(): void {
    void this.reporter.onStudyStart(this.study)
  }

  add(params: Readonly<Record<string, unknown>> = {}): HandMadeTrial {
    const trial = this.study.add({ params })
    void this.reporter.onTrialAdded(this.study, trial)
    return trial
  }

  start(trial: HandMadeTrial): void {
    trial.status = 'RUNNING'
    trial.attempt += 1
    trial.startedAt = this.#clock.ms
    void this.reporter.onTrialStart(this.study, trial)
  }

  report(trial: HandMadeTrial, metrics: Result): void {
    trial.iteration += 1
    trial.timeTotalS += 1.5
    trial.lastResult = {
      ...metrics,
      training_iteration: trial.iteration,
      time_total_s: trial.timeTotalS,
    }
    void this.reporter.onTrialResult(this.study, trial, trial.lastResult)
  }

  complete(trial: HandMadeTrial, reason?: string): void {
    trial.status = 'TERMINATED'
    trial.reason = reason
    void this.reporter.onTrialComplete(this.study, trial)
  }

  fail(trial: HandMadeTrial, message: string, willRetry = false): void {
    trial.status = willRetry ? 'PENDING' : 'ERROR'
    trial.failures += 1
    trial.error = { name: 'TypeError', message }
    void this.reporter.onTrialError(this.study, trial, trial.error, willRetry)
  }

  end(): void {
    void this.reporter.onStudyEnd(this.study)
  }
}

/** A short study with everything that can happen to a trial in it. */
export function playAll(drive: Drive): void {
  const { reporter, study } = drive
  study.total = 4
  drive.open()
  const a = drive.add({ lr: 0.001, act: 'relu' })
  const b = drive.add({ lr: 0.1, act: 'tanh' })
  drive.start(a)
  drive.start(b)
  drive.wait(1.5)
  drive.report(a, { loss: 0.5, accuracy: 0.8 })
  drive.report(b, { loss: Number.NaN, accuracy: 0.1 })
  void reporter.onCheckpoint(study, a, {
    index: 0,
    name: 'checkpoint_000000',
    iteration: 1,
    timeTotalS: 1.5,
  })
  drive.complete(b, 'rung 1: loss nan is worse than the cutoff 0.5')
  const c = drive.add({ lr: 0.01, act: 'relu' })
  drive.start(c)
  drive.wait(1.5)
  drive.fail(c, 'CUDA out of memory\n  at train.ts:3', true)
  c.iteration = 0
  void reporter.onTrialRewound(study, c, 0)
  drive.start(c)
  drive.report(a, { loss: 0.25, accuracy: 0.9 })
  study.best = a
  drive.complete(a)
  drive.wait(3)
  drive.report(c, { loss: 0.75, accuracy: 0.7 })
  const d = drive.add({ lr: 0.05, act: 'gelu' })
  drive.start(d)
  drive.fail(d, 'x is not a function')
  drive.complete(c)
  reporter.note('a message of\nsomebody else')
  drive.end()
}
