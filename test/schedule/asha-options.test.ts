import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'

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
    ['variant', 'promotion'],
    ['variant', null],
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
    ['variants', 'variant'],
    ['objective', 'objectives'],
  ])('there is no %s, but %s', (name, right) => {
    const error = failure({ [name]: 1 })
    expect(error.code).toBe('UNKNOWN_OPTION')
    expect(error.message).toContain(`Did you mean ${right}?`)
    expect(error.message).toContain('timeAttr, metric, mode, maxT, gracePeriod')
  })

  const [loss, size] = [
    { metric: 'loss', mode: 'min' },
    { metric: 'size', mode: 'min' },
  ]

  it.each([
    ['no list', loss],
    ['none', []],
    ['one', [loss]],
    ['names alone', ['loss', 'size']],
    ['nothing', [loss, null]],
    ['no metric', [loss, { mode: 'min' }]],
    ['an empty metric', [loss, { metric: '', mode: 'min' }]],
    ['no mode', [loss, { metric: 'size' }]],
    ['another mode', [loss, { metric: 'size', mode: 'least' }]],
    ['what objectives do not have', [loss, { ...size, weight: 2 }]],
    ['the same metric twice', [loss, { metric: 'loss', mode: 'max' }]],
  ])('objectives must not be %s', (_, objectives) => {
    const error = failure({ objectives })
    expect(error.code).toBe('INVALID_OPTION')
    expect(error.path).toEqual(['ASHAScheduler', 'objectives'])
    expect(error.message).toContain("Give at least 2 of { metric: 'loss', mode: 'min' }")
  })

  it.each([{ metric: 'loss' }, { mode: 'min' }])('objectives go without %o', (other) => {
    expect(failure({ objectives: [loss, size], ...other }).message).toContain(
      'Give either them or metric and mode.',
    )
  })

  it.each([{ variant: 'promote' }, { objectives: [loss, size], variant: 'stop' }])(
    'can be written down and read again: %o',
    (options) => {
      const original = createScheduler('asha', options)
      const stored = JSON.parse(JSON.stringify(original.toJSON?.())) as {
        name: string
        options: object
      }
      expect(stored.options).toMatchObject(options)
      expect(createScheduler(stored.name, stored.options as never).toJSON?.()).toEqual(stored)
    },
  )

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
