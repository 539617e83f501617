import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bracketTables, tablesInOrder } from '../../src/schedule/hyperband/bracket-tables.ts'

/** Brackets as in the papers, smallest first: `(5@81) (8@27,3@81)`. */
function written(maxT: number, reductionFactor: number): string {
  return bracketTables({ maxT, reductionFactor })
    .map((table) => `(${table.map(({ trials, milestone }) => `${trials}@${milestone}`).join()})`)
    .join(' ')
}

function trials(maxT: number, reductionFactor: number): number {
  return bracketTables({ maxT, reductionFactor }).reduce(
    (sum, [first]) => sum + (first?.trials ?? 0),
    0,
  )
}

const whole = fc.record({
  maxT: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 1e12 })),
  reductionFactor: fc.integer({ min: 2, max: 30 }),
})
const any = fc.record({
  maxT: fc.integer({ min: 1, max: 3000 }),
  reductionFactor: fc.double({ min: 1.1, max: 10, noNaN: true }),
})

describe('tables of HyperBand', () => {
  it.each([
    [
      81,
      3,
      143,
      '(5@81) (8@27,3@81) (15@9,5@27,2@81) (34@3,12@9,4@27,2@81) (81@1,27@3,9@9,3@27,1@81)',
    ],
    [27, 3, 49, '(4@27) (6@9,2@27) (12@3,4@9,2@27) (27@1,9@3,3@9,1@27)'],
    [9, 3, 17, '(3@9) (5@3,2@9) (9@1,3@3,1@9)'],
    [16, 2, 43, '(5@16) (5@8,3@16) (7@4,4@8,2@16) (10@2,5@4,3@8,2@16) (16@1,8@2,4@4,2@8,1@16)'],
    [100, 4, 98, '(4@100) (8@25,2@100) (22@6,6@24,2@96) (64@1,16@4,4@16,1@64)'],
    [10, 3, 17, '(3@10) (5@3,2@9) (9@1,3@3,1@9)'],
    [1, 3, 1, '(1@1)'],
    // 20 / 3^3 is below 1: that bracket is counted and left out.
    [20, 3, 22, '(4@20) (6@6,2@18) (12@2,4@6,2@18)'],
    [2, 3, 2, '(2@2)'],
  ])('maxT %i, factor %i: %i trials a round (equal to Ray)', (maxT, factor, perRound, expected) => {
    expect(written(maxT, factor)).toBe(expected)
    expect(trials(maxT, factor)).toBe(perRound)
  })

  it.each([
    [729, 3, '729@1,243@3,81@9,27@27,9@81,3@243,1@729'],
    [343, 7, '343@1,49@7,7@49,1@343'],
    [49, 7, '49@1,7@7,1@49'],
    [196, 14, '196@1,14@14,1@196'],
    [1e12, 10, '1000000000000@1,'],
    // 49 is 4 · 3.5², and not a little less.
    [49, 3.5, '(17@4,5@14,2@49)'],
  ])('maxT %d, factor %d: powers are exact (documented fix)', (maxT, factor, bracket) => {
    expect(written(maxT, factor)).toContain(bracket)
  })

  it('half a bracket is rounded to the even number, whatever the last digit of the logarithms', () => {
    // log 3 / log 9 is one half, log 27 / log 9 three halves, log 243 / log 9 five halves.
    expect(written(3, 9)).toBe('(1@3)')
    expect(written(27, 9)).toBe('(3@27) (14@3,2@27)')
    expect(written(243, 9)).toBe('(3@243) (14@27,2@243) (81@3,9@27,1@243)')
  })

  it('milestones grow below a factor of 2, too (documented fix: in Ray they stay at 1)', () => {
    expect(written(10, 1.5).split(' ').at(-1)).toBe('(9@1,6@2,4@3,3@4,2@6,2@9)')
    expect(written(3, 1.1).split(' ').at(-1)).toMatch(/^\(\d+@1,\d+@2,\d+@3\)$/)
  })

  it('the largest first is the reverse of the smallest first', () => {
    const rules = { maxT: 81, reductionFactor: 3 }
    const smallest = tablesInOrder({ ...rules, firstBracket: 'smallest' })
    expect(tablesInOrder({ ...rules, firstBracket: 'largest' })).toEqual(smallest.toReversed())
    expect(smallest[0]).toEqual([{ trials: 5, milestone: 81 }])
  })

  it('whole factors: first rungs as the definition says, in whole numbers', () => {
    fc.assert(
      fc.property(whole, ({ maxT, reductionFactor }) => {
        const tables = bracketTables({ maxT, reductionFactor })
        const power = (s: number): bigint => BigInt(reductionFactor) ** BigInt(s)
        // Half a power above and below maxT, squared to stay whole.
        const square = BigInt(maxT) ** 2n
        let count = 1
        while (square > power(2 * count - 1)) count += 1
        if (square === power(2 * count - 1) && count % 2 === 0) count += 1
        const firsts = tables.map(([first]) => [first?.trials, first?.milestone])
        const expected: (readonly number[])[] = []
        for (let s = 0; s < count && power(s) <= BigInt(maxT); s++) {
          const total = BigInt(count) * power(s)
          const among = BigInt(s + 1)
          const n = (total + among - 1n) / among
          expected.push([Number(n), Number(BigInt(maxT) / power(s))])
        }
        expect(firsts).toEqual(expected)
      }),
      // Half a bracket, rounded down and up.
      { examples: [[{ maxT: 4, reductionFactor: 16 }], [{ maxT: 64, reductionFactor: 16 }]] },
    )
  })

  it('any factor: milestones are whole and grow as far as maxT at most, trials never grow', () => {
    fc.assert(
      fc.property(fc.oneof(any, whole), ({ maxT, reductionFactor }) => {
        const tables = bracketTables({ maxT, reductionFactor })
        expect(tables[0]?.[0]?.milestone).toBe(maxT)
        const rungs = tables.flatMap((table) =>
          table.map((rung, k) => ({
            ...rung,
            before: table[k - 1] ?? { milestone: 0, trials: Infinity },
          })),
        )
        const wrong = rungs.filter(
          ({ trials, milestone, before }) =>
            !Number.isInteger(milestone) ||
            milestone <= before.milestone ||
            milestone > maxT ||
            !Number.isInteger(trials) ||
            trials < 1 ||
            trials > before.trials,
        )
        expect(wrong).toEqual([])
      }),
    )
  })
})
