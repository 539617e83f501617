import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { lograndint } from '../../src/space/lograndint.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { qlograndint } from '../../src/space/qlograndint.ts'
import { qloguniform } from '../../src/space/qloguniform.ts'
import { qrandint } from '../../src/space/qrandint.ts'
import { qrandn } from '../../src/space/qrandn.ts'
import { quniform } from '../../src/space/quniform.ts'
import { randint } from '../../src/space/randint.ts'
import { randn } from '../../src/space/randn.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { uniform } from '../../src/space/uniform.ts'

function errorOf(make: () => unknown): ConfigurationError {
  try {
    make()
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const ranges: readonly [string, (lower: number, upper: number) => unknown][] = [
  ['uniform', uniform],
  ['loguniform', loguniform],
  ['randint', randint],
  ['lograndint', lograndint],
  ['quniform', (lower, upper) => quniform(lower, upper, 1)],
  ['qloguniform', (lower, upper) => qloguniform(lower, upper, 1)],
  ['qrandint', (lower, upper) => qrandint(lower, upper)],
  ['qrandint with a step', (lower, upper) => qrandint(lower, upper, 2)],
  ['qlograndint', (lower, upper) => qlograndint(lower, upper, 1)],
  ['qlograndint with a step', (lower, upper) => qlograndint(lower, upper, 2)],
]

describe.each(ranges)('%s', (name, make) => {
  const shown = name.split(' ')[0]

  it('refuses an inverted range and says how it was meant', () => {
    const error = errorOf(() => make(8, 2))
    expect(error.code).toBe('INVALID_RANGE')
    expect(error.message).toContain(`${shown}(8, 2`)
    expect(error.message).toContain(`Swap them: ${shown}(2, 8`)
  })

  it('refuses an empty range', () => {
    const error = errorOf(() => make(4, 4))
    expect(error.code).toBe('INVALID_RANGE')
    expect(error.message).toContain('write 4 instead')
  })

  it.each([NaN, Infinity, -Infinity, '3', undefined, null])('refuses %o as a bound', (bad) => {
    for (const attempt of [() => make(bad as number, 8), () => make(2, bad as number)]) {
      const error = errorOf(attempt)
      expect(error.code).toBe('NOT_FINITE')
      expect(error.message).toMatch(/(lower|upper) must be a finite number, got/)
    }
  })
})

describe.each(ranges.filter(([name]) => name.includes('log')))('%s', (_, make) => {
  it('refuses zero and negative bounds', () => {
    expect(errorOf(() => make(0, 8)).code).toBe('NOT_POSITIVE')
    expect(errorOf(() => make(-2, 8)).code).toBe('NOT_POSITIVE')
    expect(errorOf(() => make(-4, -2)).message).toContain('lower must be above 0, got -4')
  })
})

describe.each(ranges.filter(([name]) => name.includes('int')))('%s', (_, make) => {
  it('refuses fractions and numbers that doubles cannot hold', () => {
    expect(errorOf(() => make(2.5, 8)).code).toBe('NOT_AN_INTEGER')
    expect(errorOf(() => make(2, 8.5)).message).toContain('upper must be a whole number')
    expect(errorOf(() => make(2, 2 ** 60)).code).toBe('NOT_AN_INTEGER')
  })

  it('refuses ranges too wide to be sampled exactly', () => {
    expect(errorOf(() => make(2, 2 ** 53 - 2)).code).toBe('RANGE_TOO_WIDE')
  })
})

describe('steps', () => {
  it.each<[string, () => unknown, string]>([
    ['a float step that does not divide', () => quniform(0, 1, 0.3), 'Use quniform(0, 0.9, 0.3)'],
    ['a lower bound off the steps', () => quniform(1e-4, 1e-1, 5e-4), 'Use quniform(0.0005, 0.1'],
    ['an upper bound off the steps', () => quniform(0, 32, 3), 'Use quniform(0, 30, 3)'],
    ['a log step', () => qloguniform(1, 16, 4), 'Use qloguniform(4, 16, 4)'],
    ['an integer step', () => qrandint(1, 10, 3), 'Use qrandint(3, 9, 3)'],
    ['a log integer step', () => qlograndint(2, 21, 2), 'Use qlograndint(2, 20, 2)'],
    ['a step wider than the range', () => quniform(0, 1, 5), 'No two multiples lie in the range'],
  ])('%s is refused with bounds that fit', (_, make, advice) => {
    const error = errorOf(make)
    expect(error.code).toBe('STEP_DOES_NOT_DIVIDE')
    expect(error.message).toContain(advice)
  })

  it('accepts bounds that binary fractions only nearly divide', () => {
    expect(quniform(3.2, 5.4, 0.2).axis?.size).toBe(12)
    expect(quniform(0, 0.1 * 3, 0.1).axis?.size).toBe(4)
    expect(quniform(-1e6, 1e6, 1e-3).axis?.size).toBe(2e9 + 1)
  })

  it.each([0, -1])('refuses %o', (q) => {
    expect(errorOf(() => quniform(0, 1, q)).code).toBe('NOT_POSITIVE')
    expect(errorOf(() => qloguniform(1, 2, q)).code).toBe('NOT_POSITIVE')
    expect(errorOf(() => qrandint(0, 4, q)).code).toBe('NOT_POSITIVE')
    expect(errorOf(() => qlograndint(1, 4, q)).code).toBe('NOT_POSITIVE')
    expect(errorOf(() => qrandn(0, 1, q)).code).toBe('NOT_POSITIVE')
  })

  it('refuses NaN, infinite and, for integers, fractional ones', () => {
    expect(errorOf(() => quniform(0, 1, NaN)).code).toBe('NOT_FINITE')
    expect(errorOf(() => qrandn(0, 1, Infinity)).code).toBe('NOT_FINITE')
    expect(errorOf(() => qrandint(0, 4, 0.5)).code).toBe('NOT_AN_INTEGER')
  })

  it('refuses steps too small to be told apart', () => {
    expect(errorOf(() => quniform(0, 1, 1e-17)).code).toBe('RANGE_TOO_WIDE')
    expect(errorOf(() => qloguniform(1e-3, 1e10, 1e-3)).code).toBe('RANGE_TOO_WIDE')
    expect(errorOf(() => qrandn(0, 1, 1e-9)).code).toBe('STEP_TOO_SMALL')
    expect(errorOf(() => qrandn(1e300, 1, 1)).code).toBe('RANGE_TOO_WIDE')
  })
})

describe('normal domains', () => {
  it('refuse a standard deviation of zero or less', () => {
    expect(errorOf(() => randn(0, 0)).code).toBe('NOT_POSITIVE')
    expect(errorOf(() => randn(0, -1)).message).toContain('sd must be above 0, got -1')
    expect(errorOf(() => qrandn(0, 0, 1)).code).toBe('NOT_POSITIVE')
  })

  it('refuse NaN and infinities', () => {
    expect(errorOf(() => randn(NaN)).code).toBe('NOT_FINITE')
    expect(errorOf(() => randn(0, Infinity)).code).toBe('NOT_FINITE')
    expect(errorOf(() => qrandn(-Infinity, 1, 1)).code).toBe('NOT_FINITE')
  })
})

describe('choice, gridSearch and sampleFrom', () => {
  it('refuse to choose from nothing', () => {
    expect(errorOf(() => choice([])).code).toBe('EMPTY_CHOICE')
    expect(errorOf(() => gridSearch([])).code).toBe('EMPTY_GRID')
  })

  it('refuse what is not an array', () => {
    expect(errorOf(() => choice('abc' as never)).code).toBe('NOT_AN_ARRAY')
    expect(errorOf(() => gridSearch(new Set([1]) as never)).message).toContain('gridSearch([...])')
  })

  it('refuse a grid inside a choice, however deep', () => {
    const options = [1, { a: [choice([{ b: 2 }, uniform(0, 1)]), { c: gridSearch([1, 2]) }] }]
    expect(errorOf(() => choice(options)).code).toBe('GRID_IN_CHOICE')
    expect(errorOf(() => choice([gridSearch([choice([1])])])).code).toBe('GRID_IN_CHOICE')
    expect(gridSearch([choice([1, 2]), gridSearch([3])]).enumerated).toBe(true)
  })

  it('refuse functions that cannot be called with (config, random)', () => {
    expect(errorOf(() => sampleFrom(3 as never)).code).toBe('NOT_A_FUNCTION')
    const three = (a: unknown, b: unknown, c: unknown): unknown => [a, b, c]
    expect(errorOf(() => sampleFrom(three as never)).code).toBe('TOO_MANY_PARAMETERS')
    const lenient = (a: unknown, b: unknown, c: unknown = 3): unknown => [a, b, c]
    expect(sampleFrom(lenient).type).toBe('sampleFrom')
  })

  it('are known to be ordered when numbers only rise or fall, or when told so', () => {
    expect(choice([32, 64, 128]).axis?.ordered).toBe(true)
    expect(choice([3, 2, 1]).axis?.ordered).toBe(true)
    expect(choice([1, 3, 2]).axis?.ordered).toBe(false)
    expect(choice([1, 1, 2]).axis?.ordered).toBe(false)
    expect(choice(['a', 'b', 'c']).axis?.ordered).toBe(false)
    expect(choice([0, 1]).axis?.ordered).toBe(false)
    expect(choice(['s', 'm', 'l'], { ordered: true }).axis?.ordered).toBe(true)
    expect(choice([32, 64, 128], { ordered: false }).axis?.ordered).toBe(false)
  })
})
