import { describe, expect, it } from 'vitest'
import { Bins } from '../../src/math/bins.ts'
import { QuantileBoosting, type BoostingRules } from '../../src/math/quantile-boosting.ts'
import { Random } from '../../src/math/random.ts'

const RULES: BoostingRules = {
  trees: 60,
  depth: 3,
  rate: 0.2,
  minLeaf: 5,
  maxRows: 1e6,
  maxFeatures: 1e6,
}

function fit(
  points: readonly (readonly number[])[],
  targets: readonly number[],
  quantile: number,
  {
    isCategory = points[0]?.map(() => false) ?? [],
    rules = {},
    seed = 1,
  }: {
    readonly isCategory?: readonly boolean[]
    readonly rules?: Partial<BoostingRules>
    readonly seed?: number
  } = {},
): (point: readonly number[]) => number {
  const width = isCategory.length
  const bins = new Bins({ points, isCategory, maxBins: 32 })
  const codes = new Uint8Array(points.length * width)
  for (const [i, point] of points.entries()) bins.encode(point, codes, i * width)
  const boosting = new QuantileBoosting({
    bins,
    codes,
    targets: Float64Array.from(targets),
    quantile,
    rules: { ...RULES, ...rules },
    random: Random.fromSeed(seed),
  })
  return (point) => {
    const own = new Uint8Array(width + 1)
    bins.encode(point, own, 1)
    return boosting.predict(own, 1)
  }
}

describe('QuantileBoosting', () => {
  const random = Random.fromSeed('data')
  // Noise that grows with the first coordinate; the second moves the middle, the third does nothing.
  const points = Array.from({ length: 1200 }, () => [random.next(), random.next(), random.next()])
  const noise = (x: readonly number[]): number => 0.1 + (x[0] as number)
  const middle = (x: readonly number[]): number => 3 * (x[1] as number)
  const targets = points.map((x) => middle(x) + noise(x) * random.normal())
  const Z = { 0.1: -1.2815515655446004, 0.5: 0, 0.9: 1.2815515655446004 } as const

  it.each([0.1, 0.5, 0.9] as const)('estimates quantile %d where noise differs', (quantile) => {
    const predict = fit(points, targets, quantile)
    let squares = 0
    let constant = 0
    let below = 0
    const test = Random.fromSeed('test')
    for (let i = 0; i < 2000; i++) {
      const x = [test.next(), test.next(), test.next()]
      const truth = middle(x) + Z[quantile] * noise(x)
      squares += (predict(x) - truth) ** 2
      constant += (1.5 + Z[quantile] * 0.6 - truth) ** 2
      if (middle(x) + noise(x) * test.normal() < predict(x)) below += 1
    }
    expect(squares).toBeLessThan(0.15 * constant)
    expect(below / 2000).toBeGreaterThan(quantile - 0.06)
    expect(below / 2000).toBeLessThan(quantile + 0.06)
  })

  it('does about as well on a sample of points and coordinates for each tree', () => {
    const predict = fit(points, targets, 0.5, { rules: { maxRows: 200, maxFeatures: 2 } })
    let squares = 0
    const test = Random.fromSeed('test')
    for (let i = 0; i < 500; i++) {
      const x = [test.next(), test.next(), test.next()]
      squares += (predict(x) - middle(x)) ** 2
    }
    // The variance of the middle is 0.75.
    expect(squares / 500).toBeLessThan(0.15)
  })

  it('learns of categories, and of what is missing', () => {
    const effects = [0, 5, -3, 2, 9]
    const kinds = Array.from({ length: 400 }, (_, i) => [
      i % 5 === 4 ? Number.NaN : ((i % 5) + 0.5) / 5,
      i % 2 === 0 ? Number.NaN : 0.5,
    ])
    const values = kinds.map(([kind, other]) => {
      const effect = effects[Number.isNaN(kind) ? 4 : Math.floor((kind as number) * 5)] as number
      return effect + (Number.isNaN(other) ? 1 : 0)
    })
    const predict = fit(kinds, values, 0.5, { isCategory: [true, false] })
    const errors = kinds.map((point, i) => Math.abs(predict(point) - (values[i] as number)))
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.15)
    expect(Math.max(...errors)).toBeLessThan(1.1)
  })

  it('is the quantile of the targets where points do not differ', () => {
    const same = Array.from({ length: 101 }, () => [0.5])
    const ascending = same.map((_, i) => i)
    expect(fit(same, ascending, 0.25)([0.5])).toBeCloseTo(25, 6)
    expect(fit(same, ascending, 0.25)([0.9])).toBeCloseTo(25, 6)
    expect(fit([[0.5]], [7], 0.9)([0.1])).toBe(7)
  })

  it('follows from the data and the stream, and needs no stream for all of the data', () => {
    const rules = { maxRows: 100 }
    const at = [0.3, 0.6, 0.9]
    const first = fit(points, targets, 0.5, { rules })(at)
    expect(fit(points, targets, 0.5, { rules })(at)).toBe(first)
    expect(fit(points, targets, 0.5, { rules, seed: 2 })(at)).not.toBe(first)
    const whole = fit(points, targets, 0.5)(at)
    expect(fit(points, targets, 0.5, { seed: 2 })(at)).toBe(whole)
  })

  it('moves with the targets', () => {
    const at = [0.3, 0.6, 0.9]
    const predict = fit(points, targets, 0.9)(at)
    const moved = targets.map((y) => 4 * y + 100)
    expect(fit(points, moved, 0.9)(at)).toBeCloseTo(4 * predict + 100, 8)
  })
})
