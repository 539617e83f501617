import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { resourceChangingFromJSON } from '../../src/schedule/resource-changing/create-resource-changing.ts'
import { DistributeResources } from '../../src/schedule/resource-changing/distribute.ts'
import { DistributeResourcesToTopJob } from '../../src/schedule/resource-changing/distribute-to-top-job.ts'
import { ResourceChangingScheduler } from '../../src/schedule/resource-changing/resource-changing.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { Schedule, Scheduler } from '../../src/schedule/scheduler.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

const capacity = { cpu: 8, gpu: 0 }

function drive(scheduler: Scheduler, options: ScheduleDriverOptions = {}): ScheduleDriver {
  return new ScheduleDriver(scheduler, { capacity, ...options })
}

/** Does what it is told to, and keeps what it was told. */
class Scripted implements Scheduler {
  readonly name = 'scripted'
  readonly told: string[] = []
  readonly #parts: Partial<Schedule>

  constructor(parts: Partial<Schedule> = {}) {
    this.#parts = parts
  }

  create(): Schedule {
    const tell =
      (what: string) =>
      (trial?: unknown): void => {
        this.told.push(typeof trial === 'string' ? `${what} ${trial}` : what)
      }
    return {
      onTrialAdded: tell('added'),
      onTrialResult: (trial) => {
        this.told.push(`result ${trial}`)
        return { action: 'continue' }
      },
      onTrialComplete: tell('complete'),
      onTrialError: tell('error'),
      onTrialRemoved: tell('removed'),
      onTrialExploited: tell('exploited'),
      onSearchFinished: tell('finished'),
      onIdle: tell('idle'),
      choose: () => undefined,
      describe: () => 'Using a script',
      ...this.#parts,
    }
  }
}

