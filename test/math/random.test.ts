import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { chiSquare } from '../space/chi-square.ts'

function many<T>(count: number, draw: (i: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, i) => draw(i))
}

/** How uneven numbers of [0, 1) are; fair ones stay below 1 but for one time in 10,000. */
function unevenness(draws: readonly number[], bins = 64): number {
  const counts = many(bins, () => 0) as number[]
  for (const x of draws) counts[Math.floor(x * bins)]! += 1
  const { statistic, limit } = chiSquare(
    counts,
    many(bins, () => 1),
  )
  return statistic / limit
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length
  const [meanA, meanB] = [mean(a), mean(b)]
  const covariance = mean(a.map((x, i) => (x - meanA) * ((b[i] as number) - meanB)))
  const deviation = (xs: readonly number[], m: number): number =>
    Math.sqrt(mean(xs.map((x) => (x - m) ** 2)))
  return covariance / (deviation(a, meanA) * deviation(b, meanB))
}

describe('Random', () => {
  it('draws for ever what it has drawn for a seed', () => {
    const first = (seed: number | string): readonly number[] => {
      const random = Random.fromSeed(seed)
      return many(4, () => random.uint32())
    }
    expect({ 0: first(0), 1: first(1), 42: first(42), name: first('name') }).toMatchInlineSnapshot(`
      {
        "0": [
          1102736140,
          3188165961,
          1107743171,
          2769961397,
        ],
        "1": [
          2696184220,
          1162132133,
          811916231,
          3336272206,
        ],
        "42": [
          934378309,
          1544384185,
          2067652830,
          770748144,
        ],
        "name": [
          339084731,
          2268330792,
          2240146714,
          4167549137,
        ],
      }
    `)
    const child = Random.fromSeed(1).split('trial', 7)
    expect([child.next(), child.normal(), child.integer(0, 1000)]).toMatchInlineSnapshot(`
      [
        0.03546460798748963,
        0.15175042457974303,
        443,
      ]
    `)
  })

  it('is xoshiro128** as it was published', () => {
    const rotate = (x: bigint, k: bigint): bigint => BigInt.asUintN(32, (x << k) | (x >> (32n - k)))
    const s = [1n, 2n, 0xffffffffn, 4n] as [bigint, bigint, bigint, bigint]
    const published = (): number => {
      const result = BigInt.asUintN(32, rotate(BigInt.asUintN(32, s[1] * 5n), 7n) * 9n)
      const t = BigInt.asUintN(32, s[1] << 9n)
      s[2] ^= s[0]
      s[3] ^= s[1]
      s[1] ^= s[2]
      s[0] ^= s[3]
      s[2] ^= t
      s[3] = rotate(s[3], 11n)
      return Number(result)
    }
    const random = Random.fromState({ key: '', words: [1, 2, 0xffffffff, 4] })
    for (let i = 0; i < 1000; i++) expect(random.uint32()).toBe(published())
  })

  it('takes 1 and "1" for the same seed, and others for others', () => {
    expect(Random.fromSeed('1').uint32()).toBe(Random.fromSeed(1).uint32())
    const firsts = new Set(many(10_000, (seed) => Random.fromSeed(seed).next()))
    expect(firsts.size).toBe(10_000)
  })

  it('is uniform in every eight bits of its words', () => {
    const random = Random.fromSeed(1)
    const words = many(50_000, () => random.uint32())
    for (const shift of [0, 8, 16, 24]) {
      expect(
        unevenness(
          words.map((word) => ((word >>> shift) & 255) / 256),
          256,
        ),
      ).toBeLessThan(1)
    }
  })

  it('is uniform in [0, 1), pairs and neighbours included', () => {
    const random = Random.fromSeed(2)
    const draws = many(50_000, () => random.next())
    expect(draws.every((x) => x >= 0 && x < 1)).toBe(true)
    expect(unevenness(draws)).toBeLessThan(1)
    expect(
      unevenness(
        many(25_000, (i) => {
          const [x, y] = [draws[2 * i] as number, draws[2 * i + 1] as number]
          return (Math.floor(x * 8) * 8 + Math.floor(y * 8)) / 64
        }),
      ),
    ).toBeLessThan(1)
    expect(Math.abs(correlation(draws.slice(1), draws.slice(0, -1)))).toBeLessThan(0.02)
  })

  it('never leaves [lower, upper)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-12, max: 1e9, noNaN: true }),
        fc.nat(),
        (lower, width, seed) => {
          const upper = lower + width
          fc.pre(upper > lower)
          const random = Random.fromSeed(seed)
          for (let i = 0; i < 20; i++) {
            const x = random.uniform(lower, upper)
            expect(x >= lower && x < upper).toBe(true)
          }
        },
      ),
    )
    const narrow = Random.fromSeed(3)
    const next = 1 + Number.EPSILON
    expect(many(100, () => narrow.uniform(1, next)).every((x) => x === 1)).toBe(true)
  })

  it.each([2, 3, 7, 100])('draws each of %d whole numbers as often', (span) => {
    const random = Random.fromSeed(span)
    expect(
      unevenness(
        many(30_000, () => (random.integer(-5, span - 5) + 5.5) / span),
        span,
      ),
    ).toBeLessThan(1)
  })

  it('has no modulo bias where the span does not divide 2^32', () => {
    // Of 3·2^30 numbers, a plain remainder would draw the first third twice as often.
    const random = Random.fromSeed(4)
    const span = 3 * 2 ** 30
    expect(
      unevenness(
        many(30_000, () => random.integer(0, span) / span),
        3,
      ),
    ).toBeLessThan(1)
  })

  it('draws whole numbers of spans beyond 2^32', () => {
    const random = Random.fromSeed(5)
    const span = 2 ** 50
    const draws = many(20_000, () => random.integer(-span / 2, span / 2))
    expect(draws.every(Number.isInteger)).toBe(true)
    expect(unevenness(draws.map((x) => x / span + 0.5))).toBeLessThan(1)
    expect(draws.some((x) => x % 2 !== 0)).toBe(true)
  })

  it('draws standard normal numbers', () => {
    const random = Random.fromSeed(6)
    const draws = many(50_000, () => random.normal())
    const moment = (k: number): number => draws.reduce((sum, x) => sum + x ** k, 0) / draws.length
    expect(Math.abs(moment(1))).toBeLessThan(0.02)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03)
    expect(Math.abs(moment(3))).toBeLessThan(0.06)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.2)
    expect(draws.filter((x) => x < -1.959964).length / draws.length).toBeCloseTo(0.025, 2)
    expect(Math.abs(correlation(draws.slice(1), draws.slice(0, -1)))).toBeLessThan(0.02)
  })

  it('picks each item as often', () => {
    const random = Random.fromSeed(7)
    expect(
      unevenness(
        many(20_000, () => random.pick([0.5, 1.5, 2.5, 3.5, 4.5]) / 5),
        5,
      ),
    ).toBeLessThan(1)
  })

  it('shuffles into every order as often, and leaves the original alone', () => {
    const random = Random.fromSeed(8)
    const items = ['a', 'b', 'c', 'd']
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = random.shuffle(items).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(items).toEqual(['a', 'b', 'c', 'd'])
    expect(counts.size).toBe(24)
    const { statistic, limit } = chiSquare(
      [...counts.values()],
      many(24, () => 1),
    )
    expect(statistic).toBeLessThan(limit)
  })

  it('continues from its state exactly, also through JSON and between two normal numbers', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(20), fc.boolean(), (seed, draws, isHalfway) => {
        const random = Random.fromSeed(seed)
        for (let i = 0; i < draws; i++) random.next()
        if (isHalfway) random.normal()
        const stored = JSON.parse(JSON.stringify(random.state())) as ReturnType<Random['state']>
        const again = Random.fromState(stored)
        const rest = (r: Random): unknown => [r.normal(), r.next(), r.normal(), r.split('x').next()]
        expect(rest(again)).toEqual(rest(random))
      }),
    )
  })
})

