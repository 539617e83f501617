import { describe, expect, it } from 'vitest'
import { erfc, erfcx } from '../../src/math/erf.ts'
import { normalCdf, normalLogCdf, normalPdf, normalQuantile } from '../../src/math/normal.ts'

// Expected values were computed with 80 digits and rounded once.
const cdf: readonly (readonly [z: number, cdf: number, logCdf: number])[] = [
  [-38, 2.88542835e-316, -726.5572160188201],
  [-37.5, 4.605353009581955e-308, -707.6689893175072],
  [-30, 4.906713927148187e-198, -454.3212439563432],
  [-12.5, 3.732564298877713e-36, -81.57596787074388],
  [-8, 6.220960574271784e-16, -35.01343715991455],
  [-5, 2.866515718791939e-7, -15.064998393988725],
  [-2, 0.02275013194817921, -3.783184333682032],
  [-1, 0.15865525393145705, -1.8410216450092636],
  [-0.5, 0.3085375387259869, -1.1759117615936185],
  [-1e-9, 0.49999999960105773, -0.6931471813578298],
  [0, 0.5, -Math.LN2],
  [1e-9, 0.5000000003989423, -0.6931471797620608],
  [0.5, 0.6914624612740131, -0.3689464152886564],
  [1, 0.8413447460685429, -0.17275377902344988],
  [2, 0.9772498680518208, -0.02301290932896349],
  [5, 0.9999997133484281, -2.866516129637636e-7],
  [8, 0.9999999999999993, -6.220960574271786e-16],
  [12.5, 1.0, -3.732564298877713e-36],
  [37, 1.0, -5.725571222524577e-300],
]
const quantiles: readonly (readonly [p: number, z: number])[] = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1e-10, -6.361340902404057],
  [1e-5, -4.264890793922825],
  [0.001, -3.0902323061678136],
  [0.01, -2.326347874040841],
  [0.05, -1.6448536269514726],
  [0.075, -1.439531470938456],
  [0.25, -0.6744897501960817],
  [0.5, 0.0],
  [0.6, 0.2533471031357997],
  [0.925, 1.4395314709384561],
  [0.95, 1.6448536269514722],
  [0.99, 2.3263478740408408],
  [0.9999, 3.7190164854557084],
  [0.9999999999999999, 8.209536151601387],
]
const erfcs: readonly (readonly [x: number, erfc: number, erfcx: number])[] = [
  [-6, 2.0, 8622463094230390.0],
  [-2, 1.9953222650189528, 108.94090438997797],
  [-0.4687, 1.492568182499644, 1.859258846438038],
  [-0.1, 1.1124629160182848, 1.1236433541992095],
  [0, 1.0, 1.0],
  [0.1, 0.887537083981715, 0.8964569799691267],
  [0.46875, 0.507386526782062, 0.6320696892495561],
  [0.5, 0.4795001221869535, 0.6156903441929259],
  [1, 0.15729920705028513, 0.427583576155807],
  [3.9, 3.4792248597231765e-8, 0.14031418160068973],
  [4, 1.541725790028002e-8, 0.13699945762506138],
  [4.1, 6.700027654084918e-9, 0.133834116418652],
  [10, 2.088487583762545e-45, 0.05614099274382259],
  [26, 5.663192408856143e-296, 0.021683584850562907],
  [1000.0, 0, 0.0005641893014533876],
  [1000000000.0, 0, 5.641895835477563e-10],
  [1e200, 0, 5.641895835477563e-201],
]

/** Difference relative to the expected value, in units of its last place. */
function ulps(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs((actual - expected) / expected) / Number.EPSILON
}

describe('erfc and erfcx', () => {
  it.each(erfcs)('at %d', (x, plain, scaled) => {
    expect(ulps(erfc(x), plain)).toBeLessThan(8)
    expect(ulps(erfcx(x), scaled)).toBeLessThan(8)
  })

  it('keep their limits', () => {
    expect([erfc(40), erfc(-40), erfc(Infinity), erfc(-Infinity)]).toEqual([0, 2, 0, 2])
    expect([erfcx(-40), erfcx(Infinity), erfcx(-Infinity)]).toEqual([Infinity, 0, Infinity])
    expect([erfc(NaN), erfcx(NaN)]).toEqual([NaN, NaN])
  })
})

describe('the normal distribution', () => {
  it.each(cdf)('below %d', (z, probability, log) => {
    // Below 2.2e-308 doubles lose digits: there one unit in the last place is 5e-324.
    const lost = Math.abs(normalCdf(z) - probability) < 1e-322
    expect(lost || ulps(normalCdf(z), probability) < 8).toBe(true)
    expect(ulps(normalLogCdf(z), log)).toBeLessThan(8)
  })

  it.each(quantiles)('quantile of %d', (p, z) => {
    expect(ulps(normalQuantile(p), z)).toBeLessThan(8)
  })

  it('quantile undoes the distribution', () => {
    for (let z = -8; z <= 4; z += 0.125) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 12)
  })

  it('keeps its limits', () => {
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(NaN)]).toEqual([0, 1, NaN])
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
    expect([-0.1, 1.1, NaN].map(normalQuantile)).toEqual([NaN, NaN, NaN])
    expect(normalLogCdf(-1e6)).toBeCloseTo(-0.5e12 - Math.log(1e6 * Math.sqrt(2 * Math.PI)), 3)
    expect(normalLogCdf(-Infinity)).toBe(-Infinity)
    expect(normalLogCdf(Infinity)).toBeCloseTo(0, 300)
  })

  it('has its density', () => {
    expect(normalPdf(0)).toBeCloseTo(0.3989422804014327, 15)
    expect(normalPdf(-2)).toBeCloseTo(0.05399096651318806, 15)
    expect(normalPdf(Infinity)).toBe(0)
  })
})