describe('ResourceChangingScheduler', () => {
  it('pauses a trial that is to have more, says why, and resumes it with that', () => {
    const driver = drive(new ResourceChangingScheduler()).add('a', 'b').finishSearch()
    expect(driver.report('a', R(1, 1))).toBe('continue')
    expect(driver.report('a', R(2, 1))).toBe('pause')
    expect(driver.decisions.at(-1)).toEqual({
      action: 'pause',
      resources: { cpu: 4 },
      reason: 'cpu 1 → 4: an even share among 2 trials',
    })
    expect(driver.startNext()).toBe('a')
    expect(driver.report('a', R(3, 1))).toBe('continue')
    expect(driver.report('a', R(4, 1))).toBe('continue')
    expect(driver.schedule.describe()).toBe(
      '(ResourceChangingScheduler: num_resized=1) Using FIFO: every trial runs to its end',
    )
  })

  it('never pauses where work would have to be done again', () => {
    const driver = drive(new ResourceChangingScheduler(), { checkpoints: false }).add('a')
    driver.finishSearch()
    for (const time of [1, 2, 3]) expect(driver.report('a', R(time, 1))).toBe('continue')
    expect(driver.report('a', R(4, 1), { checkpoint: true })).toBe('pause')
    driver.startNext()
    driver.add('b').finishSearch()
    driver.report('a', R(5, 1), { checkpoint: true })
    expect(driver.report('a', R(6, 1))).toBe('continue')
    expect(driver.report('a', R(7, 1), { checkpoint: true })).toBe('pause')
    expect(driver.trial('a').resources).toEqual({ cpu: 4 })
  })

  it('keeps the place of a trial that ended for the next one while more will come', () => {
    const driver = drive(new ResourceChangingScheduler()).add('a', 'b').complete('b')
    driver.report('a', R(1, 1))
    expect(driver.report('a', R(2, 1))).toBe('pause')
    expect(driver.trial('a').resources).toEqual({ cpu: 4 })
    driver.startNext()
    driver.finishSearch().report('a', R(3, 1))
    expect(driver.report('a', R(4, 1))).toBe('pause')
    expect(driver.reason).toBe('cpu 4 → 8: no other trial needs it')
  })

  it('trials that wait have their claim, too', () => {
    const driver = drive(new ResourceChangingScheduler(), { resources: { cpu: 2 } })
    driver.add('a').addWith('b', {}, 'PENDING').addWith('c', {}, 'PENDING').finishSearch()
    driver.report('a', R(1, 1))
    expect(driver.report('a', R(2, 1))).toBe('pause')
    expect(driver.trial('a').resources).toEqual({ cpu: 3 })
  })

  it('resumes resized trials before anything else, in the order in which they paused', () => {
    const driver = drive(new ResourceChangingScheduler()).add('a', 'b').finishSearch()
    driver.report('b', R(1, 1))
    driver.report('a', R(1, 1))
    driver.report('b', R(2, 1))
    driver.report('a', R(2, 1))
    expect(driver.status()).toBe('a PAUSED, b PAUSED')
    driver.addWith('c', {}, 'PENDING')
    expect(driver.startNext()).toBe('b')
    expect(driver.startNext()).toBe('a')
    expect(driver.startNext()).toBe('c')
  })

  it('leaves to the base what the base paused', () => {
    let answer: 'pause' | 'continue' = 'pause'
    const base = new Scripted({ onTrialResult: () => ({ action: answer }) })
    const driver = drive(new ResourceChangingScheduler({ baseScheduler: base })).add('a', 'b')
    driver.finishSearch().report('a', R(1, 1))
    expect(driver.status()).toBe('a PAUSED, b RUNNING')
    expect(driver.choose()).toBeUndefined()
    answer = 'continue'
    driver.report('b', R(1, 1))
    driver.report('b', R(2, 1))
    expect(driver.startNext()).toBe('b')
    answer = 'pause'
    driver.report('b', R(3, 1))
    expect(driver.status()).toBe('a PAUSED, b PAUSED')
    expect(driver.choose()).toBeUndefined()
  })

  it('passes everything on', () => {
    const base = new Scripted({
      changesConfigs: true,
      logsExploits: false,
      completeConfig: (config, number) => ({ ...(config as object), number }),
      onIdle: () => [{ trial: 'b', action: 'stop' }],
      onTrialError: () => [{ trial: 'c', action: 'exploit', exploit: { from: 'b', config: 7 } }],
    })
    const driver = drive(new ResourceChangingScheduler({ baseScheduler: base })).add('a', 'b', 'c')
    const { schedule } = driver
    driver.report('b', R(1, 1))
    driver.fail('a', { retried: true }).tell({ type: 'removed', trial: 'a' })
    driver.finishSearch().idle().complete('c', R(1, 1))
    expect(base.told).toEqual([
      'added a',
      'added b',
      'added c',
      'result b',
      'exploited c',
      'added a',
      'removed a',
      'finished',
      'complete b',
      'complete c',
    ])
    expect(driver.orders).toHaveLength(2)
    expect(schedule).toMatchObject({ changesConfigs: true, logsExploits: false })
    expect(schedule.completeConfig?.({ x: 1 }, 3)).toEqual({ x: 1, number: 3 })
    expect(drive(new ResourceChangingScheduler()).schedule).toHaveProperty(
      'completeConfig',
      undefined,
    )
    const plain = drive(new ResourceChangingScheduler()).schedule
    expect(plain).toMatchObject({ changesConfigs: false, logsExploits: true })
  })

  it('keeps the rung and the orders of a decision that it turns into a pause', () => {
    const orders = [{ trial: 'b', action: 'stop' }] as const
    const base = new Scripted({ onTrialResult: () => ({ action: 'continue', rung: 4, orders }) })
    const driver = drive(new ResourceChangingScheduler({ baseScheduler: base })).add('a')
    driver.add('b').finishSearch().report('a', R(1, 1), { checkpoint: false })
    driver.report('a', R(2, 1))
    expect(driver.decisions.at(-1)).toMatchObject({ action: 'pause', rung: 4, orders })
  })

  it('has the metric, the mode and the plan of its base', () => {
    const base = new ASHAScheduler({ metric: 'loss', mode: 'min' })
    const scheduler = new ResourceChangingScheduler({ baseScheduler: base })
    expect(scheduler).toMatchObject({ metric: 'loss', mode: 'min' })
    const plan = { timeAttr: 't', brackets: [], cost: 1, fullCost: 2, notes: ['one'] }
    const planned = new ResourceChangingScheduler({
      baseScheduler: Object.assign(new Scripted(), { plan: () => plan }),
    })
    expect(planned.plan?.(3)).toEqual({
      ...plan,
      notes: ['one', 'Trials pause and resume to change their resources.'],
    })
    expect(new ResourceChangingScheduler({ baseScheduler: new Scripted() }).plan).toBeUndefined()
  })

  it('refuses trials that start with different resources', () => {
    const scheduler = new ResourceChangingScheduler()
    const driver = drive(scheduler).add('a')
    const other = { ...driver.trial('a'), id: 'b', resources: { cpu: 2 } }
    expect(() => {
      driver.schedule.onTrialAdded('b', { ...driver.glance, trial: () => other })
    }).toThrow(
      'ResourceChangingScheduler shares resources among trials that start with the same: trial b ' +
        'asks for {"cpu":2}, and the first one asked for {"cpu":1}. Give every trial the same resources.',
    )
    const same = { ...other, resources: { cpu: 1, gpu: 0 } }
    driver.schedule.onTrialAdded('b', { ...driver.glance, trial: () => same })
  })

  it('a failed trial may come back in a later session with what it had', () => {
    const driver = drive(new ResourceChangingScheduler()).add('a').finishSearch()
    driver.report('a', R(1, 1))
    driver.report('a', R(2, 1))
    driver.fail('a')
    expect(driver.trial('a').resources).toEqual({ cpu: 8 })
    driver.schedule.onTrialAdded('a', driver.glance)
  })

  it('a retried trial keeps what it has, and is not asked about at its first result', () => {
    const driver = drive(new ResourceChangingScheduler()).add('a', 'b').finishSearch()
    driver.report('a', R(1, 1))
    driver.report('a', R(2, 1))
    driver.startNext()
    driver.report('a', R(3, 1))
    driver.complete('b').fail('a', { retried: true })
    expect(driver.startNext()).toBe('a')
    expect(driver.report('a', R(3, 1))).toBe('continue')
    expect(driver.report('a', R(4, 1))).toBe('pause')
    expect(driver.trial('a').resources).toEqual({ cpu: 8 })
  })
})

