import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { simulated } from '../../src/simulate/curve.ts'
import type { SimulatedStep } from '../../src/simulate/curve.ts'

function* training(): Iterable<SimulatedStep> {
  yield { seconds: 1, metrics: { loss: 1 } }
}

describe('simulated', () => {
  it('is a frozen definition, named after its function', () => {
    const train = simulated(training)
    expect(train).toEqual({
      kind: 'simulated',
      curve: training,
      name: 'training',
      startupS: 0,
      seed: 0,
    })
    expect(Object.isFrozen(train)).toBe(true)
    expect(simulated(() => []).name).toBe('simulated')
    expect(simulated(training, { name: 'resnet', startupS: 5, seed: 'a' })).toMatchObject({
      name: 'resnet',
      startupS: 5,
      seed: 'a',
    })
  })

  it.each([
    [{ startup: 5 }, /has no option "startup". Did you mean startupS\?/],
    [{ startupS: -1 }, /startupS is -1. Give a finite number of seconds, at least 0/],
    [{ startupS: Infinity }, /startupS is Infinity/],
    [{ startupS: '5' }, /startupS is "5"/],
    [{ seed: Number.NaN }, /seed is NaN. Give a number or a string/],
    [{ seed: {} }, /seed is {}/],
    [{ name: '' }, /name is ""/],
    [7, /The options of simulated are 7/],
  ])('says what is wrong with %j', (options, message) => {
    const make = (): unknown => simulated(training, options as never)
    expect(make).toThrow(ConfigurationError)
    expect(make).toThrow(message)
  })

  it('wants a function', () => {
    expect(() => simulated([{ seconds: 1 }] as never)).toThrow(/Give a function\*/)
  })
})
