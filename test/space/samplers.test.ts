import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { choice } from '../../src/space/choice.ts'
import type { Domain } from '../../src/space/domain.ts'
import { lograndint } from '../../src/space/lograndint.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { qlograndint } from '../../src/space/qlograndint.ts'
import { qloguniform } from '../../src/space/qloguniform.ts'
import { qrandint } from '../../src/space/qrandint.ts'
import { qrandn } from '../../src/space/qrandn.ts'
import { quniform } from '../../src/space/quniform.ts'
import { randint } from '../../src/space/randint.ts'
import { randn } from '../../src/space/randn.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { chiSquare } from './chi-square.ts'

const DRAWS = 10_000

function draw<T>(domain: Domain<T>, count: number, seed: number | string = 1): T[] {
  const space = compileSpace({ x: domain })
  const random = Random.fromSeed(seed)
  return Array.from(
    { length: count },
    (_, i) => (space.sample(random.split(i)).config as { x: T }).x,
  )
}

describe('continuous samplers follow their distribution', () => {
  // Edges of ten equally likely bins. The normal ones are the deciles of any table.
  const deciles = [
    -1.2815515655446004, -0.8416212335729143, -0.5244005127080407, -0.2533471031357997, 0,
    0.2533471031357997, 0.5244005127080407, 0.8416212335729143, 1.2815515655446004,
  ]
  const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
  it.each([
    ['uniform', uniform(-5, -1), tenths.map((t) => -5 + 4 * t)],
    ['loguniform', loguniform(1e-4, 1e-1), tenths.map((t) => 10 ** (-4 + 3 * t))],
    ['randn', randn(3, 2), deciles.map((z) => 3 + 2 * z)],
    ['randn by default', randn(), deciles],
  ])('%s', (_, domain, edges) => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (const x of draw(domain, DRAWS)) {
      const bin = edges.filter((edge) => x >= edge).length
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    const { statistic, limit } = chiSquare(
      counts,
      counts.map(() => 1),
    )
    expect(statistic).toBeLessThan(limit)
  })
})

describe('discrete samplers follow their distribution', () => {
  const range = (from: number, to: number, step = 1): number[] =>
    Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step)
  const evenly = (values: readonly unknown[]): number[] => values.map(() => 1)
  /** The share of a loguniform number that is nearest to each of these multiples. */
  const nearestOnLog = (values: readonly number[], q: number): number[] =>
    values.map((x) => Math.log((x + q / 2) / (x - q / 2)))

  const quarters = [0, 0.25, 0.5, 0.75, 1]
  const fours = [4, 8, 12, 16]
  const evens = range(2, 20, 2)
  const digits = range(1, 9)
  /** Counts what lies outside the table of a normal distribution with its last rows. */
  const tails = (x: unknown): unknown => Math.min(Math.max(x as number, -3), 3)
  const asIs = (x: unknown): unknown => x
  it.each<[string, Domain, readonly unknown[], readonly number[], clamp?: (x: unknown) => unknown]>(
    [
      ['quniform', quniform(0, 1, 0.25), quarters, evenly(quarters)],
      ['quniform with step 1 rounds', quniform(-2, 2, 1), range(-2, 2), evenly(range(-2, 2))],
      ['qloguniform', qloguniform(4, 16, 4), fours, nearestOnLog(fours, 4)],
      [
        'qrandn',
        qrandn(0, 1, 1),
        range(-3, 3),
        // Φ(k + ½) − Φ(k − ½); beyond ±3 there are 5 draws in 10,000, counted with the last ones.
        [0.00620967, 0.06059754, 0.24173034, 0.38292492, 0.24173034, 0.06059754, 0.00620967],
        tails,
      ],
      ['randint', randint(-9, 15), range(-9, 14), evenly(range(-9, 14))],
      ['qrandint', qrandint(0, 10, 2), range(0, 10, 2), evenly(range(0, 10, 2))],
      ['qrandint with step 1', qrandint(1, 5, 1), range(1, 4), evenly(range(1, 4))],
      ['lograndint', lograndint(1, 10), digits, digits.map((k) => Math.log((k + 1) / k))],
      ['qlograndint', qlograndint(2, 20, 2), evens, nearestOnLog(evens, 2)],
      ['choice', choice(['a', 'b', 'c']), ['a', 'b', 'c'], [1, 1, 1]],
      ['choice with an option twice', choice(['a', 'b', 'a']), ['a', 'b'], [2, 1]],
    ],
  )('%s', (_, domain, values, shares, clamp = asIs) => {
    const counts = values.map(() => 0)
    for (const x of draw(domain, DRAWS)) {
      const index = values.indexOf(clamp(x))
      expect(index).toBeGreaterThanOrEqual(0)
      counts[index] = (counts[index] ?? 0) + 1
    }
    const { statistic, limit } = chiSquare(counts, shares)
    expect(statistic).toBeLessThan(limit)
  })

  it('neither end of a quantised range is cut short', () => {
    const counts = new Map<number, number>()
    for (const x of draw(quniform(0, 1, 0.25), DRAWS)) counts.set(x, (counts.get(x) ?? 0) + 1)
    for (const x of [0, 1]) expect(counts.get(x)).toBeGreaterThan(DRAWS * 0.18)
  })
})