describe('resourcesAllocationFunction', () => {
  function withFunction(returned: unknown): ScheduleDriver {
    const driver = drive(
      new ResourceChangingScheduler({ resourcesAllocationFunction: () => returned as undefined }),
    )
    return driver.add('a').finishSearch()
  }

  it('may be a function', () => {
    const driver = withFunction({ cpu: 3 })
    driver.report('a', R(1, 1))
    expect(driver.report('a', R(2, 1))).toBe('pause')
    expect(driver.reason).toBe('cpu 1 → 3: the allocation function wants it')
    driver.startNext()
    driver.report('a', R(3, 1))
    expect(driver.report('a', R(4, 1))).toBe('continue')
  })

  it('is given the trial, its result and the study', () => {
    const driver = drive(
      new ResourceChangingScheduler({
        resourcesAllocationFunction: (trial, result, study) => ({
          cpu: Number(result['reward']) + (study.free['cpu'] ?? 0) + (trial.resources['cpu'] ?? 0),
        }),
      }),
    ).add('a', 'b')
    driver.report('a', R(1, 0))
    driver.report('a', R(2, -2))
    expect(driver.trial('a').resources).toEqual({ cpu: 5 })
  })

  it.each([
    ['nothing', undefined],
    ['what it has', { cpu: 1 }],
    ['what it has, and zeros', { CPU: 1, GPU: 0 }],
  ])('that returns %s changes nothing', (_, returned) => {
    const driver = withFunction(returned)
    driver.report('a', R(1, 1))
    expect(driver.report('a', R(2, 1))).toBe('continue')
  })

  it.each([
    [{ cpu: 9 }, 'INFEASIBLE_RESOURCES', 'gives a trial {"cpu":9}, but there is only'],
    [{ licences: 1 }, 'INFEASIBLE_RESOURCES', 'it could never go on'],
    [{ cpu: 1, gpu: 1.5 }, 'INVALID_RESOURCES', 'gives a trial 1.5 GPUs'],
    [{ cpu: Number.NaN }, 'INVALID_OPTION', 'its result.cpu is NaN'],
    [{ cpu: -1 }, 'INVALID_OPTION', 'its result.cpu is -1'],
    [3, 'INVALID_OPTION', 'its result is 3'],
  ])('that returns %j is an error', (returned, code, message) => {
    const driver = withFunction(returned)
    driver.report('a', R(1, 1))
    expect(() => driver.report('a', R(2, 1))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }) as Error,
    )
  })
})

