import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choice } from '../../src/space/choice.ts'
import { lograndint } from '../../src/space/lograndint.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { qlograndint } from '../../src/space/qlograndint.ts'
import { qloguniform } from '../../src/space/qloguniform.ts'
import { qrandint } from '../../src/space/qrandint.ts'
import { qrandn } from '../../src/space/qrandn.ts'
import { quniform } from '../../src/space/quniform.ts'
import { randint } from '../../src/space/randint.ts'
import { randn } from '../../src/space/randn.ts'
import { uniform } from '../../src/space/uniform.ts'
import { explorations } from '../support/explorations.ts'
import type { Domain } from '../../src/space/domain.ts'
import type { HyperparamMutation } from '../../src/schedule/pbt/pbt-options.ts'

interface Explored {
  readonly resample?: number
  readonly factors?: readonly number[]
  readonly space?: object
}

const values = (mutation: HyperparamMutation, v: unknown, how?: Explored): readonly unknown[] =>
  explorations({ v: mutation }, { v }, how).values('v')
const operations = (mutation: HyperparamMutation, v: unknown, how?: Explored): readonly unknown[] =>
  explorations({ v: mutation }, { v }, how).operations('v')

describe('exploring numbers', () => {
  it('stays in the bounds of the domain (a fix)', () => {
    expect(values(uniform(0, 1), 0.95)).toEqual([0.76, 1])
    expect(operations(uniform(0, 1), 0.95)).toEqual(['* 0.8', '* 1.2 (clamped)'])
    expect(values(uniform(0, 1), 1)).toEqual([0.8, 1])
    expect(operations(uniform(0, 1), 1)).toEqual(['* 0.8', '* 1.2 (noop)'])
    expect(values(loguniform(1e-4, 1e-1), 1.1e-4)).toEqual([0.0001, 0.000132])
    expect(values(uniform(-1, 1), -0.9)).toEqual([-0.7200000000000001, -1])
    expect(values(randn(0, 1), 5.9)).toEqual([4.720000000000001, 6])
    // Also where it was outside before.
    expect(values(uniform(0, 1), 5)).toEqual([1])
  })

  it('cuts whole numbers off, and moves them by one where that would change nothing', () => {
    const domain = randint(1, 100)
    expect(values(domain, 10)).toEqual([12, 8])
    expect(values(domain, 13)).toEqual([10, 15])
    expect(values(domain, 3)).toEqual([2, 4])
    expect(values(domain, 2)).toEqual([1, 3])
    expect(values(domain, 95)).toEqual([76, 99])
    expect(values(randint(-100, 0), -3)).toEqual([-2, -4])
  })

  it('never lets a whole number leave the domain (a fix)', () => {
    expect(values(randint(1, 10), 1)).toEqual([1, 2])
    expect(operations(randint(1, 10), 1)).toEqual(['* 0.8 (noop)', '* 1.2'])
    expect(values(randint(1, 10), 9)).toEqual([7, 9])
    expect(values(randint(0, 10), 0)).toEqual([0, 1])
    expect(values(randint(-5, 5), 0)).toEqual([-1, 1])
  })

  it('stays on the grid (a fix)', () => {
    expect(values(quniform(0, 1, 0.1), 0.5)).toEqual([0.4, 0.6])
    expect(values(quniform(0, 1, 0.1), 0.1)).toEqual([0, 0.2])
    expect(values(qrandint(0, 100, 5), 20)).toEqual([15, 25])
    expect(values(qrandint(0, 100, 5), 7)).toEqual([10, 5])
    expect(values(qloguniform(1, 8, 0.5), 2)).toEqual([1.5, 2.5])
  })

  it.each<[string, Domain<number>]>([
    ['uniform', uniform(-2, 3)],
    ['quniform', quniform(-1, 2, 0.25)],
    ['loguniform', loguniform(0.01, 10)],
    ['qloguniform', qloguniform(0.5, 8, 0.5)],
    ['randn', randn(1, 2)],
    ['qrandn', qrandn(0, 1, 0.5)],
    ['randint', randint(-4, 9)],
    ['qrandint', qrandint(-10, 20, 5)],
    ['lograndint', lograndint(1, 50)],
    ['qlograndint', qlograndint(4, 64, 4)],
  ])('gives only what the domain could: %s', (_, domain) => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -100, max: 100 }),
        fc.array(fc.double({ noNaN: true, min: 0.01, max: 100 }), { minLength: 1, maxLength: 3 }),
        (value, factors) => {
          for (const found of values(domain, value, { factors, resample: 0.1 })) {
            expect(domain.axis?.contains(found as number)).toBe(true)
          }
        },
      ),
      { numRuns: 20 },
    )
  })

  it('moves every whole number unless a bound or a factor of 1 forbids it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), (value) => {
        const found = values(randint(-50, 51), value) as readonly number[]
        expect(found.some((next) => next !== value)).toBe(true)
        expect(values(randint(-50, 51), value, { factors: [1] })).toEqual([value])
      }),
    )
  })

  it('draws anew what cannot be multiplied', () => {
    expect(operations(uniform(0, 1), 'a')).toEqual(['resample'])
    expect(operations(uniform(0, 1), Number.NaN)).toEqual(['resample'])
    expect(operations(uniform(0, 1), 0.5, { resample: 1 })).toEqual(['resample'])
    expect(operations(uniform(0, 1), 0.5, { resample: 0.5 })).toEqual([
      '* 0.8',
      '* 1.2',
      'resample',
    ])
    expect(explorations({ v: uniform(0, 1) }, {}).operations('v')).toEqual(['resample'])
  })
})

