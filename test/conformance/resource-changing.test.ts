import { describe, expect, it } from 'vitest'
import { DistributeResources } from '../../src/schedule/resource-changing/distribute.ts'
import { DistributeResourcesToTopJob } from '../../src/schedule/resource-changing/distribute-to-top-job.ts'
import { ResourceChangingScheduler } from '../../src/schedule/resource-changing/resource-changing.ts'
import { ScheduleDriver } from '../support/schedule-driver.ts'
import type { AllocationRule } from '../../src/schedule/resource-changing/allocation.ts'
import type { Amounts } from '../../src/schedule/scheduler.ts'

/** Eight CPUs and eight GPUs shared by four trials that all run, as in Ray's tests. */
class EightAndEight {
  readonly driver: ScheduleDriver
  readonly #times: Map<string, number> = new Map()
  readonly #asked: Set<string> = new Set()

  constructor(rule: AllocationRule, resources: Amounts, trials: readonly string[]) {
    this.driver = new ScheduleDriver(
      new ResourceChangingScheduler({ resourcesAllocationFunction: rule }),
      { capacity: { cpu: 8, gpu: 8 }, resources, metric: 'metric' },
    )
    this.driver.add(...trials).finishSearch()
  }

  /** Reports until it is asked about: the first result after a start is passed over. */
  report(trial: string, metric = 1): this {
    this.#step(trial, metric)
    if (!this.#asked.has(trial)) {
      this.#asked.add(trial)
      this.#step(trial, metric)
    }
    if (this.driver.trial(trial).status === 'PAUSED') {
      this.driver.startNext()
      this.#asked.delete(trial)
    }
    return this
  }

  end(trial: string): this {
    this.driver.complete(trial)
    return this
  }

  resources(trial: string): Amounts {
    return this.driver.trial(trial).resources
  }

  #step(trial: string, metric: number): void {
    const time = (this.#times.get(trial) ?? 0) + 1
    this.#times.set(trial, time)
    this.driver.report(trial, { training_iteration: time, metric })
  }
}

const four = ['trial1', 'trial2', 'trial3', 'trial4']
const oneCpu = { cpu: 1, gpu: 0 }

describe('scenario 71, DistributeResources: equal to Ray', () => {
  it('shares what is free among those that are left', () => {
    const study = new EightAndEight(new DistributeResources(), oneCpu, four)
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 2, gpu: 0 })
    expect(study.report('trial2').resources('trial2')).toEqual({ cpu: 2, gpu: 0 })
    study.end('trial4')
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 3, gpu: 0 })
    study.end('trial3')
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 4, gpu: 0 })
    study.end('trial2')
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 8, gpu: 0 })
  })

  it('increaseBy two CPUs and two GPUs: both or nothing', () => {
    const rule = new DistributeResources({ increaseBy: { cpu: 2, gpu: 2 } })
    const study = new EightAndEight(rule, { cpu: 2, gpu: 2 }, four)
    study.report('trial1')
    expect(study.driver.decisions.at(-1)).toEqual({ action: 'continue' })
    study.end('trial4')
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 4, gpu: 4 })
    study.end('trial3')
    expect(study.report('trial2').resources('trial2')).toEqual({ cpu: 4, gpu: 4 })
    study.end('trial2')
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 8, gpu: 8 })
  })

  it('increaseByTimes 2 with two GPUs: no more than four beyond the start', () => {
    const rule = new DistributeResources({ increaseBy: { gpu: 2 }, increaseByTimes: 2 })
    const study = new EightAndEight(rule, { cpu: 1, gpu: 2 }, four)
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 1, gpu: 2 })
    study.end('trial4')
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 1, gpu: 4 })
    study.end('trial3')
    expect(study.report('trial2').resources('trial2')).toEqual({ cpu: 1, gpu: 4 })
    study.end('trial2')
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 1, gpu: 6 })
  })

  it('gives back when another waits', () => {
    const rule = new DistributeResources({ increaseBy: { gpu: 2 } })
    const study = new EightAndEight(rule, { cpu: 1, gpu: 2 }, four.slice(0, 3))
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 1, gpu: 4 })
    study.driver.addWith('trial4', {}, 'PENDING')
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 1, gpu: 2 })
  })
})

