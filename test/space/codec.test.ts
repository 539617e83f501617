import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { choice } from '../../src/space/choice.ts'
import { Codec } from '../../src/space/codec.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { quniform } from '../../src/space/quniform.ts'
import { randint } from '../../src/space/randint.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { chiSquare } from './chi-square.ts'
import { paramSpace } from './arbitrary-space.ts'

function codecOf(plan: unknown): Codec {
  return new Codec(compileSpace(plan))
}

function errorOf(make: () => unknown): ConfigurationError {
  try {
    make()
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** A space, its codec, and a source of points of its cube: corners, edges and inner points. */
const cube = fc.tuple(paramSpace(), fc.infiniteStream(coordinate())).map(([plan, coordinates]) => {
  const [space, codec] = [compileSpace(plan), codecOf(plan)]
  // A counterexample is shown as the space that a user would write.
  return { space, codec, coordinates, [fc.toStringMethod]: () => JSON.stringify(plan) }
})

function coordinate(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 0.5, Number.MIN_VALUE, 1 - Number.EPSILON / 2) },
    { weight: 3, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  )
}

function point(codec: Codec, coordinates: Iterator<number>): Float64Array {
  return Float64Array.from(codec.dimensions, () => coordinates.next().value as number)
}

/** Whether no two options of a choice can hold the same value, so that a config has one point only. */
function isPlain({ dimensions }: Codec): boolean {
  return new Set(dimensions.map(({ path }) => path)).size === dimensions.length
}