describe('DistributeResources', () => {
  it('shares custom resources, and keeps some back', () => {
    const rule = new DistributeResources({
      increaseBy: { licences: 1 },
      reserveResources: { licences: 2 },
    })
    const driver = drive(new ResourceChangingScheduler({ resourcesAllocationFunction: rule }), {
      capacity: { cpu: 2, gpu: 0, licences: 8 },
      resources: { cpu: 1, licences: 1 },
    })
    driver.add('a', 'b').finishSearch().report('a', R(1, 1))
    expect(driver.report('a', R(2, 1))).toBe('pause')
    expect(driver.trial('a').resources).toEqual({ cpu: 1, licences: 3 })
    expect(driver.reason).toBe('licences 1 → 3: an even share among 2 trials')
  })

  it('counts tenths exactly', () => {
    const rule = new DistributeResources({ increaseBy: { cpu: 0.1 } })
    const driver = drive(new ResourceChangingScheduler({ resourcesAllocationFunction: rule }), {
      capacity: { cpu: 1, gpu: 0 },
      resources: { cpu: 0.1 },
    })
    driver.add('a', 'b', 'c').finishSearch()
    for (const trial of ['a', 'b', 'c', 'b']) {
      driver.report(trial, R(1, 1))
      driver.report(trial, R(2, 1))
      driver.startNext()
    }
    // Seven tenths besides the first three: three, three, and what is left.
    expect(['a', 'b', 'c'].map((trial) => driver.trial(trial).resources['cpu'])).toEqual([
      0.4, 0.4, 0.2,
    ])
  })

  it('grows by whole GPUs where trials start with whole GPUs, else by CPUs', () => {
    const shared = (resources: { cpu: number; gpu: number }): unknown => {
      const driver = drive(new ResourceChangingScheduler(), {
        capacity: { cpu: 4, gpu: 2 },
        resources,
      })
      driver.add('a').finishSearch().report('a', R(1, 1))
      driver.report('a', R(2, 1))
      return driver.trial('a').resources
    }
    expect(shared({ cpu: 1, gpu: 1 })).toEqual({ cpu: 1, gpu: 2 })
    expect(shared({ cpu: 1, gpu: 0.5 })).toEqual({ cpu: 4, gpu: 0.5 })
    expect(shared({ cpu: 0, gpu: 0 })).toEqual({ cpu: 4, gpu: 0 })
  })

  it.each([
    [{ increaseBy: { gpu: 1 } }, { cpu: 1, gpu: 0.5 }, 'a share of a GPU cannot grow'],
    [{ increaseBy: { licenses: 1 } }, { cpu: 1 }, 'There is no resource licenses to share'],
    [{ reserveResources: { disk: 1 } }, { cpu: 1 }, 'There is no resource disk to share'],
  ])('%j does not suit trials of %j', (options, resources, message) => {
    const rule = new DistributeResources(options)
    const driver = drive(new ResourceChangingScheduler({ resourcesAllocationFunction: rule }), {
      resources,
    })
    expect(() => driver.add('a')).toThrow(message)
  })
})

