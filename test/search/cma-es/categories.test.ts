import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/math/random.ts'
import { Categories } from '../../../src/search/cma-es/categories.ts'
import { CATEGORIES, CATEGORY_WEIGHTS } from './reference.ts'

const even = (size: number): Float64Array => new Float64Array(size).fill(1 / size)

describe('Categories', () => {
  it('learn as in the paper', () => {
    const categories = new Categories([even(3), even(2), even(4)])
    for (const { samples, probabilities } of CATEGORIES) {
      categories.update(samples, Float64Array.from(CATEGORY_WEIGHTS))
      for (const [k, expected] of probabilities.entries()) {
        for (const [i, x] of expected.entries()) {
          expect(categories.probabilities[k]?.[i]).toBeCloseTo(x, 9)
        }
      }
    }
  })

  it('stay distributions in which each option has a chance, whatever they are told', () => {
    const sample = fc.tuple(
      fc.integer({ min: -1, max: 2 }),
      fc.integer({ min: -1, max: 1 }),
      fc.integer({ min: -1, max: 49 }),
    )
    const generations = fc.array(fc.array(sample, { minLength: 6, maxLength: 6 }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(generations, (generations) => {
        const categories = new Categories([even(3), even(2), even(50)])
        for (const samples of generations) {
          categories.update(samples, Float64Array.from(CATEGORY_WEIGHTS))
        }
        for (const probabilities of categories.probabilities) {
          expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
          const least = (1 - 0.73 ** (1 / 3)) / (probabilities.length - 1)
          expect(Math.min(...probabilities)).toBeGreaterThan(least * 0.999)
        }
      }),
    )
  })

  it('bear the same result over and over, also of two options alone', () => {
    const categories = new Categories([even(2)])
    const samples = Array.from({ length: 6 }, () => [1])
    for (let g = 0; g < 500; g++) categories.update(samples, Float64Array.from(CATEGORY_WEIGHTS))
    expect(categories.probabilities[0]?.[1]).toBeCloseTo(0.73, 9)
  })

  it('learn nothing of a parameter that no sample has', () => {
    const categories = new Categories([even(3), even(4)])
    categories.update(
      Array.from({ length: 6 }, () => [0, -1]),
      Float64Array.from(CATEGORY_WEIGHTS),
    )
    expect(categories.probabilities[0]?.[0]).toBeGreaterThan(0.5)
    expect([...(categories.probabilities[1] as Float64Array)]).toEqual([0.25, 0.25, 0.25, 0.25])
  })

  it('draw options as often as they are likely', () => {
    const categories = new Categories([Float64Array.of(0.5, 0.3, 0.2)])
    const random = Random.fromSeed(1)
    const counts = [0, 0, 0]
    for (let i = 0; i < 20_000; i++) {
      const option = categories.draw(0, random)
      counts[option] = (counts[option] as number) + 1
    }
    for (const [i, probability] of (categories.probabilities[0] as Float64Array).entries()) {
      expect((counts[i] as number) / 20_000).toBeCloseTo(probability, 1)
    }
  })
})
