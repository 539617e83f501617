import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { ASHAScheduler } from '../../src/schedule/asha.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha.ts'

function failure(options: object): ConfigurationError {
  try {
    void new ASHAScheduler(options)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  return expect.unreachable('it was taken')
}

describe('options of ASHAScheduler', () => {
  it.each([
    ['maxT', 0],
    ['maxT', -1],
    ['maxT', Number.NaN],
    ['maxT', Number.POSITIVE_INFINITY],
    ['maxT', '10'],
    ['maxT', null],
    ['gracePeriod', 0],
    ['gracePeriod', -1],
    ['gracePeriod', 101],
    ['reductionFactor', 1],
    ['reductionFactor', 0.5],
    ['reductionFactor', Number.NaN],
    ['reductionFactor', 1.000001],
    ['brackets', 0],
    ['brackets', 1.5],
    ['timeAttr', ''],
    ['timeAttr', 3],
    ['metric', ''],
    ['mode', 'maximum'],
    ['stopLastTrials', 'yes'],
  ])('%s must not be %o', (name, value) => {
    const error = failure({ [name]: value })
    expect(error.code).toBe('INVALID_OPTION')
    expect(error.path).toEqual(['ASHAScheduler', name])
    expect(error.message).toContain(
      `${name} is ${typeof value === 'string' ? `"${value}"` : value}`,
    )
  })

  it.each([
    ['max_t', 'maxT'],
    ['maxt', 'maxT'],
    ['grace_period', 'gracePeriod'],
    ['gracePeriods', 'gracePeriod'],
    ['reductionfaktor', 'reductionFactor'],
    ['timeAttribute', 'timeAttr'],
    ['bracket', 'brackets'],
  ])('there is no %s, but %s', (name, right) => {
    const error = failure({ [name]: 1 })
    expect(error.code).toBe('UNKNOWN_OPTION')
    expect(error.message).toContain(`Did you mean ${right}?`)
    expect(error.message).toContain('timeAttr, metric, mode, maxT, gracePeriod')
  })

  it('names all options where nothing is near', () => {
    expect(failure({ perturbationInterval: 3 }).message).toMatch(
      /has no option "perturbationInterval"\. It has: timeAttr/,
    )
  })

  it.each([[null], [3], [[]], ['asha']])('must be an object, not %o', (options) => {
    expect(failure(options as unknown as object).code).toBe('INVALID_OPTION')
  })

  it('takes every option at its limits', () => {
    expect(
      () => new ASHAScheduler({ maxT: 1, gracePeriod: 1, reductionFactor: 1.01, brackets: 1e9 }),
    ).not.toThrow()
  })

  it('treats undefined as not given', () => {
    const options = { maxT: undefined, metric: undefined } as unknown as ASHASchedulerOptions
    expect(new ASHAScheduler(options).toJSON()).toEqual(new ASHAScheduler().toJSON())
  })
})