describe('scenario 71, DistributeResourcesToTopJob: equal to Ray', () => {
  function topJob(options: object, resources: Amounts, trials = four): EightAndEight {
    const rule = new DistributeResourcesToTopJob({ metric: 'metric', mode: 'max', ...options })
    const study = new EightAndEight(rule, resources, trials)
    trials.forEach((trial, i) => study.report(trial, 0.7 - i / 10))
    return study
  }

  it('gives all that is free to the best', () => {
    const rule = new DistributeResourcesToTopJob({ metric: 'metric', mode: 'max' })
    const study = new EightAndEight(rule, oneCpu, four)
    // Nobody is asked at the first result.
    four.forEach((trial, i) => {
      study.driver.report(trial, { training_iteration: 0, metric: 1 - i / 10 })
    })
    expect(study.report('trial2', 0.9).resources('trial2')).toEqual(oneCpu)
    expect(study.report('trial1', 1).resources('trial1')).toEqual({ cpu: 5, gpu: 0 })
    expect(study.report('trial2', 1.1).resources('trial2')).toEqual(oneCpu)
    study.end('trial4')
    expect(study.report('trial2', 1.1).resources('trial2')).toEqual({ cpu: 2, gpu: 0 })
    study.end('trial3')
    expect(study.report('trial1', 1.2).resources('trial1')).toEqual({ cpu: 6, gpu: 0 })
    study.end('trial2')
    expect(study.report('trial1', 1).resources('trial1')).toEqual({ cpu: 8, gpu: 0 })
  })

  it('increaseBy two CPUs and two GPUs', () => {
    const study = topJob({ increaseBy: { cpu: 2, gpu: 2 } }, { cpu: 2, gpu: 2 })
    study.report('trial2', 0.9).report('trial1', 1)
    expect(study.driver.decisions.every(({ action }) => action === 'continue')).toBe(true)
    study.end('trial4')
    expect(study.report('trial1', 1).resources('trial1')).toEqual({ cpu: 4, gpu: 4 })
    expect(study.report('trial2', 1.1).resources('trial2')).toEqual({ cpu: 2, gpu: 2 })
    study.end('trial3')
    expect(study.report('trial2', 1.1).resources('trial2')).toEqual({ cpu: 4, gpu: 4 })
    study.end('trial2')
    expect(study.report('trial1', 1.2).resources('trial1')).toEqual({ cpu: 8, gpu: 8 })
  })

  it('increaseByTimes 2 with two GPUs', () => {
    const options = { increaseBy: { gpu: 2 }, increaseByTimes: 2 }
    const study = topJob(options, { cpu: 1, gpu: 2 })
    study.report('trial2', 0.9).report('trial1', 1)
    expect(study.driver.decisions.every(({ action }) => action === 'continue')).toBe(true)
    study.end('trial4')
    expect(study.report('trial1', 1).resources('trial1')).toEqual({ cpu: 1, gpu: 4 })
    study.report('trial2', 1.1).end('trial3')
    expect(study.report('trial2', 1.1).resources('trial2')).toEqual({ cpu: 1, gpu: 4 })
    study.end('trial2')
    expect(study.report('trial1', 1.2).resources('trial1')).toEqual({ cpu: 1, gpu: 6 })
  })

  it('gives back when another waits', () => {
    const study = topJob({ increaseBy: { gpu: 2 } }, { cpu: 1, gpu: 2 }, four.slice(0, 3))
    expect(study.report('trial1', 1).resources('trial1')).toEqual({ cpu: 1, gpu: 4 })
    study.driver.addWith('trial4', {}, 'PENDING')
    expect(study.report('trial1', 1).resources('trial1')).toEqual({ cpu: 1, gpu: 2 })
  })
})

describe('scenario 71: documented fixes', () => {
  it('nobody is asked about at the first result after a start', () => {
    const study = new EightAndEight(new DistributeResources(), oneCpu, four)
    const { driver } = study
    expect(driver.report('trial1', { training_iteration: 1, metric: 1 })).toBe('continue')
    expect(driver.report('trial1', { training_iteration: 2, metric: 1 })).toBe('pause')
    expect(driver.startNext()).toBe('trial1')
    driver.complete('trial2').complete('trial3').complete('trial4')
    expect(driver.report('trial1', { training_iteration: 3, metric: 1 })).toBe('continue')
    expect(driver.report('trial1', { training_iteration: 4, metric: 1 })).toBe('pause')
    expect(driver.trial('trial1').resources).toEqual({ cpu: 8, gpu: 0 })
  })

  it('a trial gives back all that is above its share, and not only what is missing', () => {
    const study = new EightAndEight(new DistributeResources(), oneCpu, ['trial1'])
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 8, gpu: 0 })
    study.driver.add('trial2', 'trial3', 'trial4').finishSearch()
    expect(study.report('trial1').resources('trial1')).toEqual({ cpu: 2, gpu: 0 })
    expect(study.report('trial2').resources('trial2')).toEqual({ cpu: 2, gpu: 0 })
  })

  it('a trial without a result is not the best, whatever the mode', () => {
    const rule = new DistributeResourcesToTopJob({ metric: 'metric', mode: 'max' })
    const study = new EightAndEight(rule, oneCpu, ['trial1', 'trial2'])
    expect(study.report('trial2', -5).resources('trial2')).toEqual({ cpu: 7, gpu: 0 })
  })

  it('there are no bundles to add', () => {
    expect(() => new DistributeResources({ addBundles: true } as object)).toThrow(
      'DistributeResources has no option "addBundles": a trial is one process whose resources are ' +
        'one bundle, and that one grows. Leave it out.',
    )
  })
})
