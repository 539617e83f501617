import type { Objective, Result } from '../../src/math/score.ts'
import type { StoredFailure, TrialStatus } from '../../src/study/events.ts'
import type { StudyView, TrialView } from '../../src/study/view.ts'

/** A trial that a test changes as it likes; reporters see it as a view. */
export type HandMadeTrial = { -readonly [K in keyof TrialView]: TrialView[K] }

/** 2026-01-01 10:00:00 UTC. */
export const START: number = Date.UTC(2026, 0, 1, 10)

export interface TrialOptions {
  readonly status?: TrialStatus
  readonly params?: Readonly<Record<string, unknown>>
  readonly config?: unknown
  readonly result?: Result
  readonly name?: string
  readonly failures?: number
  readonly error?: StoredFailure
  readonly reason?: string
  readonly pid?: number
}

/** A study whose trials are set by hand; all that follows from them is derived. */
export class HandMadeStudy implements StudyView {
  name = 'mnist'
  dir = '/home/me/attune_results/mnist'
  metric: string | undefined = 'loss'
  mode: 'min' | 'max' = 'min'
  total = 20
  readonly trials: HandMadeTrial[] = []
  readonly exploits: StudyView['exploits'] = []
  sessionStartedAt: number = START
  /** For a study with several metrics. */
  several: Objective[] | undefined

  get objectives(): Objective[] {
    if (this.several) return this.several
    return this.metric === undefined ? [] : [{ metric: this.metric, mode: this.mode }]
  }
  searchLine = 'Search: random'
  schedulerLine = 'Using ASHA: num_stopped=4'
  stopReason: string | undefined
  best: HandMadeTrial | undefined
  capacity = { cpu: 2, gpu: 0, custom: {} as Record<string, number> }
  gpuInUse = 0

  get counts(): Record<TrialStatus, number> {
    const counts = { PENDING: 0, RUNNING: 0, PAUSED: 0, TERMINATED: 0, ERROR: 0 }
    for (const trial of this.trials) counts[trial.status] += 1
    return counts
  }

  get usage(): StudyView['usage'] {
    return { capacity: this.capacity, cpu: this.counts.RUNNING, gpu: this.gpuInUse, custom: {} }
  }

  add(options: TrialOptions = {}): HandMadeTrial {
    const { status = 'PENDING', params = {}, result } = options
    const number = this.trials.length
    const id = `63ecc_${String(number).padStart(5, '0')}`
    const iteration = result?.['training_iteration']
    const timeTotalS = result?.['time_total_s']
    const trial: HandMadeTrial = {
      id,
      number,
      name: `${options.name ?? 'train_mnist'}_${id}`,
      config: options.config ?? params,
      params,
      status,
      attempt: status === 'PENDING' ? 0 : 1,
      iteration: typeof iteration === 'number' ? iteration : 0,
      lastResult: result,
      checkpoints: [],
      failures: options.failures ?? 0,
      error: options.error,
      reason: options.reason,
      resources: { cpu: 1 },
      startedAt: status === 'PENDING' ? undefined : START,
      timeTotalS: typeof timeTotalS === 'number' ? timeTotalS : 0,
      pid: options.pid,
    }
    this.trials.push(trial)
    return trial
  }
}

/** One trial of each status, as a study shows them in its middle. */
export function mixedStudy(): HandMadeStudy {
  const study = new HandMadeStudy()
  study.add({
    status: 'TERMINATED',
    params: { lr: 0.00121197, 'model/layer1': 128, act: 'relu' },
    result: { loss: 0.12017293, training_iteration: 10, time_total_s: 12.5, accuracy: 0.963333 },
  })
  study.best = study.add({
    status: 'TERMINATED',
    params: { lr: 0.0991242, 'model/layer1': 32, act: 'tanh' },
    result: { loss: 0.0815, training_iteration: 10, time_total_s: 11.25, accuracy: 0.971 },
  })
  study.add({
    status: 'ERROR',
    params: { lr: 0.5, 'model/layer1': 64, act: 'relu' },
    result: { loss: Number.NaN, training_iteration: 1, time_total_s: 1, accuracy: 0.1 },
    failures: 1,
  })
  study.add({
    status: 'RUNNING',
    params: { lr: 1e-5, 'model/layer1': 64, act: 'a very long name of an activation' },
    result: { loss: 2.326283, training_iteration: 3, time_total_s: 3.75, accuracy: 0.5 },
  })
  study.add({ status: 'PAUSED', params: { lr: 0.01, 'model/layer1': 64, act: 'relu' } })
  study.add({ params: { lr: 0.02, 'model/layer1': 32, act: 'relu' } })
  return study
}
