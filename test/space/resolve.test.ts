import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { randint } from '../../src/space/randint.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'

const random = Random.fromSeed(1)

function configOf(paramSpace: unknown, seed = 1): unknown {
  return compileSpace(paramSpace).sample(Random.fromSeed(seed)).config
}

function paramsOf(paramSpace: unknown, seed = 1): Readonly<Record<string, unknown>> {
  return compileSpace(paramSpace).sample(Random.fromSeed(seed)).params
}

function errorOf(paramSpace: unknown): ConfigurationError {
  const space = compileSpace(paramSpace)
  try {
    space.sample(random)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** What many seeds give. */
function seen(paramSpace: unknown, of: typeof paramsOf | typeof configOf = configOf): unknown[] {
  const all = Array.from({ length: 60 }, (_, seed) => JSON.stringify(of(paramSpace, seed)))
  return [...new Set(all)].sort().map((text) => JSON.parse(text) as unknown)
}

describe('nesting', () => {
  it('resolves objects and arrays at any depth and leaves constants alone', () => {
    const config = configOf({
      a: { b: [{ c: randint(5, 6) }, 'x', [randint(7, 8)]] },
      epochs: 10,
      none: null,
      empty: { list: [], object: {} },
    })
    expect(config).toEqual({
      a: { b: [{ c: 5 }, 'x', [7]] },
      epochs: 10,
      none: null,
      empty: { list: [], object: {} },
    })
  })

  it('names params by flat paths, in the order of the space, without constants', () => {
    const params = paramsOf({
      z: { y: randint(1, 2) },
      k: 3,
      a: [0, randint(4, 5)],
      g: gridSearch([6]),
    })
    expect(Object.entries(params)).toEqual([
      ['z/y', 1],
      ['a/1', 4],
      ['g', 6],
    ])
  })
})

describe('domains inside a choice', () => {
  it('are resolved, and only those of the chosen option', () => {
    const space = { opt: choice([{ k: randint(1, 2) }, { m: [randint(5, 6)] }]) }
    expect(seen(space)).toEqual([{ opt: { k: 1 } }, { opt: { m: [5] } }])
  })

  it('may be the options themselves', () => {
    expect(seen({ x: choice([0, randint(5, 6), choice(['a', choice(['b'])])]) })).toEqual([
      { x: 'a' },
      { x: 'b' },
      { x: 0 },
      { x: 5 },
    ])
  })

  it('draw from streams of their own, also where options share paths', () => {
    const numbers = { lr: uniform(0, 1) }
    const space = compileSpace({
      opt: choice([
        { ...numbers, k: 0 },
        { ...numbers, k: 1 },
      ]),
    })
    const drawn = new Set<number>()
    for (let i = 0; i < 20; i++) {
      const choose = space.picks[0]
      const config = space.resolve(
        (node) => (node === choose ? i % 2 : node.axis.sample(random.split(node.id))),
        random,
      ).config as { opt: { lr: number } }
      drawn.add(config.opt.lr)
    }
    expect(drawn.size).toBe(2)
  })

  describe('are named in the params', () => {
    it('by the key that tells the options apart', () => {
      const space = {
        opt: choice([
          { act: 'relu', kind: 'sgd', m: randint(1, 2) },
          { act: 'relu', kind: 'adam' },
        ]),
      }
      expect(seen(space, paramsOf)).toEqual([{ opt: 'adam' }, { opt: 'sgd', 'opt/m': 1 }])
    })

    it('else by the index of the option', () => {
      const space = { opt: choice([{ k: randint(1, 2) }, { m: [randint(5, 6)] }, 'none']) }
      expect(seen(space, paramsOf)).toEqual([
        { opt: 'none' },
        { opt: 0, 'opt/k': 1 },
        { opt: 1, 'opt/m/0': 5 },
      ])
    })

    it('by what is drawn where the option is a domain', () => {
      expect(seen({ x: choice(['off', randint(5, 6)]) }, paramsOf)).toEqual([
        { x: 'off' },
        { x: 5 },
      ])
    })

    it('by the value where all options are constants', () => {
      expect(seen({ x: choice([[32, 64], { units: 8 }]) }, paramsOf)).toEqual([
        { x: [32, 64] },
        { x: { units: 8 } },
      ])
    })
  })
})

describe('a chooser', () => {
  it('is asked once for each parameter that the config has', () => {
    const space = compileSpace({
      a: sampleFrom((config) => config.x + config.x),
      x: randint(0, 5),
      opt: choice([{ k: randint(0, 5) }, { m: randint(0, 5) }]),
      b: sampleFrom((config) => config.opt.m),
    })
    const asked: string[] = []
    const { config } = space.resolve((node) => {
      asked.push(node.id)
      return 1
    }, random)
    expect(config).toEqual({ a: 2, x: 1, opt: { m: 1 }, b: 1 })
    expect(asked).toEqual(['x', 'opt', 'opt//1/m'])
  })
})

describe('sampleFrom', () => {
  it('reads what is written before and after it, through any depth', () => {
    const config = configOf({
      area: sampleFrom((config) => config.box.width * config.box.sides[1]),
      box: { width: 3, sides: [1, sampleFrom((config) => config.box.width + 4)] },
    })
    expect(config).toEqual({ area: 21, box: { width: 3, sides: [1, 7] } })
  })

  it('sees drawn values, the options of a choice among them, as they are in the config', () => {
    const space = {
      opt: choice([{ kind: 'sgd', m: uniform(0, 1) }, { kind: 'adam' }]),
      copy: sampleFrom((config) => ({ kind: config.opt.kind, m: config.opt.m ?? -1 })),
    }
    for (let seed = 0; seed < 10; seed++) {
      const config = configOf(space, seed) as {
        opt: { kind: string; m?: number }
        copy: { kind: string; m: number }
      }
      expect(config.copy).toEqual({ kind: config.opt.kind, m: config.opt.m ?? -1 })
    }
  })

  it('sees plain objects and arrays', () => {
    const config = configOf({
      model: { units: [randint(1, 2), randint(2, 3)], act: 'relu' },
      keys: sampleFrom((config) => Object.keys({ ...config.model })),
      sum: sampleFrom(({ model: { units } }) => units.reduce((a: number, b: number) => a + b, 0)),
      text: sampleFrom((config) => JSON.stringify(config.model)),
      known: sampleFrom((config) => [
        'model' in config,
        'other' in config,
        Array.isArray(config.model.units),
      ]),
    })
    expect(config).toMatchObject({
      keys: ['units', 'act'],
      sum: 3,
      text: '{"units":[1,2],"act":"relu"}',
      known: [true, false, true],
    })
  })

  it('cannot change what it sees', () => {
    const change = sampleFrom((config) => {
      config.a.b = 2
      return 1
    })
    expect(errorOf({ a: { b: 1, c: uniform(0, 1) }, x: change }).code).toBe('SAMPLE_FROM_FAILED')
    const add = sampleFrom((config) => (config.a.more = 2))
    expect(errorOf({ a: { c: uniform(0, 1) }, x: add }).code).toBe('SAMPLE_FROM_FAILED')
    const push = sampleFrom((config) => config.list.push(3))
    expect(configOf({ list: [1, 2], x: push })).toEqual({ list: [1, 2], x: 3 })
  })

  it('is called once for each config, and not before one is drawn', () => {
    let calls = 0
    const count = sampleFrom(() => (calls += 1))
    const space = compileSpace({
      a: sampleFrom((config) => config.b),
      b: count,
      c: sampleFrom((config) => config.b),
    })
    expect(calls).toBe(0)
    expect(space.sample(random).config).toEqual({ a: 1, b: 1, c: 1 })
  })

  it('is not called in an option that is not chosen', () => {
    const fail = sampleFrom(() => {
      throw new Error('called')
    })
    expect(
      seen({ x: choice([1, { y: fail }]), z: 1 }, (space, seed) => {
        try {
          return configOf(space, seed)
        } catch {
          return 'threw'
        }
      }),
    ).toEqual(['threw', { x: 1, z: 1 }])
  })

  it('draws from a stream of its own', () => {
    const power = sampleFrom((_, random) => 2 ** random.integer(2, 9))
    const space = { l1: power, l2: power, lr: uniform(0, 1) }
    expect(configOf(space, 5)).toEqual(configOf(space, 5))
    const all = Array.from(
      { length: 300 },
      (_, seed) => configOf(space, seed) as { l1: number; l2: number },
    )
    expect(new Set(all.map(({ l1 }) => l1))).toEqual(new Set([4, 8, 16, 32, 64, 128, 256]))
    expect(all.some(({ l1, l2 }) => l1 !== l2)).toBe(true)
    expect(configOf({ lr: uniform(0, 1) }, 5)).toEqual({
      lr: (configOf(space, 5) as { lr: number }).lr,
    })
  })

  it('may return domains, which are drawn', () => {
    const space = {
      max: randint(1, 5),
      x: sampleFrom((config) => uniform(config.max, config.max + 1)),
      layers: sampleFrom((config) => Array.from({ length: config.max }, () => randint(0, 100))),
      half: sampleFrom(() => sampleFrom((config) => config.x / 2)),
    }
    for (let seed = 0; seed < 20; seed++) {
      const config = configOf(space, seed) as {
        max: number
        x: number
        layers: number[]
        half: number
      }
      expect(Math.floor(config.x)).toBe(config.max)
      expect(config.layers).toHaveLength(config.max)
      expect(config.half).toBe(config.x / 2)
      expect(configOf(space, seed)).toEqual(config)
    }
    const { layers } = configOf({ ...space, max: 40 }) as { layers: number[] }
    expect(new Set(layers).size).toBeGreaterThan(10)
  })

  it('is in the params, flat', () => {
    expect(
      paramsOf({
        k: 3,
        a: sampleFrom((config) => config.k),
        b: sampleFrom(() => ({ units: [1, 2], none: [], act: 'relu' })),
      }),
    ).toEqual({ a: 3, 'b/units/0': 1, 'b/units/1': 2, 'b/none': [], 'b/act': 'relu' })
  })

  it.each<[string, unknown, string]>([
    [
      'itself',
      { foo: sampleFrom((config) => config.foo + 1) },
      '`foo` recursively depends on itself',
    ],
    [
      'another that needs it',
      { foo: sampleFrom((config) => config.bar), bar: sampleFrom((config) => config.foo) },
      '`foo` recursively depends on `bar`: foo needs bar needs foo',
    ],
    [
      'all of the config',
      { x: { y: sampleFrom((config) => JSON.stringify(config)) }, z: 1 },
      '`x/y` recursively depends on itself',
    ],
    [
      'itself through what it returns',
      { x: sampleFrom(() => ({ a: sampleFrom((config) => config.x.a) })) },
      '`x/a` recursively depends on itself',
    ],
  ])('that needs %s is an error', (_, space, message) => {
    const error = errorOf(space)
    expect(error.code).toBe('RECURSIVE_DEPENDENCY')
    expect(error.message).toContain(message)
  })

  it('that throws is an error with its place and cause', () => {
    const cause = new TypeError('no good')
    const throwing = sampleFrom(() => {
      throw cause
    })
    const error = errorOf({ a: { b: throwing } })
    expect(error.code).toBe('SAMPLE_FROM_FAILED')
    expect(error.message).toContain('paramSpace.a.b threw TypeError: no good')
    expect(error.path).toEqual(['paramSpace', 'a', 'b'])
    expect(error.cause).toBe(cause)
    // Also when another one was reading it.
    const outer = errorOf({ first: sampleFrom((config) => config.a.b), a: { b: throwing } })
    expect(outer.path).toEqual(['paramSpace', 'a', 'b'])
    // What is wrong inside the function is told with the function's place.
    const inverted = errorOf({ x: sampleFrom(() => uniform(2, 1)) })
    expect(inverted.message).toContain('paramSpace.x threw ConfigurationError: uniform(2, 1)')
  })

  it.each<[string, unknown, string]>([
    ['nothing', sampleFrom(() => undefined), 'NOT_PLAIN_DATA'],
    ['a date', sampleFrom(() => [new Date(0)]), 'NOT_PLAIN_DATA'],
    ['a bad key', sampleFrom(() => ({ 'a/b': 1 })), 'INVALID_KEY'],
    ['a promise', sampleFrom(async () => Promise.reject(new Error('late'))), 'SAMPLE_FROM_FAILED'],
    ['a grid', sampleFrom(() => [choice([1]), gridSearch([1, 2])]), 'SAMPLE_FROM_FAILED'],
  ])('that returns %s is an error', (_, domain, code) => {
    const error = errorOf({ x: domain })
    expect(error.code).toBe(code)
    expect(error.message).toContain('paramSpace.x')
  })
})
