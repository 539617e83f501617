import { describe, expect, it } from 'vitest'
import { logImprovement } from '../../src/math/log-improvement.ts'

/** Computed with 60 digits (mpmath): z, log(φ(z) + z Φ(z)), and its derivative. */
const REFERENCE: readonly (readonly [z: number, value: number, slope: number])[] = [
  [5, 1.6094379231264313, 0.19999994053122006],
  [1, 0.08002621884930694, 0.7766387252017393],
  [0, -0.9189385332046728, 1.2533141373155003],
  [-0.5, -1.6205162643873192, 1.5598731483480797],
  [-1, -2.4851210257126413, 1.9042712333296918],
  [-3, -7.869686059603029, 3.5323375176251606],
  [-10, -55.55312203612235, 10.194383033412553],
  [-20, -206.9178385094251, 20.099262811101283],
  [-24.9, -317.3584857426673, 24.97993695947114],
  [-25.1, -322.37440987246407, 25.179305997377543],
  [-40, -808.29856835662, 40.04990665764852],
  [-1000, -500014.73445209116, 1000.001999994],
  [-1e8, -5000000000000038, 100000000.00000001],
]

describe('logImprovement', () => {
  it.each(REFERENCE)('is right at z = %s, and so is its derivative', (z, value, slope) => {
    const out = { slope: 0 }
    const relative = (x: number, exact: number): number =>
      Math.abs(x - exact) / Math.max(Math.abs(exact), 0.1)
    expect(relative(logImprovement(z, out), value)).toBeLessThan(1e-13)
    expect(relative(out.slope, slope)).toBeLessThan(1e-12)
    expect(logImprovement(z)).toBe(logImprovement(z, out))
  })

  it('joins its parts without a step', () => {
    for (const z of [-1, -25]) {
      const before = logImprovement(z - 1e-9)
      const after = logImprovement(z + 1e-9)
      const out = { slope: 0 }
      logImprovement(z, out)
      expect(after - before).toBeCloseTo(2e-9 * out.slope, 10)
    }
  })

  it('grows everywhere', () => {
    let last = Number.NEGATIVE_INFINITY
    for (let z = -60; z <= 40; z += 0.01) {
      const value = logImprovement(z)
      expect(value).toBeGreaterThan(last)
      last = value
    }
  })

  it('is z itself far above, and nothing is expected infinitely far below', () => {
    expect(Math.exp(logImprovement(1e6))).toBeCloseTo(1e6, 5)
    expect(logImprovement(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY)
  })
})