describe('exploring what a function draws', () => {
  it('keeps to the domain that the space has at the same path', () => {
    const space = { v: uniform(0, 1), n: { v: randint(1, 10) }, w: choice([1, 2]) }
    expect(values(() => 0.5, 0.95, { space })).toEqual([0.76, 1])
    const nested = explorations({ n: { v: () => 5 } }, { n: { v: 1 } }, { space })
    expect(nested.values('n/v')).toEqual([1, 2])
    expect(explorations({ w: () => 0.5 }, { w: 1 }, { space }).values('w')).toEqual([0.8, 1.2])
  })

  it('keeps its sign where nothing is known, and stays whole if it draws whole numbers', () => {
    expect(values(() => 7, 1)).toEqual([1, 2])
    expect(values(() => 7, 3)).toEqual([2, 4])
    expect(values(() => 7, -1)).toEqual([-1, -2])
    expect(values(() => 7, 0)).toEqual([0, 1])
    expect(values(() => 7.5, 1)).toEqual([0.8, 1.2])
    expect(values(() => 7, 1.5)).toEqual([1.2000000000000002, 1.7999999999999998])
    expect(values(() => 7, 1.7e308)).toEqual([1.7e308 * 0.8, Number.MAX_VALUE])
  })

  it('draws anew what is no number', () => {
    expect(values((random) => random.pick(['a', 'b']), 'c')).toEqual(['a', 'b'])
    expect(values((random) => random.pick(['a', 'b']), 3)).toEqual(['a', 'b'])
    expect(values(() => ({ deep: [1] }), 3).length).toBeGreaterThan(0)
  })

  it('is an error when it draws what no config can hold', () => {
    expect(() => values(() => () => 1, 1)).toThrow(
      /what the function at hyperparamMutations\.v gave cannot be part of a config/,
    )
    expect(() => values(() => uniform(0, 1), 1)).toThrow(/holds a domain/)
  })
})