describe('DistributeResourcesToTopJob', () => {
  function topJob(options: object, mode: 'min' | 'max' = 'max'): ScheduleDriver {
    const resourcesAllocationFunction = new DistributeResourcesToTopJob(options)
    const driver = drive(new ResourceChangingScheduler({ resourcesAllocationFunction }), { mode })
    return driver.add('a', 'b', 'c').finishSearch()
  }

  function report(driver: ScheduleDriver, scores: readonly number[]): string {
    return scores
      .map((score, i) => driver.report(['a', 'b', 'c'][i] ?? '', R(1, score)).charAt(0))
      .join('')
  }

  it('goes by metric and mode of the tuner unless it has its own', () => {
    const max = topJob({})
    report(max, [1, 3, 2])
    expect(report(max, [1, 3, 2])).toBe('cpc')
    expect(max.reason).toBeUndefined()
    expect(max.decisions.at(-2)?.reason).toBe('cpu 1 → 6: it is the best of 3 by reward')
    const min = topJob({ mode: 'min', metric: 'time_total_s' })
    report(min, [1, 3, 2])
    expect(report(min, [1, 3, 2])).toBe('pcc')
  })

  it('NaN is never best, infinities rank, of equals the first is best', () => {
    const alone = topJob({})
    report(alone, [Number.NaN])
    expect(report(alone, [Number.NaN])).toBe('c')
    expect(report(alone, [1])).toBe('p')
    const nan = topJob({})
    report(nan, [Number.NaN, -5, Number.NEGATIVE_INFINITY])
    expect(report(nan, [Number.NaN, -5, Number.NEGATIVE_INFINITY])).toBe('cpc')
    const infinite = topJob({}, 'min')
    report(infinite, [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(report(infinite, [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBe('ccp')
    const equal = topJob({})
    report(equal, [1, 1, 1])
    expect(report(equal, [1, 1, 1])).toBe('pcc')
  })

  it('goes on to the next best when the best has all that it may have', () => {
    const driver = topJob({ increaseByTimes: 2 })
    report(driver, [1, 3, 2])
    expect(report(driver, [1, 3, 2])).toBe('cpp')
    expect(driver.trial('b').resources).toEqual({ cpu: 3 })
    expect(driver.trial('c').resources).toEqual({ cpu: 3 })
    driver.startNext()
    driver.startNext()
    expect(report(driver, [1, 3, 2])).toBe('pcc')
    expect(driver.trial('a').resources).toEqual({ cpu: 2 })
  })

  it('needs a metric', () => {
    const resourcesAllocationFunction = new DistributeResourcesToTopJob()
    const scheduler = new ResourceChangingScheduler({ resourcesAllocationFunction })
    const setup = { metric: undefined, mode: 'max', random: undefined } as never
    expect(() => scheduler.create(setup)).toThrow(
      'DistributeResourcesToTopJob compares trials by a metric, and none is named.',
    )
  })
})

describe('options', () => {
  it.each([
    [{ increaseBy: {} }, 'Give at least one amount above 0'],
    [{ increaseBy: { cpu: 0 } }, 'Give at least one amount above 0'],
    [{ increaseBy: { cpu: -1 } }, 'increaseBy.cpu is -1. Give a finite number of at least 0.'],
    [{ increaseBy: { gpu: 0.5 } }, 'increaseBy.gpu is 0.5. Give a whole number of GPUs.'],
    [{ increaseBy: 2 }, 'increaseBy is 2. Give finite numbers of at least 0 by name'],
    [{ increaseByTimes: 0 }, 'increaseByTimes is 0. Give a whole number of at least 1, or -1'],
    [{ increaseByTimes: 1.5 }, 'increaseByTimes is 1.5.'],
    [{ reserveResources: { cpu: Number.NaN } }, 'reserveResources.cpu is NaN.'],
    [{ add_bundles: true }, 'a trial is one process'],
    [{ increase_by: { cpu: 1 } }, 'Did you mean increaseBy?'],
  ])('%j is an error', (options, message) => {
    expect(() => new DistributeResources(options as object)).toThrow(message)
    expect(() => new DistributeResourcesToTopJob(options as object)).toThrow(message)
  })

  it.each([
    [{ metric: '' }, 'metric is ""'],
    [{ mode: 'maximum' }, 'mode is "maximum"'],
  ])('DistributeResourcesToTopJob: %j is an error', (options, message) => {
    expect(() => new DistributeResourcesToTopJob(options as object)).toThrow(message)
  })

  it.each([
    [{ baseScheduler: 'asha' }, 'baseScheduler is "asha". Give a scheduler'],
    [{ base_scheduler: 1 }, 'Did you mean baseScheduler?'],
    [{ resourcesAllocationFunction: null }, 'resourcesAllocationFunction is null.'],
    [{ resourcesAllocationFunction: 'uniform' }, 'resourcesAllocationFunction is "uniform".'],
    [
      { resourcesAllocationFunction: { name: 'distribute_resource' } },
      'Did you mean distribute_resources?',
    ],
    [{ resourcesAllocationFunction: { name: 3 } }, 'There are: distribute_resources,'],
    [
      { resourcesAllocationFunction: { name: 'distribute_resources', increaseBy: {} } },
      'increaseBy',
    ],
  ])('ResourceChangingScheduler: %j is an error', (options, message) => {
    expect(() => new ResourceChangingScheduler(options as object)).toThrow(message)
  })
})

describe('plain data', () => {
  const create = (name: string, options?: object): Scheduler => {
    if (name !== 'asha') throw new Error(`no scheduler ${name}`)
    return new ASHAScheduler(options)
  }

  it('comes back as it was', () => {
    const scheduler = new ResourceChangingScheduler({
      baseScheduler: new ASHAScheduler({ maxT: 27, metric: 'loss', mode: 'min' }),
      resourcesAllocationFunction: new DistributeResourcesToTopJob({
        increaseBy: { CPU: 2 },
        increaseByTimes: 3,
        reserveResources: { cpu: 1 },
        metric: 'accuracy',
        mode: 'max',
      }),
    })
    const json = scheduler.toJSON()
    expect(json?.options['resourcesAllocationFunction']).toEqual({
      name: 'distribute_resources_to_top_job',
      options: {
        increaseBy: { cpu: 2 },
        increaseByTimes: 3,
        reserveResources: { cpu: 1 },
        metric: 'accuracy',
        mode: 'max',
      },
    })
    const written = JSON.parse(JSON.stringify(json)) as { options: Record<string, unknown> }
    expect(resourceChangingFromJSON(written.options, create).toJSON()).toEqual(json)
  })

  it.each([
    ['a name', 'asha', 100],
    ['a name and options', { name: 'asha', options: { maxT: 9 } }, 9],
    ['options beside the name', { name: 'asha', maxT: 9 }, 9],
    ['a scheduler', new ASHAScheduler({ maxT: 9 }), 9],
  ])('the base may be %s', (_, baseScheduler, maxT) => {
    const { options } = resourceChangingFromJSON({ baseScheduler }, create).toJSON() ?? {}
    expect(options).toMatchObject({ baseScheduler: { name: 'asha', options: { maxT } } })
  })

  it('the base may be left out, but not anything', () => {
    expect(resourceChangingFromJSON({}, create).toJSON()).toEqual({
      name: 'resource_changing',
      options: {
        baseScheduler: { name: 'fifo', options: {} },
        resourcesAllocationFunction: {
          name: 'distribute_resources',
          options: { increaseByTimes: -1, reserveResources: {} },
        },
      },
    })
    expect(() => resourceChangingFromJSON({ baseScheduler: 3 }, create)).toThrow(
      'baseScheduler is 3. Give a scheduler, its name, or { name, options }',
    )
    expect(() => resourceChangingFromJSON({ bas: 3 }, create)).toThrow('has no option "bas"')
    expect(() =>
      resourceChangingFromJSON({ baseScheduler: 'asha', increaseBy: 3 }, create),
    ).toThrow('has no option "increaseBy"')
  })

  it('a scheduler with code in it cannot be written down', () => {
    expect(
      new ResourceChangingScheduler({ resourcesAllocationFunction: () => undefined }).toJSON(),
    ).toBeUndefined()
    expect(
      new ResourceChangingScheduler({ baseScheduler: new Scripted() }).toJSON(),
    ).toBeUndefined()
  })
})