/** Where two configs differ by more than the rounding of continuous values. */
function differences(actual: unknown, expected: unknown, path = ''): string[] {
  if (typeof expected === 'number' && typeof actual === 'number') {
    // Generated ranges reach 1e9, where a double ends at 1e-7; so do generated normal values, 6 sd out.
    const slack = 1e-12 * Math.abs(expected) + 1e-6
    if (Object.is(actual, expected) || Math.abs(actual - expected) <= slack) return []
  }
  if (isObject(actual) && isObject(expected)) {
    return [...new Set([...Object.keys(actual), ...Object.keys(expected)])].flatMap((key) =>
      differences(actual[key], expected[key], `${path}/${key}`),
    )
  }
  return actual === expected ? [] : [`${path}: ${String(actual)} instead of ${String(expected)}`]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

describe('a codec, for any space', () => {
  it('decodes every point to a config of the space', () => {
    fc.assert(
      fc.property(cube, ({ codec, coordinates }) => {
        const unit = point(codec, coordinates)
        const { config, params } = codec.suggest(unit)
        expect(codec.decode(unit)).toEqual(config)
        expect(codec.fits(config)).toBe(true)
        for (const { axis, index, id, path } of codec.dimensions) {
          const shown = codec.snap(unit).active[index] === 1 && id === path
          expect(Object.hasOwn(params, path) || !shown).toBe(true)
          expect(axis.contains(axis.fromUnit(unit[index] ?? NaN))).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('gives back the config that it encoded', () => {
    fc.assert(
      fc.property(cube, fc.integer(), ({ space, codec }, seed) => {
        const { config } = space.sample(Random.fromSeed(seed))
        const { unit, active } = codec.encode(config)
        for (const coordinate of unit) {
          expect(coordinate).toBeGreaterThanOrEqual(0)
          expect(coordinate).toBeLessThanOrEqual(1)
        }
        expect(differences(codec.decode(unit), config)).toEqual([])
        // Continuous values have settled after one turn, all others from the start.
        const settled = codec.decode(unit)
        const again = codec.encode(settled)
        expect(isPlain(codec) ? again.active : active).toEqual(active)
        expect(differences(codec.decode(again.unit), settled)).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('gives back values in steps and options exactly, and continuous ones to 12 digits', () => {
    fc.assert(
      fc.property(cube, ({ codec, coordinates }) => {
        const unit = point(codec, coordinates)
        const { active } = codec.snap(unit)
        for (const { axis, index, kind } of codec.dimensions) {
          if (active[index] !== 1) continue
          const pick = axis.fromUnit(unit[index] ?? NaN)
          const back = axis.fromUnit(axis.toUnit(pick))
          expect(kind === 'continuous' ? differences(back, pick) : [back]).toEqual(
            kind === 'continuous' ? [] : [pick],
          )
        }
      }),
      { numRuns: 300 },
    )
  })

  it('encoding what was decoded is idempotent', () => {
    fc.assert(
      fc.property(cube, ({ codec, coordinates }) => {
        const first = codec.encode(codec.decode(point(codec, coordinates)))
        const second = codec.encode(codec.decode(first.unit))
        expect(differences(codec.decode(second.unit), codec.decode(first.unit))).toEqual([])
        if (!isPlain(codec)) return
        expect(second.active).toEqual(first.active)
        for (const [i, u] of first.unit.entries()) expect(second.unit[i]).toBeCloseTo(u, 12)
      }),
      { numRuns: 300 },
    )
  })

  it('snaps a point to where its config is', () => {
    fc.assert(
      fc.property(cube, ({ codec, coordinates }) => {
        const unit = point(codec, coordinates)
        const snapped = codec.snap(unit)
        const config = codec.decode(unit)
        expect(differences(codec.decode(snapped.unit), config)).toEqual([])
        for (const { index, condition } of codec.dimensions) {
          const active = snapped.active[index] === 1
          expect(active || snapped.unit[index] === 0.5).toBe(true)
          expect(active || condition !== undefined).toBe(true)
          expect(condition?.dimension ?? -1).toBeLessThan(index)
        }
        const again = codec.snap(snapped.unit)
        expect(again.active).toEqual(snapped.active)
        for (const [i, u] of snapped.unit.entries()) expect(again.unit[i]).toBeCloseTo(u, 12)
      }),
      { numRuns: 300 },
    )
  })

  it('a neighbour differs in that one pick only', () => {
    fc.assert(
      fc.property(cube, ({ codec, coordinates }) => {
        const unit = codec.snap(point(codec, coordinates)).unit
        for (const { index, axis, kind, size } of codec.dimensions) {
          const neighbours = codec.neighbours(unit, index)
          const pick = axis.fromUnit(unit[index] ?? NaN)
          const most = { continuous: 0, ordered: 2, unordered: size - 1 }[kind]
          const least = { continuous: 0, ordered: Math.min(1, size - 1), unordered: most }[kind]
          expect(neighbours.length).toBeLessThanOrEqual(most)
          expect(neighbours.length).toBeGreaterThanOrEqual(least)
          for (const next of neighbours) expect(axis.fromUnit(next)).not.toBe(pick)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('dimensions', () => {
  const codec = codecOf({
    epochs: 10,
    lr: loguniform(1e-4, 1),
    units: choice([8, 16, 32]),
    opt: choice([
      { kind: 'sgd', m: uniform(0, 1), nesterov: choice([true, false]) },
      { kind: 'adam', lr: choice([loguniform(1e-5, 1e-1), 0]) },
      'none',
    ]),
  })

  it('say what they are and what they depend on', () => {
    expect(
      codec.dimensions.map(({ index, id, path, kind, size, log, condition }) => [
        index,
        id,
        path,
        kind,
        size,
        log,
        condition && [condition.dimension, condition.option],
      ]),
    ).toEqual([
      [0, 'lr', 'lr', 'continuous', Infinity, true, undefined],
      [1, 'units', 'units', 'ordered', 3, false, undefined],
      [2, 'opt', 'opt', 'unordered', 3, false, undefined],
      [3, 'opt//0/m', 'opt/m', 'continuous', Infinity, false, [2, 0]],
      [4, 'opt//0/nesterov', 'opt/nesterov', 'unordered', 2, false, [2, 0]],
      [5, 'opt//1/lr', 'opt/lr', 'unordered', 2, false, [2, 1]],
      [6, 'opt//1/lr//0', 'opt/lr', 'continuous', Infinity, true, [5, 0]],
    ])
  })

  it('are active only where the config has them', () => {
    const active = (opt: unknown): number[] => [
      ...codec.encode({ epochs: 10, lr: 0.01, units: 16, opt }).active,
    ]
    expect(active({ kind: 'sgd', m: 0.5, nesterov: true })).toEqual([1, 1, 1, 1, 1, 0, 0])
    expect(active({ kind: 'adam', lr: 0.01 })).toEqual([1, 1, 1, 0, 0, 1, 1])
    expect(active({ kind: 'adam', lr: 0 })).toEqual([1, 1, 1, 0, 0, 1, 0])
    expect(active('none')).toEqual([1, 1, 1, 0, 0, 0, 0])
  })

  it('place values by probability', () => {
    const config = {
      epochs: 10,
      lr: 0.01,
      units: 16,
      opt: { kind: 'sgd', m: 0.25, nesterov: false },
    }
    const { unit } = codec.encode(config)
    const expected = [0.5, 0.5, 1 / 6, 0.25, 0.75, 0.5, 0.5]
    for (const [i, u] of expected.entries()) expect(unit[i]).toBeCloseTo(u, 14)
    expect(codec.decode(unit)).toEqual({ ...config, lr: expect.closeTo(0.01, 14) })
    expect(codec.suggest(unit).params).toEqual({
      lr: expect.closeTo(0.01, 12),
      units: 16,
      opt: 'sgd',
      'opt/m': 0.25,
      'opt/nesterov': false,
    })
  })

  it('a uniform point of the cube is a draw from the space', () => {
    const { codec, random } = {
      codec: codecOf({ x: choice(['a', 'b', { k: choice(['c', 'd']) }]), n: quniform(0, 1, 0.5) }),
      random: Random.fromSeed(5),
    }
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const text = JSON.stringify(codec.decode(codec.dimensions.map(() => random.next())))
      counts.set(text, (counts.get(text) ?? 0) + 1)
    }
    const keys = [...counts.keys()].sort()
    expect(keys).toHaveLength(12)
    const { statistic, limit } = chiSquare(
      keys.map((key) => counts.get(key) ?? 0),
      keys.map((key) => (key.includes('"k"') ? 1 : 2)),
    )
    expect(statistic).toBeLessThan(limit)
  })

  it('leave out what a preset has fixed', () => {
    const space = compileSpace({
      lr: uniform(0, 1),
      opt: choice([{ m: uniform(0, 1), k: 1 }, { k: 2 }]),
    }).withPreset({ lr: 0.5, opt: { k: 1 } }).space
    const codec = new Codec(space)
    expect(codec.dimensions.map(({ id, condition }) => [id, condition])).toEqual([
      ['opt//0/m', undefined],
    ])
    expect(codec.decode([0.25])).toEqual({ lr: 0.5, opt: { m: 0.25, k: 1 } })
    expect([...codec.encode({ lr: 0.5, opt: { m: 0.25, k: 1 } }).unit]).toEqual([0.25])
  })

  it('may be none at all', () => {
    const codec = codecOf({ epochs: 10 })
    expect(codec.dimensions).toEqual([])
    expect(codec.decode([])).toEqual({ epochs: 10 })
    expect(codec.encode({ epochs: 10 }).unit).toHaveLength(0)
  })
})

describe('encoding a config from elsewhere', () => {
  const codec = codecOf({
    lr: uniform(0, 1),
    n: randint(0, 10),
    layers: [randint(1, 9)],
    opt: choice(['x', { lr: uniform(0, 1) }, { lr: uniform(0, 1), m: uniform(0, 1) }]),
  })
  const good = { lr: 0.5, n: 3, layers: [4], opt: 'x' }

  it('moves what is out of range to the nearest bound', () => {
    const { unit, active } = codec.encode({ ...good, lr: -3, n: 99, opt: { lr: 7, m: 0.5 } })
    expect(codec.decode(unit)).toEqual({ lr: 0, n: 9, layers: [4], opt: { lr: 1, m: 0.5 } })
    expect([...active]).toEqual([1, 1, 1, 1, 0, 1, 1])
    expect(codec.decode(codec.encode({ ...good, n: 3.4 }).unit)).toEqual(good)
  })

  it('does not mind other constants and further keys', () => {
    expect(codec.decode(codec.encode({ ...good, more: 1 }).unit)).toEqual(good)
  })

  it('tells options apart by all that they hold', () => {
    const opt = { lr: 0.5, m: 0.25 }
    expect(codec.decode(codec.encode({ ...good, opt }).unit)).toEqual({ ...good, opt })
    expect(codec.decode(codec.encode({ ...good, opt: { lr: 0.5 } }).unit)).toEqual({
      ...good,
      opt: { lr: 0.5 },
    })
  })

  it.each<[string, unknown, string]>([
    ['a missing parameter', { ...good, n: undefined }, 'undefined at "n"'],
    ['text for a number', { ...good, lr: '0.5' }, '"0.5" at "lr"'],
    ['NaN', { ...good, lr: NaN }, 'NaN at "lr"'],
    ['an option that is not there', { ...good, opt: 'y' }, '"y" at "opt"'],
    ['an option with too much in it', { ...good, opt: { lr: 1, k: 2 } }, 'at "opt"'],
    ['too short an array', { ...good, layers: [] }, 'undefined at "layers/0"'],
    ['something else entirely', null, 'undefined at "lr"'],
  ])('refuses %s', (_, config, message) => {
    expect(codec.fits(config)).toBe(false)
    const error = errorOf(() => codec.encode(config))
    expect(error.code).toBe('CONFIG_DOES_NOT_FIT')
    expect(error.message).toContain(message)
  })
})

describe('a codec refuses', () => {
  it('sampleFrom, by name', () => {
    const error = errorOf(() =>
      codecOf({ a: sampleFrom(() => 1), b: choice([{ c: sampleFrom(() => 1) }]) }),
    )
    expect(error.code).toBe('SAMPLE_FROM_NOT_SUPPORTED')
    expect(error.message).toContain('cannot choose `a`, `b/c`, made by sampleFrom')
    expect(error.path).toEqual(['paramSpace', 'a'])
  })

  it('gridSearch, by name', () => {
    const error = errorOf(() => codecOf({ x: { y: gridSearch([1, 2]) } }))
    expect(error.code).toBe('GRID_NOT_SUPPORTED')
    expect(error.message).toContain('`x/y`')
  })

  it('points that are none', () => {
    const codec = codecOf({ x: uniform(0, 1) })
    expect(() => codec.decode([])).toThrow('a point of this space has 1 coordinates, got 0')
    expect(() => codec.decode([NaN])).toThrow('the coordinate of x is NaN')
    expect(codec.decode([7])).toEqual({ x: 1 })
  })
})