describe('exploring options', () => {
  it('moves to the next number, whatever the order in which they are written (a fix)', () => {
    expect(values(choice([1, 10, 100]), 10)).toEqual([1, 100])
    expect(operations(choice([1, 10, 100]), 1)).toEqual(['shift left (noop)', 'shift right'])
    expect(values(choice([100, 1, 10]), 1)).toEqual([1, 10])
    expect(values(choice([0.1, 0.01]), 0.1)).toEqual([0.01, 0.1])
    expect(values(choice(['s', 'm', 'l'], { ordered: true }), 's')).toEqual(['m', 's'])
    expect(values(choice([1, 10, 100]), 7)).toEqual([1, 10, 100])
  })

  it('keeps most categories, and draws another one else (a fix)', () => {
    const optimizers = choice(['adam', 'sgd', 'lion'])
    expect(values(optimizers, 'sgd')).toEqual(['sgd'])
    expect(operations(optimizers, 'sgd')).toEqual([undefined])
    expect(values(optimizers, 'sgd', { resample: 1 })).toEqual(['adam', 'lion'])
    expect(values(optimizers, 'sgd', { resample: 0.25 })).toEqual(['adam', 'lion', 'sgd'])
    expect(values(optimizers, 'unknown')).toEqual(['adam', 'lion', 'sgd'])
    expect(values(choice([true, false]), true, { resample: 1 })).toEqual([false])
    expect(values(choice(['only']), 'only', { resample: 1 })).toEqual(['only'])
    expect(values(choice([1, 2, 3], { ordered: false }), 2)).toEqual([2])
  })

  it('explores what is inside an option that is kept, and draws it for another', () => {
    const optimizer = choice([
      { kind: 'sgd', momentum: uniform(0, 1), nested: [randint(1, 5), 'c'] },
      { kind: 'adam', beta: uniform(0.5, 0.9) },
    ])
    const value = { kind: 'sgd', momentum: 0.5, nested: [2, 'c'] }
    const kept = explorations({ v: optimizer }, { v: value })
    expect(kept.values('v/kind')).toEqual(['sgd'])
    expect(kept.values('v/momentum')).toEqual([0.4, 0.6])
    expect(kept.operations('v/momentum')).toEqual(['* 0.8', '* 1.2'])
    expect(kept.operations('v/nested/0')).toEqual(['* 0.8', '* 1.2'])
    const drawn = explorations({ v: optimizer }, { v: value }, { resample: 1 })
    expect(drawn.values('v/kind')).toEqual(['adam'])
    expect(drawn.values('v/beta').length).toBeGreaterThan(50)
    expect(drawn.values('v/momentum')).toEqual([undefined])
  })

  it('moves between numbers with domains beside them by their place in the list', () => {
    const stepped = choice([uniform(0, 1), uniform(5, 6)], { ordered: true })
    const found = values(stepped, 0.5) as readonly number[]
    expect(found.some((v) => v >= 5 && v <= 6)).toBe(true)
    expect(found.filter((v) => v < 5)).toEqual([0.4, 0.6])
  })

  it('compares lists by content', () => {
    const list = [{ a: [1] }, { a: [2] }, Number.NaN, null]
    expect(operations(list, { a: [2] })).toEqual(['shift left', 'shift right'])
    expect(operations(list, Number.NaN)).toEqual(['shift left', 'shift right'])
    const explored = explorations({ v: list }, { v: { a: [2] } }).configs as { v: unknown }[]
    expect(explored.every(({ v }) => v !== list[0])).toBe(true)
  })
})

describe('customExplore', () => {
  it('may change its config in place, and draws from a stream of its own', () => {
    const config = { lr: 1, deep: { layers: [1, 2] } }
    const explored = explorations({ lr: uniform(0, 9) }, config, {
      customExplore: (mine, random) => {
        mine.deep.layers.push(random.integer(3, 5))
        mine.added = true
        delete mine.lr
        return mine
      },
    })
    expect(config).toEqual({ lr: 1, deep: { layers: [1, 2] } })
    expect(explored.configs).toContainEqual({ deep: { layers: [1, 2, 3] }, added: true })
    expect(explored.configs).toContainEqual({ deep: { layers: [1, 2, 4] }, added: true })
    expect(explored.operations('deep/layers')).toEqual(['customExplore'])
    expect(explored.operations('added')).toEqual(['customExplore'])
    expect(explored.operations('lr')).toEqual(['* 0.8, customExplore', '* 1.2, customExplore'])
  })

  it.each([
    ['nothing', () => undefined, /what customExplore returned cannot be a config: it is undefined/],
    ['a number', () => 3, /what customExplore returned cannot be a config: it is 3/],
    ['code', () => ({ f: () => 1 }), /what customExplore returned cannot be part of a config/],
  ])('is an error when it returns %s', (_, customExplore, message) => {
    expect(() => explorations({}, { a: 1 }, { customExplore })).toThrow(message)
  })
})
