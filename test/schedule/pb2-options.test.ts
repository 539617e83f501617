import { describe, expect, it } from 'vitest'
import { PB2 } from '../../src/schedule/pb2/pb2.ts'
import { readBounds } from '../../src/schedule/pb2/read-bounds.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { qrandint } from '../../src/space/qrandint.ts'
import { randint } from '../../src/space/randint.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { uniform } from '../../src/space/uniform.ts'
import type { PB2Bounds, PB2Options } from '../../src/schedule/pb2/pb2.ts'

const hyperparamBounds: PB2Bounds = { lr: [0.1, 1] }

function make(options: Record<string, unknown>): PB2 {
  return new PB2({ hyperparamBounds, ...options })
}

describe('options of PB2', () => {
  it('have the defaults of Ray Tune', () => {
    expect(make({}).toJSON()).toEqual({
      name: 'pb2',
      options: {
        timeAttr: 'time_total_s',
        perturbationInterval: 60,
        hyperparamBounds: { lr: [0.1, 1] },
        quantileFraction: 0.25,
        requireAttrs: true,
        synch: false,
        logConfig: true,
      },
    })
  })

  it('are read back as they were written', () => {
    const options = {
      timeAttr: 'steps',
      metric: 'score',
      mode: 'max',
      perturbationInterval: 5,
      quantileFraction: 0.5,
      requireAttrs: false,
      synch: true,
      logConfig: false,
      hyperparamBounds: {
        lr: loguniform(1e-5, 0.1),
        momentum: [0, 0.99],
        model: { layers: randint(1, 9), batch: qrandint(16, 64, 16), norm: [true, false] },
        'optimizer/name': ['adam', { type: 'uniform' }, null],
        width: choice([32, 64, 128]),
        kind: choice(['a', { type: 'uniform', lower: 0, upper: 1 }]),
      },
    } as const
    const written = JSON.stringify(new PB2(options).toJSON())
    const read = JSON.parse(written) as { readonly options: PB2Options }
    const again = new PB2(read.options)
    expect(JSON.stringify(again.toJSON())).toBe(written)
    const shapes = [options, read.options].map(({ hyperparamBounds }) =>
      readBounds('PB2', hyperparamBounds).tunables.map(({ kind, path, options, axis }) => ({
        kind,
        path,
        options,
        axis: [axis.size, axis.lower, axis.upper, axis.log, axis.fromUnit(0.3)],
      })),
    )
    expect(shapes[1]).toEqual(shapes[0])
    expect([again.metric, again.mode]).toEqual(['score', 'max'])
  })

  it('are code with customExplore, which cannot be written down', () => {
    expect(make({ customExplore: (config: unknown) => config }).toJSON()).toBeUndefined()
  })

  it.each([
    [{ perturbationInterval: 0 }, 'perturbationInterval is 0'],
    [{ quantileFraction: 0.6 }, 'quantileFraction is 0.6'],
    [{ quantileFraction: Number.NaN }, 'quantileFraction is NaN'],
    [{ metric: '' }, 'metric is ""'],
    [{ mode: 'best' }, 'mode is "best"'],
    [{ timeAttr: '' }, 'timeAttr is ""'],
    [{ synch: 1 }, 'synch is 1'],
    [{ customExplore: 'f' }, 'customExplore is "f"'],
    [{ hyperparamBounds: undefined }, 'hyperparamBounds is undefined'],
    [{ hyperparamBounds: {} }, 'hyperparamBounds is {}'],
    [{ hyperparamBounds: [0, 1] }, 'hyperparamBounds is [0,1]'],
    [{ hyperparamBounds: new Set(['lr']) }, 'hyperparamBounds is {}'],
  ])('are refused: %o', (options, said) => {
    expect(() => make(options)).toThrow(`PB2: ${said}`)
  })

  it.each([
    ['resampleProbability', 0],
    ['burnInPeriod', 10],
    ['hyperparamMutations', {}],
  ])('of PBT that PB2 has not are refused: %s', (name, value) => {
    expect(() => make({ [name]: value })).toThrow(`PB2 has no option "${name}"`)
  })
})

describe('bounds of PB2', () => {
  it.each([
    [[1, 0]],
    [[1, 1]],
    [[0, Number.POSITIVE_INFINITY]],
    [[Number.NaN, 1]],
    [[1]],
    [[]],
    [['adam']],
    [[1, 2, 3]],
    [{}],
    [5],
    ['lr'],
    [null],
    [() => 1],
    [new Set([1, 2])],
    [{ type: 'uniform' }],
    [{ type: 'uniform', lower: 1, upper: 0 }],
    [{ type: 'unknown', lower: 0, upper: 1 }],
    [['a', () => 1]],
    [gridSearch([1, 2])],
    [sampleFrom(() => 1)],
    [choice([{ kind: 'sgd', momentum: uniform(0, 1) }, { kind: 'adam' }])],
    [choice(['a', new Date(0)])],
  ])('are refused: %o', (bound) => {
    let message = ''
    try {
      make({ hyperparamBounds: { model: { lr: bound } } })
    } catch (error) {
      expect(error).toMatchObject({ name: 'ConfigurationError' })
      message = (error as Error).message
    }
    expect(message).toMatch(/^PB2: hyperparamBounds\.model\/lr\b/)
  })

  it.each([
    [{ a: { b: [0, 1] }, 'a/b': [0, 1] }, 'a/b more than once'],
    [{ a: [0, 1], 'a/b': [0, 1] }, 'a more than once'],
  ])('name each parameter once: %o', (hyperparamBounds, said) => {
    expect(() => make({ hyperparamBounds })).toThrow(said)
  })

  it.each(['', '/a', 'a/', 'a//b'])('name it by a path: %o', (name) => {
    expect(() => make({ hyperparamBounds: { [name]: [0, 1] } })).toThrow('is empty')
  })

  it('may name paths that begin alike', () => {
    const { tunables } = readBounds('PB2', { a: [0, 1], ab: [0, 1], 'a b': { c: [0, 1] } })
    expect(tunables.map(({ path }) => path)).toEqual(['a', 'ab', 'a b/c'])
  })

  it('tell numbers from categories', () => {
    const { tunables } = readBounds('PB2', {
      range: [0, 1],
      flags: [false, true],
      mixed: [1, 'auto'],
      steps: choice([1, 2, 4]),
      pair: choice([1, 2]),
      names: choice(['a', 'b', 'c']),
      ranked: choice(['low', 'high'], { ordered: true }),
    })
    expect(tunables.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'range number',
      'flags category',
      'mixed category',
      'steps number',
      'pair category',
      'names category',
      'ranked number',
    ])
  })
})
