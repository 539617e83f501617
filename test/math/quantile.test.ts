import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantile } from '../../src/math/quantile.ts'

const [NAN, UP, DOWN] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

function of(values: readonly number[], q: number): number | undefined {
  return quantile({ size: values.length, at: (k) => values[k] as number }, q)
}

describe('quantile', () => {
  // numpy 2.4: np.percentile(values, (1 - 1 / factor) * 100)
  const vectors: readonly (readonly [number, readonly number[], number])[] = [
    [2, [2.4178698926072943], 2.4178698926072943],
    [3, [2], 2.0],
    [4, [-0.3437734562189467], -0.3437734562189467],
    [1.3, [-2], -2.0],
    [2, [-2, 3.6844545786509535], 0.8422272893254767],
    [3, [-3.980255978260846, 2.3118371677942413], 0.21447278577587925],
    [4, [-3.1792433622222127, 1], -0.04481084055555318],
    [1.3, [2.9714699143120447, 1.1745252046611663], 1.5892047530421383],
    [2, [-4.982251377974654, -1, -1], -1.0],
    [3, [0, -3.011106734035651, -1], -0.6666666666666665],
    [4, [4.685567743379021, 4.650963909457747, -4.784297916204487], 4.668265826418384],
    [1.3, [4.357926558382951, -1.6814551277936185, 2], 0.017678008111128962],
    [
      2,
      [1.7793424954769126, -1.9004206839687123, 1, -3.152267599015058, -3.2387991952150372],
      -1.9004206839687123,
    ],
    [3, [4.390118049298641, 0, -2, -0.8117276157301312, 3.412340954622506], 2.274893969748338],
    [
      4,
      [2.077582566508612, 4.54394476089788, -2.539132093663863, 1, -1.4520679494208775],
      2.077582566508612,
    ],
    [
      1.3,
      [2.7560301469899526, 2.4839805648466307, 0, 4.458001850421837, -1.592594644957778],
      -0.1225072803813671,
    ],
    [
      2,
      [
        4.1808718553331214, 4.241976194277907, -1.8754963065709305, -3.2252222449501144,
        -3.511319553767515, 4.967268145367038, -4.514478364515437, 2,
      ],
      0.062251846714534764,
    ],
    [3, [-2, 0.9396022069329693, 1, -3.5437098103979814, -2, 0, -1, 2], 0.6264014712886464],
    [
      4,
      [
        1, -0.6544480939956285, 3.4473389700536288, -0.46845086500023836, -1, 1, 0,
        -2.0897738285302503,
      ],
      1.0,
    ],
    [
      1.3,
      [
        -3.5349363749801856, 4.8838770040684825, 1, -1, -2.2768986586348072, 2, 2.8602257963383027,
        2,
      ],
      -1.4911148687056945,
    ],
  ]

  it.each(vectors)('is as numpy has it, factor %d of %o', (factor, values, expected) => {
    const sorted = values.toSorted((a, b) => a - b)
    expect(of(sorted, ((1 - 1 / factor) * 100) / 100)).toBe(expected)
  })

  it('of nothing is nothing, of one number that number', () => {
    expect(of([], 0.5)).toBeUndefined()
    fc.assert(
      fc.property(fc.double(), fc.double({ min: 0, max: 1, noNaN: true }), (x, q) => {
        expect(of([x], q)).toBe(x)
      }),
    )
  })

  it.each([
    [[1, UP], 0.5, 1],
    [[1, UP], 0.51, UP],
    [[1, UP], 0.49, 1],
    [[DOWN, 1], 0.5, 1],
    [[DOWN, 1], 0.49, DOWN],
    [[NAN, 1], 0.5, 1],
    [[NAN, 1], 0.4, NAN],
    [[DOWN, UP], 0.5, DOWN],
    [[NAN, DOWN], 0.5, NAN],
    [[DOWN, DOWN], 0.3, DOWN],
    [[NAN, 1, 2, UP], 0.5, 1.5],
    [[1, 2, UP], 0.5, 2],
    [[1, 2, UP], 1, UP],
    [[NAN, 1, 2], 0, NAN],
    [[-1e308, 1e308], 0.5, 0],
    [[-1e308, 1e308], 0.75, 5e307],
  ])('does not let what is not finite spread: %o at %d', (values, q, expected) => {
    expect(of(values, q)).toBe(expected)
  })

  it('lies between its neighbours', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const sorted = values.toSorted((a, b) => (a < b ? -1 : Number(a > b)))
          const position = (sorted.length - 1) * q
          const here = of(sorted, q) as number
          expect(here >= (sorted[Math.floor(position)] as number)).toBe(true)
          expect(here <= (sorted[Math.ceil(position)] as number)).toBe(true)
        },
      ),
    )
  })

  it('rises with the share', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        // Whole numbers, whose differences are exact: else the last digit may fall back by one.
        fc.array(fc.oneof(fc.integer(), fc.constantFrom(UP, DOWN)), {
          minLength: 1,
          maxLength: 20,
        }),
        share,
        share,
        (values, q1, q2) => {
          const sorted = values.toSorted((a, b) => (a < b ? -1 : Number(a > b)))
          const [low, high] = [of(sorted, Math.min(q1, q2)), of(sorted, Math.max(q1, q2))]
          expect((low as number) <= (high as number)).toBe(true)
        },
      ),
    )
  })
})
