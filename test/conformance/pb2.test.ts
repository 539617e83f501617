import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { PB2 } from '../../src/schedule/pb2/pb2.ts'
import { PB2Explorer } from '../../src/schedule/pb2/pb2-explorer.ts'
import { readBounds } from '../../src/schedule/pb2/read-bounds.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { PB2Bounds } from '../../src/schedule/pb2/pb2.ts'

function explorerOf(hyperparamBounds: PB2Bounds, kappa?: number): PB2Explorer {
  const { tunables } = readBounds('PB2', hyperparamBounds)
  return new PB2Explorer(kappa === undefined ? { tunables } : { tunables, kappa })
}

describe('PB2 against the scheduler tests of Ray Tune', () => {
  it.each([1, 2, 3, 4, 5])(
    '49 without a share for doubt the better end is chosen (equal to Ray), seed %d',
    (seed) => {
      const explorer = explorerOf({ a: [1, 2] }, 0)
      for (let t = 1; t <= 10; t++) {
        for (const a of [1, 2]) {
          explorer.observe({ trial: `t${a}`, time: t, score: t * a * 10, config: { a } })
        }
      }
      const { config } = explorer.explore({
        trial: 't1',
        parent: { trial: 't2', time: 10, score: 200, config: { a: 2 } },
        random: Random.fromSeed(seed),
      })
      expect((config as { a: number }).a).toBeGreaterThan(1.5)
      expect((config as { a: number }).a).toBeLessThanOrEqual(2)
    },
  )

  it('49 the worse trial becomes a copy of the better one (equal to Ray)', () => {
    const scheduler = new PB2({
      timeAttr: 'training_iteration',
      perturbationInterval: 1,
      hyperparamBounds: { a: [1, 2] },
    })
    const driver = new ScheduleDriver(scheduler).addWith('t1', { a: 1 }).addWith('t2', { a: 2 })
    expect(driver.report('t2', R(1, 20))).toBe('continue')
    expect(driver.report('t1', R(1, 10))).toBe('exploit')
    expect(driver.decisions.at(-1)).toMatchObject({ exploit: { from: 't2' } })
  })

  it.each([
    { a: [1, 2], bc: [2, 4], bd: [4, 10] },
    { a: [1, 2], 'b/c': [2, 4], 'b/d': [4, 10] },
  ] as const)('49 nested and flat bounds choose the same (equal to Ray): %o', (flatBounds) => {
    const [a, c, d] = Object.keys(flatBounds) as [string, string, string]
    const nested = explorerOf({ a: [1, 2], b: { c: [2, 4], d: [4, 10] } })
    const flat = explorerOf(flatBounds)
    const configs = [1, 2, 3].map(
      (seed) => nested.completeConfig({}, Random.fromSeed(seed)) as Nested,
    )
    const flatten = (config: Nested): Record<string, number> => ({
      [a]: config.a,
      [c]: config.b.c,
      [d]: config.b.d,
    })
    for (let time = 1; time < 10; time++) {
      for (const [i, config] of configs.entries()) {
        const look = { trial: `t${i}`, time, score: time * (i + 1) * 10 }
        nested.observe({ ...look, config })
        flat.observe({ ...look, config: flatten(config) })
      }
      const parent = { trial: 't2', time, score: time * 30 }
      const config = configs[2] as Nested
      const random = (): Random => Random.fromSeed(time)
      const one = nested.explore({ trial: 't0', parent: { ...parent, config }, random: random() })
      const two = flat.explore({
        trial: 't0',
        parent: { ...parent, config: flatten(config) },
        random: random(),
      })
      expect(one.config).toEqual({
        a: expect.any(Number),
        b: { c: expect.any(Number), d: expect.any(Number) },
      })
      expect(flatten(one.config as Nested)).toEqual(two.config)
    }
  })

  it('49 what a config lacks is drawn within the bounds, at every depth (equal to Ray)', () => {
    const scheduler = new PB2({
      metric: 'reward',
      hyperparamBounds: { a: [1, 2], b: { c: [2, 4], d: [4, 10] } },
    })
    const { schedule } = new ScheduleDriver(scheduler)
    const complete = (config: unknown): Nested => schedule.completeConfig?.(config, 0) as Nested
    for (const { a, b } of [complete({}), complete({ b: { c: 3 } })]) {
      expect(a >= 1 && a < 2).toBe(true)
      expect(b.c >= 2 && b.c < 4).toBe(true)
      expect(b.d >= 4 && b.d < 10).toBe(true)
    }
    expect(complete({ b: { c: 3 } }).b.c).toBe(3)
  })

  it('49 bounds are two numbers (equal to Ray)', () => {
    const hyperparamBounds = { a: [1, 2], b: { c: [2, 4, 6] } }
    expect(() => new PB2({ hyperparamBounds })).toThrow(
      'PB2: hyperparamBounds.b/c is [2,4,6]. Give [low, high]. For these numbers only, write ' +
        'choice([2,4,6]).',
    )
  })
})

interface Nested {
  readonly a: number
  readonly b: { readonly c: number; readonly d: number }
}
