import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'

const random = Random.fromSeed(1)

function errorOf(paramSpace: unknown): ConfigurationError {
  try {
    compileSpace(paramSpace)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

class Optimizer {
  lr = 0.1
}

describe('a space', () => {
  it.each<[string, unknown, string]>([
    ['a function', () => 1, 'a function'],
    ['a named function', function build() {}, 'function build'],
    ['a class', Optimizer, 'function Optimizer'],
    ['a symbol', Symbol('x'), 'a symbol'],
    ['a bigint', 12n, 'the bigint 12n'],
    ['undefined', undefined, 'undefined'],
    ['a class instance', new Optimizer(), 'an instance of Optimizer'],
    ['a date', new Date(0), 'an instance of Date'],
    ['a map', new Map(), 'an instance of Map'],
    ['a set', new Set(), 'an instance of Set'],
    ['a typed array', new Float64Array(2), 'an instance of Float64Array'],
    ['a regular expression', /x/, 'an instance of RegExp'],
    ['a promise', Promise.resolve(), 'an instance of Promise'],
    ['an object with symbols as keys', { [Symbol('x')]: 1 }, 'an object with symbols as keys'],
  ])('refuses %s, wherever it is', (_, value, what) => {
    const places = [
      [{ a: value }, 'paramSpace.a', ['paramSpace', 'a']],
      [{ a: { b: [1, value] } }, 'paramSpace.a.b.1', ['paramSpace', 'a', 'b', '1']],
      [{ a: choice([1, { b: value }]) }, 'paramSpace.a.b', ['paramSpace', 'a', 'b']],
      [{ a: gridSearch([value]) }, 'paramSpace.a', ['paramSpace', 'a']],
    ] as const
    for (const [space, where, path] of places) {
      const error = errorOf(space)
      expect(error.code).toBe('NOT_PLAIN_DATA')
      expect(error.message).toContain(`${where} is ${what}`)
      expect(error.message).toContain('look it up in the trainable')
      expect(error.path).toEqual(path)
    }
  })

  it('refuses objects and options that contain themselves', () => {
    const loop: Record<string, unknown> = { x: uniform(0, 1) }
    loop['self'] = { again: [loop] }
    expect(errorOf({ a: loop }).code).toBe('CYCLE_IN_SPACE')
    expect(errorOf({ a: loop }).path).toEqual(['paramSpace', 'a', 'self', 'again', '0'])
    const options: unknown[] = [1]
    options.push({ options })
    expect(errorOf({ a: choice(options) }).code).toBe('CYCLE_IN_SPACE')
  })

  it('lets the same object appear twice', () => {
    const shared = { lr: uniform(0, 1) }
    const { config } = compileSpace({ a: shared, b: [shared, shared] }).sample(random)
    const { a, b } = config as { a: { lr: number }; b: { lr: number }[] }
    expect(new Set([a.lr, b[0]?.lr, b[1]?.lr]).size).toBe(3)
  })

  it('refuses keys that flat paths cannot name', () => {
    const error = errorOf({ model: { 'layer/1': 3 } })
    expect(error.code).toBe('INVALID_KEY')
    expect(error.message).toContain('The key "layer/1" in paramSpace.model contains "/"')
    expect(errorOf({ a: { '': 1 } }).message).toContain('is empty')
  })

  it.each([uniform(0, 1), [uniform(0, 1)], 3, null, undefined, 'lr', new Map()])(
    'must be an object, not %o',
    (paramSpace) => {
      expect(errorOf(paramSpace).code).toBe('PARAM_SPACE_NOT_AN_OBJECT')
    },
  )

  it('may be empty', () => {
    const space = compileSpace({})
    expect(space.gridSize).toBe(1)
    expect(space.sample(random)).toEqual({ config: {}, params: {} })
  })

  it('may come from another realm, or have no prototype', () => {
    const foreign: unknown = runInContext('({ a: [1, { b: 2 }] })', createContext())
    expect(compileSpace({ foreign }).sample(random).config).toEqual({
      foreign: { a: [1, { b: 2 }] },
    })
    const bare = Object.assign(Object.create(null) as object, { x: 1 })
    expect(compileSpace({ bare }).sample(random).config).toEqual({ bare: { x: 1 } })
  })

  it('keeps NaN, infinities and keys of every kind', () => {
    const space = {
      nan: NaN,
      inf: [Infinity, -Infinity],
      ['__proto__']: { x: uniform(0, 1) },
      '#': 1,
    }
    const { config, params } = compileSpace(space).sample(random)
    expect(config).toMatchObject({ nan: NaN, inf: [Infinity, -Infinity], '#': 1 })
    expect(Object.keys(config as object)).toEqual(['nan', 'inf', '__proto__', '#'])
    expect(Object.keys(params)).toEqual(['__proto__/x'])
  })

  it('is copied: what is changed afterwards does not reach it, nor one config another', () => {
    const inner = { list: [1, 2] }
    const options = [{ deep: [1] }, { deep: [1] }]
    const space = compileSpace({ inner, x: choice(options) })
    inner.list.push(3)
    options[0]?.deep.push(2)
    const first = space.sample(random).config as {
      inner: { list: number[] }
      x: { deep: number[] }
    }
    expect(first).toEqual({ inner: { list: [1, 2] }, x: { deep: [1] } })
    first.inner.list.push(9)
    first.x.deep.push(9)
    expect(space.sample(random).config).toEqual({ inner: { list: [1, 2] }, x: { deep: [1] } })
  })

  it('that was compiled is taken as it is', () => {
    const space = compileSpace({ x: uniform(0, 1) })
    expect(compileSpace(space)).toBe(space)
  })

  it('names its parameters', () => {
    const space = compileSpace({
      epochs: 10,
      model: { lr: uniform(0, 1), act: 'relu' },
      layers: [3, uniform(0, 1)],
      opt: choice([{ lr: uniform(0, 1) }, { lr: uniform(1, 2), m: sampleFrom(() => 1) }]),
      g: gridSearch([1]),
    })
    expect(space.paths).toEqual(['model/lr', 'layers/1', 'opt', 'opt/lr', 'opt/m', 'g'])
  })
})
