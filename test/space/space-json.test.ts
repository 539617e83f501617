import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { decode, encode } from '../../src/protocol/json.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { spaceFromJSON, spaceToJSON } from '../../src/space/space-json.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { paramSpace } from './arbitrary-space.ts'

describe('a space as JSON', () => {
  it('spells domains by their type and arguments', () => {
    const space = compileSpace({
      lr: loguniform(1e-4, 1e-1),
      opt: choice([{ kind: 'sgd', m: uniform(0, 1) }, 'none'], { ordered: true }),
      grid: gridSearch([1, gridSearch([2])]),
      epochs: 10,
    })
    expect(spaceToJSON(space)).toEqual({
      lr: { type: 'loguniform', lower: 1e-4, upper: 1e-1 },
      opt: {
        type: 'choice',
        ordered: true,
        options: [{ kind: 'sgd', m: { type: 'uniform', lower: 0, upper: 1 } }, 'none'],
      },
      grid: { type: 'gridSearch', options: [1, { type: 'gridSearch', options: [2] }] },
      epochs: 10,
    })
  })

  it('tells constants that look like domains from domains', () => {
    const config = {
      a: { type: 'uniform', lower: 0, upper: 1 },
      b: { type: 'object', entries: { type: 'choice', options: [1] } },
      c: [{ type: 'sampleFrom' }],
      d: { type: 'layer' },
    }
    const json = spaceToJSON(compileSpace(config))
    expect(json).toMatchObject({ a: { type: 'object', entries: config.a }, d: { type: 'layer' } })
    expect(spaceFromJSON(json).sample(Random.fromSeed(1)).config).toEqual(config)
    const mixed = { type: 'choice', lower: uniform(0, 1) }
    const back = spaceFromJSON(spaceToJSON(compileSpace(mixed)))
    expect(back.paths).toEqual(['lower'])
  })

  it('gives back a space that draws the same configs, whatever the space', () => {
    fc.assert(
      fc.property(paramSpace({ grids: true }), fc.integer(), (plan, seed) => {
        const space = compileSpace(plan)
        const json = spaceToJSON(space)
        const back = spaceFromJSON(decode(encode(json)))
        // -0 is the one number that JSON does not keep.
        const zeroless = (value: unknown): unknown => decode(encode(value))
        expect(zeroless(spaceToJSON(back))).toEqual(zeroless(json))
        expect(back.gridSize).toBe(space.gridSize)
        expect(back.paths).toEqual(space.paths)
        for (const cell of [0, space.gridSize - 1]) {
          const random = Random.fromSeed(seed).split(cell)
          expect(zeroless(back.sample(random, cell))).toEqual(zeroless(space.sample(random, cell)))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('names the functions that it lacks, and cannot be sampled without them', () => {
    const plan = {
      x: uniform(0, 1),
      y: sampleFrom((config) => config.x),
      z: choice([{ k: sampleFrom(() => 1) }]),
    }
    expect(compileSpace(plan).missingFunctions).toEqual([])
    const json = spaceToJSON(compileSpace(plan))
    expect(json).toMatchObject({ y: { type: 'sampleFrom' } })
    const space = spaceFromJSON(json)
    expect(space.missingFunctions).toEqual(['y', 'z/k'])
    expect(space.paths).toEqual(compileSpace(plan).paths)
    const sample = (): unknown => space.sample(Random.fromSeed(1))
    expect(sample).toThrow(ConfigurationError)
    expect(sample).toThrow('sampleFrom at paramSpace.y is not known')
    expect(space.withPreset({ y: 1, z: { k: 2 } }).space.sample(Random.fromSeed(1)).config).toEqual(
      {
        x: expect.any(Number),
        y: 1,
        z: { k: 2 },
      },
    )
  })

  it.each<[string, unknown, string]>([
    [
      'a missing bound',
      { x: { type: 'uniform', lower: 0 } },
      'upper must be a number, got undefined',
    ],
    [
      'text for a bound',
      { x: { type: 'randint', lower: '0', upper: 3 } },
      'lower must be a number',
    ],
    ['no options', { x: [{ type: 'choice' }] }, 'options must be an array'],
    ['an impossible range', { x: { type: 'uniform', lower: 2, upper: 1 } }, 'uniform(2, 1)'],
    ['no object at all', [1], 'paramSpace must be an object'],
  ])('is refused with %s', (_, json, message) => {
    expect(() => spaceFromJSON(json)).toThrow(ConfigurationError)
    expect(() => spaceFromJSON(json)).toThrow(message)
  })
})
