import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextUp } from '../../../src/math/next-up.ts'
import { choice } from '../../../src/space/choice.ts'
import { loguniform } from '../../../src/space/loguniform.ts'
import { randint } from '../../../src/space/randint.ts'
import { uniform } from '../../../src/space/uniform.ts'
import { misfits } from '../misfits.ts'
import { SearchDriver, type Config } from '../search-driver.ts'
import { anyLoss, anySpace, MIXED, mixedLoss } from './spaces.ts'
import type { Contractor } from './abilities.ts'

function misfitsOf(space: unknown, configs: readonly Config[]): string[] {
  return configs.flatMap((config) => misfits(space, config))
}

/** Bounds, types, steps, conditions; spaces of every size. */
export function inTheSpace({ make, some }: Contractor): void {
  describe('its configs are in the space', () => {
    it('with all kinds of domains', () => {
      const driver = new SearchDriver(make(), MIXED)
      const trials = driver.play(some(60, 30), (config) => ({ loss: mixedLoss(config) }))
      expect(trials).toHaveLength(some(60, 30))
      expect(misfitsOf(MIXED, [...trials.map(({ config }) => config), ...driver.peek(5)])).toEqual(
        [],
      )
    })

    it('whatever the space', () => {
      fc.assert(
        fc.property(anySpace, fc.integer(), (space, seed) => {
          const driver = new SearchDriver(make(), space, { seed })
          let n = 0
          const trials = driver.play(14, (config) => {
            n += 1
            return n % 5 === 0 ? { loss: Number.NaN } : { loss: anyLoss(config) }
          })
          const configs = [...trials.map(({ config }) => config), ...driver.peek(3)]
          expect(configs.length).toBeGreaterThan(0)
          expect(misfitsOf(space, configs)).toEqual([])
        }),
        { numRuns: some(30, 8), seed: 1 },
      )
    })

    it('and try all options of all choices, also of those inside others', () => {
      const space = {
        a: choice(['x', 'y', 'z']),
        b: choice([
          { kind: 1 },
          { kind: 2, c: choice(['p', { q: uniform(0, 1) }]), d: uniform(0, 1) },
          { kind: 3, e: randint(0, 3) },
        ]),
      }
      const driver = new SearchDriver(make(), space)
      driver.play(some(50, 30), (config) => ({ loss: anyLoss(config) }))
      const configs = driver.trials.map(({ config }) => config)
      expect(misfitsOf(space, configs)).toEqual([])
      const seen = new Set(
        configs.flatMap((config) => {
          const { a, b } = config as { a: string; b: { kind: number; c?: 'p' | object } }
          const inner = b.c === 'p' ? 'p' : 'q'
          return [a, `kind ${b.kind}`, ...(b.kind === 2 ? [`c ${inner}`] : [])]
        }),
      )
      expect([...seen].toSorted()).toEqual(
        ['c p', 'c q', 'kind 1', 'kind 2', 'kind 3', 'x', 'y', 'z'].toSorted(),
      )
    })
  })

  describe('it bears strange spaces', () => {
    it('of one point', () => {
      const space = { a: choice(['only']), b: randint(3, 4), c: 'constant' }
      const driver = new SearchDriver(make(), space, { numSamples: 3 })
      const trials = driver.play(3, () => ({ loss: 1 }))
      expect(trials.length).toBeGreaterThan(0)
      for (const { config } of trials) expect(config).toEqual({ a: 'only', b: 3, c: 'constant' })
    })

    it('of 200 dimensions', () => {
      const space = Object.fromEntries(
        Array.from({ length: 200 }, (_, i) => [
          `x${i}`,
          [uniform(-1, 1), randint(0, 9), choice(['a', 'b', 'c']), loguniform(1e-3, 1)][i % 4],
        ]),
      )
      const driver = new SearchDriver(make(), space)
      driver.play(some(25, 14), (config) => ({ loss: anyLoss(config) }))
      const configs = [...driver.trials.map(({ config }) => config), ...driver.peek(2)]
      expect(misfitsOf(space, configs)).toEqual([])
      expect(new Set(configs.map((config) => JSON.stringify(config))).size).toBe(configs.length)
    })

    it('with bounds one ulp apart', () => {
      const space = {
        a: uniform(1, nextUp(1)),
        b: loguniform(0.1, nextUp(0.1)),
        c: uniform(-1, 1),
      }
      const driver = new SearchDriver(make(), space)
      driver.play(20, (config) => ({ loss: anyLoss(config) }))
      expect(driver.trials).toHaveLength(20)
      expect(
        misfitsOf(
          space,
          driver.trials.map(({ config }) => config),
        ),
      ).toEqual([])
    })

    it('with 1,000 categories', () => {
      const categories = Array.from({ length: 1000 }, (_, i) => `c${i}`)
      const space = { a: choice(categories), b: uniform(0, 1) }
      const driver = new SearchDriver(make(), space)
      driver.play(some(40, 20), (config) => ({
        loss: Number((config['a'] as string).slice(1)) / 1000 + (config['b'] as number),
      }))
      const configs = [...driver.trials.map(({ config }) => config), ...driver.peek(5)]
      expect(misfitsOf(space, configs)).toEqual([])
      expect(new Set(configs.map(({ a }) => a)).size).toBeGreaterThan(10)
    })

    it('without anything to choose', () => {
      const driver = new SearchDriver(make(), { epochs: 10 }, { numSamples: 2 })
      expect(driver.peek(2)[0]).toEqual({ epochs: 10 })
    })
  })
}
