import { describe, expect, it } from 'vitest'
import { curve6, CURVE6_LENGTH, CURVE6_OPTIMUM } from '../../bench/functions/curve6.ts'
import { hartmann6, HARTMANN6_ARGMIN, HARTMANN6_OPTIMUM } from '../../bench/functions/hartmann6.ts'
import { Random } from '../../src/math/random.ts'
import { median } from './bohb-driver.ts'

/** The least value that a shrinking search along the axes finds from `start`. */
function descend(f: (x: readonly number[]) => number, start: readonly number[]): number {
  let x = [...start]
  for (let step = 0.1; step > 1e-7; step /= 2) {
    for (let moved = true; moved;) {
      moved = false
      for (const j of x.keys()) {
        for (const by of [-step, step]) {
          const y = x.map((v, k) => (k === j ? Math.min(Math.max(v + by, 0), 1) : v))
          if (f(y) >= f(x)) continue
          x = y
          moved = true
        }
      }
    }
  }
  return f(x)
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const ranks = (list: readonly number[]): number[] => {
    const order = [...list.keys()].sort((i, j) => (list[i] as number) - (list[j] as number))
    const rank = Array.from<number>({ length: list.length })
    for (const [r, i] of order.entries()) rank[i] = r
    return rank
  }
  const [ra, rb] = [ranks(a), ranks(b)]
  const squares = ra.reduce((sum, r, i) => sum + (r - (rb[i] as number)) ** 2, 0)
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1))
}

const random = Random.fromSeed(3)
const points = Array.from({ length: 20_000 }, () => Array.from({ length: 6 }, () => random.next()))

describe('hartmann6', () => {
  it('has its known least value where it is known to be', () => {
    expect(hartmann6(HARTMANN6_ARGMIN)).toBeCloseTo(HARTMANN6_OPTIMUM, 4)
    expect(descend(hartmann6, HARTMANN6_ARGMIN)).toBeCloseTo(HARTMANN6_OPTIMUM, 5)
    expect(Math.min(...points.map(hartmann6))).toBeGreaterThan(HARTMANN6_OPTIMUM)
  })
})

describe('curve6', () => {
  it('has the least value that the reference names', () => {
    const best = descend((x) => curve6(x, CURVE6_LENGTH), HARTMANN6_ARGMIN)
    expect(best).toBeCloseTo(CURVE6_OPTIMUM, 5)
  })

  it('has the median of random configs that the reference names', () => {
    expect(median(points.map((x) => curve6(x, CURVE6_LENGTH)))).toBeCloseTo(0.993, 2)
  })

  // Those of 200,000 points. The reference's .505, .837, .911 and .973 are those of the 2000 points that
  // numpy.random.default_rng(0) gives, which this definition reproduces.
  it.each([
    [1, 0.538],
    [3, 0.838],
    [9, 0.909],
    [27, 0.973],
  ])('ranks configs at r = %d as at its end with correlation %d', (r, correlation) => {
    const early = points.map((x) => curve6(x, r))
    const late = points.map((x) => curve6(x, CURVE6_LENGTH))
    expect(Math.abs(spearman(early, late) - correlation)).toBeLessThan(0.02)
  })

  it('falls', () => {
    for (const x of points.slice(0, 100)) {
      for (let r = 1; r < CURVE6_LENGTH; r++) expect(curve6(x, r + 1)).toBeLessThan(curve6(x, r))
    }
  })
})
