import { describe, expect, it } from 'vitest'
import { ConfigurationError, show } from '../../src/errors.ts'
import { MedianStoppingRule } from '../../src/schedule/median/median-stopping.ts'
import { PercentileStoppingRule } from '../../src/schedule/median/percentile-stopping.ts'

function failure(Rule: new (options: object) => unknown, options: object): ConfigurationError {
  try {
    void new Rule(options)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  return expect.unreachable('it was taken')
}

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

type Bad = readonly [name: string, value: unknown]

const ANY: readonly Bad[] = [
  ['timeAttr', ''],
  ['timeAttr', 3],
  ['metric', ''],
  ['mode', 'maximum'],
  ['gracePeriod', -1],
  ['gracePeriod', nan],
  ['gracePeriod', inf],
  ['gracePeriod', '60'],
  ['minSamplesRequired', 0],
  ['minSamplesRequired', 1.5],
  ['minSamplesRequired', inf],
]

const MEDIAN: readonly Bad[] = [
  ['minTimeSlice', -1],
  ['minTimeSlice', inf],
  ['minTimeSlice', null],
  ['hardStop', 'no'],
  ['hardStop', 0],
]

const PERCENTILE: readonly Bad[] = [
  ['percentile', -0.1],
  ['percentile', 100.1],
  ['percentile', nan],
  ['percentile', '25'],
  ['startupTrials', -1],
  ['startupTrials', 2.5],
  ['interval', 0],
  ['interval', inf],
]

describe.each([
  ['MedianStoppingRule', MedianStoppingRule, MEDIAN],
  ['PercentileStoppingRule', PercentileStoppingRule, PERCENTILE],
] as const)('options of %s', (who, Rule, own) => {
  it.each([...ANY, ...own])('%s must not be %o', (name, value) => {
    const error = failure(Rule, { [name]: value })
    expect(error.code).toBe('INVALID_OPTION')
    expect(error.path).toEqual([who, name])
    expect(error.message).toContain(`${name} is ${show(value)}`)
  })

  it.each([
    ['grace_period', 'gracePeriod'],
    ['min_samples_required', 'minSamplesRequired'],
    ['time_attr', 'timeAttr'],
  ])('there is no %s, but %s', (name, right) => {
    const error = failure(Rule, { [name]: 1 })
    expect(error.code).toBe('UNKNOWN_OPTION')
    expect(error.message).toContain(`Did you mean ${right}?`)
  })

  it.each([[null], [3], [[]], ['median']])('must be an object, not %o', (options) => {
    expect(failure(Rule, options as unknown as object).code).toBe('INVALID_OPTION')
  })

  it('treats undefined as not given', () => {
    const options = { gracePeriod: undefined, metric: undefined } as unknown as object
    expect(new Rule(options).toJSON()).toEqual(new Rule().toJSON())
  })

  it('has metric and mode of its own only when they were given', () => {
    expect(new Rule({ metric: 'loss', mode: 'min' })).toMatchObject({ metric: 'loss', mode: 'min' })
    expect(new Rule().metric).toBeUndefined()
    expect(new Rule().mode).toBeUndefined()
  })
})

describe('limits of options', () => {
  it('are options', () => {
    expect(
      () => new MedianStoppingRule({ gracePeriod: 0, minTimeSlice: 0, minSamplesRequired: 1 }),
    ).not.toThrow()
    for (const percentile of [0, 100]) {
      expect(
        () => new PercentileStoppingRule({ percentile, startupTrials: 0, interval: 1e-9 }),
      ).not.toThrow()
    }
  })
})