describe('values', () => {
  it('are clean decimals', () => {
    const seen = new Set(draw(quniform(0, 1, 0.1), 1000))
    expect([...seen].sort((a, b) => a - b)).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ])
    for (const x of draw(quniform(3.2, 5.4, 0.2), 1000)) expect(String(x)).toMatch(/^\d(\.\d)?$/)
    for (const x of draw(qrandn(0, 1, 0.01), 1000)) expect(String(x)).toMatch(/^-?\d(\.\d\d?)?$/)
  })

  it('are never minus zero', () => {
    for (const domain of [quniform(-1, 1, 1), randint(-1, 2), qrandn(0, 1, 1)]) {
      expect(draw(domain, 300).some((x) => Object.is(x, -0))).toBe(false)
    }
  })

  it('keep their identity and type in a choice', () => {
    expect(new Set(draw(choice([1, '1', true, null]), 200))).toEqual(new Set([1, '1', true, null]))
  })

  it('leave out the upper end of a range a few units in the last place wide', () => {
    const next = 1 + Number.EPSILON
    for (const x of draw(uniform(1, next), 200)) expect(x).toBe(1)
    for (const x of draw(loguniform(1, next), 200)) expect(x).toBe(1)
  })

  it('stay inside ranges as wide as doubles can be', () => {
    for (const x of draw(uniform(-1.7e308, 1.7e308), 500)) {
      expect(Number.isFinite(x)).toBe(true)
    }
    const wide = draw(loguniform(1e-300, 1e300), 500)
    expect(Math.min(...wide)).toBeLessThan(1e-200)
    expect(Math.max(...wide)).toBeGreaterThan(1e200)
  })
})

describe('seeds', () => {
  it('give the same draws again, and others give others', () => {
    expect(draw(uniform(0, 1), 20, 7)).toEqual(draw(uniform(0, 1), 20, 7))
    expect(draw(uniform(0, 1), 20, 7)).not.toEqual(draw(uniform(0, 1), 20, 8))
  })

  it('a new parameter does not change what the others draw', () => {
    const random = Random.fromSeed(3)
    const before = compileSpace({ lr: loguniform(1e-4, 1), deep: { units: randint(1, 100) } })
    const after = compileSpace({
      extra: uniform(0, 1),
      deep: { more: choice([1, 2]), units: randint(1, 100) },
      lr: loguniform(1e-4, 1),
    })
    expect(after.sample(random).params).toMatchObject(before.sample(random).params)
  })

  it('the stream handed in is not advanced', () => {
    const random = Random.fromSeed(3)
    const before = random.state()
    compileSpace({ x: uniform(0, 1) }).sample(random)
    expect(random.state()).toEqual(before)
  })

  it.each<[string, Domain]>([
    ['uniform', uniform(0, 1)],
    ['quniform', quniform(0, 1, 0.1)],
    ['loguniform', loguniform(1e-4, 1e-1)],
    ['qloguniform', qloguniform(0.5, 16, 0.5)],
    ['randn', randn(0, 1)],
    ['qrandn', qrandn(0, 1, 0.1)],
    ['randint', randint(0, 100)],
    ['qrandint', qrandint(0, 100, 5)],
    ['lograndint', lograndint(1, 1000)],
    ['qlograndint', qlograndint(8, 512, 8)],
    ['choice', choice(['a', 'b', 'c'])],
  ])('the first 20 draws of %s stay as they are', (_, domain) => {
    // A change here changes every seeded study: it needs a line in the changelog.
    expect(draw(domain, 20, 'snapshot')).toMatchSnapshot()
  })
})
