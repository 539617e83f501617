import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/math/random.ts'
import { compileSpace } from '../../../src/space/space.ts'
import { createSearcher } from '../../../src/search/create-searcher.ts'
import { misfits } from '../misfits.ts'
import { SearchDriver, type Config } from '../search-driver.ts'
import { FLOATS, floatsLoss, MIXED, mixedLoss, SMALL, SMALL_SIZE } from './spaces.ts'
import type { Result } from '../../../src/math/score.ts'
import type { Searcher } from '../../../src/search/searcher.ts'
import type { Contractor } from './abilities.ts'

const STRANGE: readonly (readonly [string, Result | undefined])[] = [
  ['NaN', { loss: Number.NaN }],
  ['Infinity', { loss: Number.POSITIVE_INFINITY }],
  ['-Infinity', { loss: Number.NEGATIVE_INFINITY }],
  ['the largest number', { loss: Number.MAX_VALUE }],
  ['a missing metric', {}],
  ['text', { loss: 'diverged' }],
  ['null', { loss: null }],
  ['nothing', undefined],
  ['always the same', { loss: 0 }],
]

function keysOf(configs: readonly Config[]): string[] {
  return configs.map((config) => JSON.stringify(config))
}

/** Results of every kind, in any order and number. */
export function anyResults({ make, abilities, some }: Contractor): void {
  describe('it bears every result', () => {
    it.each(STRANGE)('%s, alone', (_, result) => {
      const driver = new SearchDriver(make(), MIXED)
      const trials = driver.play(some(20, 14), () => result)
      for (const { config } of trials) expect(misfits(MIXED, config)).toEqual([])
      expect(new Set(keysOf(driver.trials.map(({ config }) => config))).size).toBe(trials.length)
    })

    it('all of them, among others', () => {
      const driver = new SearchDriver(make(), MIXED)
      let n = 0
      driver.play(some(40, 24), (config) => {
        n += 1
        return n % 3 === 0 ? STRANGE[(n / 3) % STRANGE.length]?.[1] : { loss: mixedLoss(config) }
      })
      for (const { config } of driver.trials) expect(misfits(MIXED, config)).toEqual([])
    })

    it('failed trials, also before any has gone well', () => {
      const driver = new SearchDriver(make(), MIXED)
      for (let i = 0; i < some(30, 20); i++) {
        const [trial] = driver.add()
        if (trial === undefined) break
        if (i < 12 || i % 2 === 0) driver.end(trial, { loss: -1e6 }, 'failed')
        else driver.end(trial, { loss: mixedLoss(trial.config) })
      }
      for (const config of driver.peek(3)) expect(misfits(MIXED, config)).toEqual([])
    })

    it('of configs that are not its own, or that the space cannot give', () => {
      const driver = new SearchDriver(make(), MIXED)
      const random = Random.fromSeed(1)
      const space = compileSpace(MIXED)
      for (let i = 0; i < 15; i++) {
        const { config, params } = space.sample(random.split(i))
        const trial = driver.addThis({ config, params })
        driver.end(trial, { loss: mixedLoss(trial.config) })
      }
      const odd = driver.addThis({ config: { lr: 'fast' }, params: { lr: 'fast' } })
      driver.end(odd, { loss: -5 })
      for (const config of driver.peek(3)) expect(misfits(MIXED, config)).toEqual([])
      driver.play(3, (config) => ({ loss: mixedLoss(config) }))
    })

    it('10,000 of them', () => {
      const driver = new SearchDriver(make(), FLOATS)
      const random = Random.fromSeed(1)
      const space = compileSpace(FLOATS)
      for (let i = 0; i < 10_000; i++) {
        const { config, params } = space.sample(random.split(i))
        const trial = driver.addThis({ config, params })
        driver.end(trial, { loss: i % 100 === 0 ? Number.NaN : floatsLoss(trial.config) })
      }
      driver.play(2, (config) => ({ loss: floatsLoss(config) }))
      const configs = driver.peek(2)
      expect(new Set(keysOf(configs)).size).toBe(2)
      for (const config of configs) expect(misfits(FLOATS, config)).toEqual([])
    })
  })

  describe('it minds the trials that run', () => {
    it('suggests others at once and one after the other', () => {
      const driver = new SearchDriver(make(), MIXED)
      driver.play(12, (config) => ({ loss: mixedLoss(config) }))
      driver.add(5)
      driver.add(5)
      for (let i = 0; i < 3; i++) driver.add()
      expect(driver.trials).toHaveLength(25)
      expect(new Set(keysOf(driver.trials.map(({ config }) => config))).size).toBe(25)
      expect(driver.search.ask(5).suggestions).toHaveLength(5)
    })

    it.runIf(abilities.repeats !== true)('in a space of integers and categories, too', () => {
      const driver = new SearchDriver(make(), SMALL)
      driver.play(4, ({ z }) => ({ loss: z === true ? 0 : 1 }))
      driver.add(5)
      driver.add(5)
      expect(new Set(keysOf(driver.trials.map(({ config }) => config))).size).toBe(14)
    })
  })

  it.runIf(abilities.repeats !== true)('tries no config twice', () => {
    const driver = new SearchDriver(make(), SMALL)
    const count = (abilities.exhausts ?? true) ? 100 : SMALL_SIZE
    const trials = driver.play(count, ({ z }) => ({ loss: z === true ? 0 : 1 }))
    expect(trials).toHaveLength(SMALL_SIZE)
    expect(new Set(keysOf(trials.map(({ config }) => config))).size).toBe(SMALL_SIZE)
    if (abilities.exhausts === false) return
    expect(driver.search.total).toBe(SMALL_SIZE)
    expect(driver.search.ask(1)).toMatchObject({ suggestions: [], finished: true })
  })

  it.runIf(abilities.learnsIn !== undefined)('learns to avoid what goes wrong', () => {
    const trials = abilities.learnsIn ?? 0
    let wrong = 0
    for (const seed of [1, 2, 3]) {
      const driver = new SearchDriver(make(), FLOATS, { seed, numSamples: trials })
      for (let i = 0; i < trials; i++) {
        for (const trial of driver.add()) {
          // Half of the space, in which the loss would be the smallest.
          const isWrong = (trial.config['a'] as number) > 0
          if (isWrong && i >= trials - 20) wrong += 1
          if (!isWrong) driver.end(trial, { loss: floatsLoss(trial.config) })
          else if (i % 3 === 0) driver.end(trial, { loss: Number.NaN })
          else if (i % 3 === 1) driver.end(trial, { loss: Number.POSITIVE_INFINITY })
          else driver.end(trial, { loss: -1e6 }, 'failed')
        }
      }
    }
    // Of 60; by chance 30 would be.
    expect(wrong).toBeLessThan(25)
  })

  it.runIf(abilities.learnsIn !== undefined)('does better than random search', () => {
    const best = (searcher: Searcher, seed: number): number => {
      const driver = new SearchDriver(searcher, FLOATS, {
        seed,
        numSamples: abilities.learnsIn ?? 0,
      })
      const trials = driver.play(abilities.learnsIn ?? 0, (config) => ({
        loss: floatsLoss(config),
      }))
      return Math.min(...trials.map(({ config }) => floatsLoss(config)))
    }
    const seeds = [1, 2, 3]
    const sum = (searcher: Searcher): number =>
      seeds.reduce((total, seed) => total + Math.log(best(searcher, seed)), 0)
    expect(sum(make())).toBeLessThan(sum(createSearcher('random')))
  })
}