describe('splitting a Random', () => {
  it('neither consumes nor depends on what has been drawn', () => {
    const random = Random.fromSeed(1)
    const before = random.split('a').next()
    const untouched = Random.fromSeed(1).next()
    expect(random.next()).toBe(untouched)
    random.normal()
    expect(random.split('a').next()).toBe(before)
  })

  it('gives the same stream for the same names and another for others', () => {
    const random = Random.fromSeed(1)
    expect(random.split('a', 1).next()).toBe(random.split('a').split(1).next())
    const firsts = [
      random.split('a', 'b'),
      random.split('a/b'),
      random.split('a"/"b'),
      random.split('b', 'a'),
      random.split('ab'),
      random.split(1),
      random.split('1'),
      random.split(11),
      random.split(1, 1),
      random,
    ].map((stream) => stream.next())
    expect(new Set(firsts).size).toBe(firsts.length)
  })

  it('makes streams that are uniform across their names', () => {
    const random = Random.fromSeed(9)
    const streams = many(50_000, (i) => random.split('trial', i))
    const firsts = streams.map((stream) => stream.next())
    const seconds = streams.map((stream) => stream.next())
    for (const draws of [firsts, seconds]) expect(unevenness(draws)).toBeLessThan(1)
    expect(Math.abs(correlation(firsts, seconds))).toBeLessThan(0.02)
    expect(Math.abs(correlation(firsts.slice(1), firsts.slice(0, -1)))).toBeLessThan(0.02)
    expect(new Set(streams.map((stream) => stream.state().words.join())).size).toBe(50_000)
  })

  it('makes streams that do not follow their parent or each other', () => {
    const parent = Random.fromSeed(10)
    const [a, b] = [parent.split('a'), parent.split('b')]
    const draws = [parent, a, b].map((stream) => many(20_000, () => stream.next()))
    const [p, x, y] = draws as [readonly number[], readonly number[], readonly number[]]
    for (const [one, other] of [
      [p, x],
      [p, y],
      [x, y],
    ] as const) {
      expect(Math.abs(correlation(one, other))).toBeLessThan(0.03)
    }
  })

  it('makes children of neighbouring seeds that do not resemble each other', () => {
    const firsts = many(20_000, (seed) => Random.fromSeed(seed).split('search').next())
    expect(unevenness(firsts)).toBeLessThan(1)
    expect(Math.abs(correlation(firsts.slice(1), firsts.slice(0, -1)))).toBeLessThan(0.03)
  })
})
