import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hypervolume } from '../../../src/math/hypervolume.ts'
import { Random } from '../../../src/math/random.ts'
import { undominatedBoxes } from '../../../src/math/undominated-boxes.ts'
import { Sum } from '../../../src/search/gp/acquisition.ts'
import { ExpectedImprovement } from '../../../src/search/gp/expected-improvement.ts'
import { Feasibility } from '../../../src/search/gp/feasibility.ts'
import { HypervolumeImprovement } from '../../../src/search/gp/hypervolume-improvement.ts'
import { anyRow, anySetting, NOTHING, surrogateAt } from './samples.ts'
import { differences, slopeError } from './slopes.ts'
import type { Acquisition } from '../../../src/search/gp/acquisition.ts'
import type { Surrogate } from '../../../src/search/gp/surrogate.ts'

/** Values that are normally distributed with what the model believes at a row. */
function draws(models: readonly Surrogate[], row: Float64Array, count: number): number[][] {
  const random = Random.fromSeed('draws')
  const normals = models.map((model) => {
    model.look(row)
    return { mean: model.mean, sd: Math.sqrt(model.variance) }
  })
  return Array.from({ length: count }, () =>
    normals.map(({ mean, sd }) => mean + sd * random.normal()),
  )
}

/** Categories have no slope. */
function slopeErrorOf(acquisition: Acquisition, row: Float64Array, numbersFrom: number): number {
  const slopes = new Float64Array(row.length)
  acquisition.at(row, slopes)
  const expected = differences((x) => acquisition.at(x), row, 1e-4)
  return slopeError(slopes.subarray(numbersFrom), expected.subarray(numbersFrom))
}

const anySeed = fc.nat(1e6)

describe('a model', () => {
  it('gives back what was seen without noise, and doubts nothing there', () => {
    const setting = anySetting(3, { manner: { ...NOTHING, inputWarp: true } })
    const model = surrogateAt(setting)
    const { values } = setting.sample.values.at(undefined)
    const { rows, width, size } = setting.sample.points
    for (let i = 0; i < size; i++) {
      model.look(rows.subarray(i * width, (i + 1) * width))
      expect(model.mean).toBeCloseTo(values[i] as number, 3)
      expect(model.variance).toBeLessThan(1e-5)
    }
  })

  it('believes what it expects at points that are tried, and doubts less around them', () => {
    const model = surrogateAt(anySetting(4))
    const random = Random.fromSeed(4)
    const pending = [anyRow(random), anyRow(random), anyRow(random)]
    const believing = model.believing(pending)
    const other = anyRow(random)
    expect(believing.meanAt(other)).toBeCloseTo(model.meanAt(other), 8)
    model.look(other)
    believing.look(other)
    expect(believing.variance).toBeLessThanOrEqual(model.variance)
    for (const row of pending) {
      model.look(row)
      believing.look(row)
      expect(believing.variance).toBeLessThan(model.variance)
    }
  })
})

describe('expected improvement', () => {
  it('is the mean of improvements', () => {
    const model = surrogateAt(anySetting(5))
    const row = anyRow(Random.fromSeed(5))
    const best = model.meanAt(row) + 0.2
    const all = draws([model], row, 100_000)
    const mean = all.reduce((sum, [y = 0]) => sum + Math.max(0, best - y), 0) / all.length
    expect(Math.exp(new ExpectedImprovement(model, best).at(row)) / mean).toBeCloseTo(1, 1)
  })

  it('has the slopes that differences show', () => {
    fc.assert(
      fc.property(anySeed, fc.double({ min: -3, max: 1, noNaN: true }), (seed, best) => {
        const acquisition = new ExpectedImprovement(surrogateAt(anySetting(seed)), best)
        expect(slopeErrorOf(acquisition, anyRow(Random.fromSeed(seed)), 1)).toBeLessThan(1e-6)
      }),
      { numRuns: 40 },
    )
  })
})

describe('feasibility', () => {
  it('is how often a constraint is kept', () => {
    const model = surrogateAt(anySetting(6))
    const row = anyRow(Random.fromSeed(6))
    const limit = model.meanAt(row) - 0.1
    const all = draws([model], row, 100_000)
    const share = all.filter(([y = 0]) => y <= limit).length / all.length
    expect(Math.exp(new Feasibility(model, limit).at(row))).toBeCloseTo(share, 2)
  })

  it('has the slopes that differences show, also with others, and far out', () => {
    fc.assert(
      fc.property(anySeed, fc.double({ min: -60, max: 3, noNaN: true }), (seed, limit) => {
        const parts = [
          new Feasibility(surrogateAt(anySetting(seed)), limit),
          new ExpectedImprovement(surrogateAt(anySetting(seed + 1)), -1),
        ]
        const row = anyRow(Random.fromSeed(seed))
        expect(slopeErrorOf(new Sum(parts), row, 1)).toBeLessThan(1e-6)
      }),
      { numRuns: 40 },
    )
  })
})

describe('expected improvement of the hypervolume', () => {
  const fronts: Readonly<Record<number, readonly (readonly number[])[]>> = {
    2: [
      [-1, 0.5],
      [-0.2, -0.1],
      [0.6, -0.9],
    ],
    3: [
      [-1, 0.5, 0],
      [-0.2, -0.1, 0.3],
      [0.6, -0.9, -0.4],
      [0.1, 0.2, -0.8],
    ],
  }

  it.each([2, 3])('of %i objectives is the mean of what is added', (m) => {
    const front = fronts[m] as readonly (readonly number[])[]
    const reference = Array.from({ length: m }, () => 1.2)
    const models = Array.from({ length: m }, (_, k) => surrogateAt(anySetting(10 + k)))
    const row = anyRow(Random.fromSeed(8))
    const before = hypervolume(front, reference)
    const all = draws(models, row, 20_000)
    const mean =
      all.reduce((sum, y) => sum + hypervolume([...front, y], reference) - before, 0) / all.length
    const acquisition = new HypervolumeImprovement(models, undominatedBoxes(front, reference))
    expect(Math.exp(acquisition.at(row)) / mean).toBeCloseTo(1, 1)
  })

  it.each([2, 3])('of %i objectives has the slopes that differences show', (m) => {
    const front = fronts[m] as readonly (readonly number[])[]
    const boxes = undominatedBoxes(
      front,
      Array.from({ length: m }, () => 1.2),
    )
    fc.assert(
      fc.property(anySeed, (seed) => {
        const models = Array.from({ length: m }, (_, k) => surrogateAt(anySetting(seed + k)))
        const acquisition = new HypervolumeImprovement(models, boxes)
        expect(slopeErrorOf(acquisition, anyRow(Random.fromSeed(seed)), 1)).toBeLessThan(1e-6)
      }),
      { numRuns: 30 },
    )
  })
})
