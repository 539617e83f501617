import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { HyperBandForBOHB } from '../../src/schedule/hyperband/hyperband-for-bohb.ts'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import type { Scheduler } from '../../src/schedule/scheduler.ts'

const CLASSES = { HyperBandScheduler, HyperBandForBOHB }
const EACH = ['HyperBandScheduler', 'HyperBandForBOHB'] as const

function failure(create: () => unknown): ConfigurationError {
  try {
    void create()
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  return expect.unreachable('it was taken')
}

describe.each(EACH)('options of %s', (who) => {
  const make = (options?: object): Scheduler => new CLASSES[who](options)

  it.each([
    ['maxT', 0],
    ['maxT', 0.5],
    ['maxT', 80.5],
    ['maxT', 1e13],
    ['maxT', Number.NaN],
    ['maxT', Number.POSITIVE_INFINITY],
    ['maxT', '81'],
    ['maxT', null],
    ['reductionFactor', 1],
    ['reductionFactor', 0.5],
    ['reductionFactor', -3],
    ['reductionFactor', Number.NaN],
    ['reductionFactor', 1.01],
    ['timeAttr', ''],
    ['timeAttr', 3],
    ['metric', ''],
    ['mode', 'maximum'],
    ['stopLastTrials', 'yes'],
    ['stopLastTrials', null],
  ])('%s must not be %o', (name, value) => {
    const error = failure(() => make({ [name]: value }))
    expect(error.code).toBe('INVALID_OPTION')
    expect(error.path).toEqual([who, name])
    expect(error.message).toContain(
      `${name} is ${typeof value === 'string' ? `"${value}"` : value}`,
    )
  })

  it.each([
    ['max_t', 'maxT'],
    ['reduction_factor', 'reductionFactor'],
    ['eta', undefined],
    ['stop_last_trials', 'stopLastTrials'],
    ['gracePeriod', undefined],
  ])('there is no %s', (name, right) => {
    const error = failure(() => make({ [name]: 3 }))
    expect(error.code).toBe('UNKNOWN_OPTION')
    expect(error.message).toContain('It has: timeAttr, metric, mode, maxT, reductionFactor')
    if (right !== undefined) expect(error.message).toContain(`Did you mean ${right}?`)
  })

  it.each([[null], [3], [[]], ['hyperband']])('must be an object, not %o', (options) => {
    expect(failure(() => make(options as unknown as object)).code).toBe('INVALID_OPTION')
  })

  it('says which factor makes too many brackets', () => {
    const { message } = failure(() => make({ reductionFactor: 1.04 }))
    expect(message).toContain('That makes more than 100 brackets for maxT 81.')
  })

  it('takes every option at its limits', () => {
    expect(() => make({ maxT: 1e12, reductionFactor: 1.4 }).plan?.(Infinity)).not.toThrow()
    expect(make({ maxT: 1, reductionFactor: 1e300 }).plan?.(3).cost).toBe(3)
  })

  it('treats undefined as not given', () => {
    expect(make({ maxT: undefined, metric: undefined }).toJSON?.()).toEqual(make().toJSON?.())
  })

  it('needs a metric from somewhere', () => {
    const setup = { metric: undefined, mode: 'min', random: Random.fromSeed(1) } as const
    const error = failure(() => make().create(setup))
    expect(error.code).toBe('METRIC_REQUIRED')
    expect(error.message).toContain(`${who} compares trials by a metric`)
    expect(make({ metric: 'loss' }).create(setup).describe()).toContain('Using HyperBand')
  })

  it('its own metric and mode rule', () => {
    const schedule = make({ metric: 'loss', mode: 'min', maxT: 1 }).create({
      metric: 'reward',
      mode: 'max',
      random: Random.fromSeed(1),
    })
    schedule.onTrialAdded('a', undefined as never)
    const result = { training_iteration: 1, loss: 0.25 }
    expect(schedule.onTrialResult('a', result, undefined as never).reason).toBe(
      'milestone 1: loss 0.25 is 1st of 1, and this is the last milestone',
    )
  })
})

describe('options as data', () => {
  it('HyperBandScheduler has an order of its own', () => {
    const given = { maxT: 27, metric: 'loss', mode: 'min', firstBracket: 'smallest' } as const
    const { name, options } = new HyperBandScheduler(given).toJSON()
    expect(name).toBe('hyperband')
    expect(options).toEqual({
      timeAttr: 'training_iteration',
      maxT: 27,
      reductionFactor: 3,
      stopLastTrials: true,
      firstBracket: 'smallest',
      waitUntilFull: true,
      metric: 'loss',
      mode: 'min',
    })
    expect(new HyperBandScheduler(options).toJSON()).toEqual({ name, options })
  })

  it('HyperBandForBOHB has none', () => {
    const { name, options } = new HyperBandForBOHB({ stopLastTrials: false }).toJSON()
    expect(name).toBe('hb_bohb')
    expect(options).toEqual({
      timeAttr: 'training_iteration',
      maxT: 81,
      reductionFactor: 3,
      stopLastTrials: false,
    })
    expect(new HyperBandForBOHB(options).toJSON()).toEqual({ name, options })
    expect(failure(() => new HyperBandForBOHB({ firstBracket: 'largest' } as object)).code).toBe(
      'UNKNOWN_OPTION',
    )
  })

  it.each([
    ['firstBracket', 'first'],
    ['firstBracket', null],
    ['waitUntilFull', 1],
  ])('%s must not be %o', (name, value) => {
    const error = failure(() => new HyperBandScheduler({ [name]: value }))
    expect(error.code).toBe('INVALID_OPTION')
    expect(error.path).toEqual(['HyperBandScheduler', name])
  })

  it('there is no first_bracket, but firstBracket', () => {
    const { message } = failure(() => new HyperBandScheduler({ first_bracket: 1 } as object))
    expect(message).toContain('Did you mean firstBracket?')
  })
})
