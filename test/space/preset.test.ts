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

const space = compileSpace({
  epochs: 10,
  fixed: { seed: 1, tags: ['a', 'b'] },
  lr: uniform(0, 1),
  model: { units: [randint(1, 9), randint(1, 9)], act: choice(['relu', 'gelu']) },
  opt: choice([
    { kind: 'sgd', m: uniform(0, 1), lr: uniform(0, 1) },
    { kind: 'adam', lr: uniform(0, 1) },
  ]),
  size: gridSearch([1, 2, gridSearch([3, 4])]),
  twice: sampleFrom((config) => config.lr * 2),
})

function apply(preset: unknown): {
  config: Record<string, unknown>
  params: Readonly<Record<string, unknown>>
  warnings: readonly string[]
  gridSize: number
} {
  const { space: fixed, warnings } = space.withPreset(preset)
  const { config, params } = fixed.sample(random)
  return { config: config as Record<string, unknown>, params, warnings, gridSize: fixed.gridSize }
}

function errorOf(preset: unknown): ConfigurationError {
  try {
    space.withPreset(preset)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a preset', () => {
  it('fixes what it names and leaves the rest as it would be', () => {
    const free = space.sample(random).config as Record<string, unknown>
    const { config, params, warnings } = apply({ lr: 0.25, model: { act: 'gelu' } })
    expect(config).toMatchObject({ lr: 0.25, twice: 0.5, opt: free['opt'] })
    expect(config['model']).toEqual({ ...(free['model'] as object), act: 'gelu' })
    expect(params).toMatchObject({ lr: 0.25, 'model/act': 'gelu', twice: 0.5 })
    expect(warnings).toEqual([])
  })

  it('that names nothing changes nothing', () => {
    expect(apply({}).config).toEqual(space.sample(random).config)
    expect(apply({ model: {} }).config).toEqual(space.sample(random).config)
  })

  it('may have flat keys, nested ones, or both', () => {
    const nested = apply({ model: { units: [7, 8], act: 'relu' } }).config
    expect(apply({ 'model/units': [7, 8], 'model/act': 'relu' }).config).toEqual(nested)
    expect(apply({ 'model/units/0': 7, model: { 'units/1': 8, act: 'relu' } }).config).toEqual(
      nested,
    )
    expect(nested['model']).toEqual({ units: [7, 8], act: 'relu' })
  })

  it('may be a whole config, or the params of a trial', () => {
    for (let seed = 0; seed < 20; seed++) {
      const drawn = space.sample(Random.fromSeed(seed))
      for (const preset of [drawn.config, drawn.params]) {
        const fixed = space.withPreset(preset)
        expect(fixed.warnings).toEqual([])
        expect(fixed.space.gridSize).toBe(1)
        expect(fixed.space.sample(random)).toEqual(drawn)
      }
    }
  })

  it('chooses the option that it fits, and what it leaves out there is drawn', () => {
    const sgd = apply({ opt: { m: 0.5 } }).config['opt'] as Record<string, unknown>
    expect(sgd).toMatchObject({ kind: 'sgd', m: 0.5 })
    expect(sgd['lr']).toBeTypeOf('number')
    expect(apply({ opt: { kind: 'adam', lr: 0.5 } }).config['opt']).toEqual({
      kind: 'adam',
      lr: 0.5,
    })
    expect(apply({ opt: 'adam' }).params).toMatchObject({ opt: 'adam' })
    expect(apply({ opt: 'sgd', 'opt/m': 0.5 }).config['opt']).toMatchObject({ kind: 'sgd', m: 0.5 })
  })

  it('prefers the option whose range it is in', () => {
    const ranges = compileSpace({ x: choice([uniform(0, 1), uniform(2, 3)]) })
    const { space: fixed, warnings } = ranges.withPreset({ x: 2.5 })
    expect(warnings).toEqual([])
    expect(fixed.sample(random).config).toEqual({ x: 2.5 })
  })

  it('takes the grids that it names out of the grid', () => {
    expect(space.gridSize).toBe(4)
    expect(apply({ size: 2 }).gridSize).toBe(1)
    expect(apply({ size: 4 }).config).toMatchObject({ size: 4 })
    expect(apply({ size: 4 }).params).toMatchObject({ size: 4 })
    const nested = compileSpace({
      a: gridSearch([{ k: 'x', b: gridSearch([1, 2, 3]) }, { k: 'y' }]),
    })
    expect(nested.withPreset({ a: { k: 'x' } }).space.gridSize).toBe(3)
    expect(nested.withPreset({ a: 'y' }).space.gridSize).toBe(1)
  })

  it('stands in for a function', () => {
    expect(apply({ twice: 7 }).config).toMatchObject({ twice: 7 })
    expect(apply({ twice: { deep: [1] } }).params).toMatchObject({ 'twice/deep/0': 1 })
  })

  it.each<[string, unknown, string, Record<string, unknown>]>([
    [
      'a number out of range',
      { lr: 3 },
      'Pre-set value `3` is not within valid values of parameter `lr`: uniform(0, 1)',
      { lr: 3, twice: 6 },
    ],
    [
      'a value that is no option',
      { model: { act: 'tanh' } },
      'Pre-set value `"tanh"` is not within valid values of parameter `model/act`: choice(["relu","gelu"])',
      { model: { act: 'tanh' } },
    ],
    [
      'a value that is not on the grid',
      { size: 9 },
      'Pre-set value `9` is not within valid values of parameter `size`',
      { size: 9 },
    ],
    [
      'a number out of range inside an option',
      { opt: { kind: 'adam', lr: 5 } },
      'Pre-set value `5` is not within valid values of parameter `opt/lr`: uniform(0, 1)',
      { opt: { kind: 'adam', lr: 5 } },
    ],
    [
      'another constant',
      { epochs: 20 },
      'Pre-set value `20` is not equal to the value of parameter `epochs`: 10',
      { epochs: 20 },
    ],
    [
      'a part of another constant',
      { 'fixed/seed': 2 },
      'Pre-set value `2` is not equal to the value of parameter `fixed/seed`: 1',
      { fixed: { seed: 2, tags: ['a', 'b'] } },
    ],
  ])('is warned about, and used, when it holds %s', (_, preset, warning, expected) => {
    const { config, warnings } = apply(preset)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(warning)
    expect(config).toMatchObject(expected)
  })

  it('is not warned about when a constant is the same', () => {
    expect(apply({ epochs: 10, fixed: { tags: ['a', 'b'] } }).warnings).toEqual([])
  })

  it.each<[string, unknown, string]>([
    [
      'a name that is not there',
      { rate: 1 },
      '"rate", which is not in paramSpace. There is: epochs',
    ],
    ['a nested one', { model: { depth: 1 } }, '"model/depth", which is not in paramSpace'],
    ['an index that is not there', { model: { units: [1, 2, 3] } }, '"model/units/2"'],
    ['one inside a constant', { fixed: { sed: 1 } }, '"fixed/sed", which is not in paramSpace'],
  ])('is refused with %s', (_, preset, message) => {
    const error = errorOf(preset)
    expect(error.code).toBe('UNKNOWN_PARAMETER')
    expect(error.message).toContain(message)
  })

  it.each<[string, unknown, string]>([
    [
      'text for a number',
      { lr: '0.1' },
      'gives "0.1" for "lr", but uniform(0, 1) gives finite numbers',
    ],
    ['NaN', { lr: NaN }, 'gives NaN for "lr"'],
    ['an object for a number', { lr: { x: 1 } }, 'gives {"x":1} for "lr"'],
    [
      'a number for an object',
      { model: 3 },
      'gives 3 for "model", but it holds the parameters units, act',
    ],
    [
      'an object that is no option',
      { opt: { kind: 'adam', mm: 1 } },
      'it fits no option of choice(',
    ],
    ['text instead of a preset', 'lr=1', 'A preset must be an object'],
  ])('is refused with %s', (_, preset, message) => {
    const error = errorOf(preset)
    expect(error.code).toBe('INVALID_PRESET')
    expect(error.message).toContain(message)
  })

  it('is refused with what a config cannot hold', () => {
    expect(errorOf({ model: { act: () => 1 } }).code).toBe('NOT_PLAIN_DATA')
  })
})
