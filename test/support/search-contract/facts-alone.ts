import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../../src/protocol/json.ts'
import { SearchDriver, type Config, type DrivenTrial } from '../search-driver.ts'
import { MIXED, mixedLoss } from './spaces.ts'
import type { Contractor } from './abilities.ts'

const loss = (config: Config): { loss: number } => ({ loss: mixedLoss(config) })

function keysOf(configs: readonly Config[]): string[] {
  return configs.map((config) => JSON.stringify(config))
}

/** What it suggests follows from the seed and from what it was told, and from nothing else. */
export function factsAlone({ make, abilities, some }: Contractor): void {
  const trials = some(30, 18)

  describe('it follows from what it is told', () => {
    it('the same for the same seed, other for another', () => {
      const play = (seed: number | string): string[] => {
        const driver = new SearchDriver(make(), MIXED, { seed })
        driver.play(trials, loss)
        return keysOf(driver.trials.map(({ config }) => config))
      }
      const first = play(7)
      expect(play(7)).toEqual(first)
      expect(play(8)).not.toEqual(first)
      expect(play('7b')).not.toEqual(first)
    })

    it('asked twice, it answers the same, and to be asked changes nothing', () => {
      const asked = new SearchDriver(make(), MIXED)
      const quiet = new SearchDriver(make(), MIXED)
      for (let i = 0; i < trials; i++) {
        if (i % 6 === 0) {
          const three = asked.search.ask(3)
          expect(asked.search.ask(3)).toEqual(three)
          // What is suggested first does not depend on how many are wanted.
          expect(asked.search.ask(1).suggestions).toEqual(three.suggestions.slice(0, 1))
        }
        asked.play(1, loss)
        quiet.play(1, loss)
      }
      expect(keysOf(asked.peek(3))).toEqual(keysOf(quiet.peek(3)))
    })

    it('its suggestions are plain data, which survive being stored', () => {
      const driver = new SearchDriver(make(), MIXED)
      for (let i = 0; i < trials; i++) {
        const { suggestions } = driver.search.ask(1)
        expect(decode(encode(suggestions))).toEqual(suggestions)
        driver.play(1, loss)
      }
    })

    it('what is to be made large is what, negated, is to be made small', () => {
      const small = new SearchDriver(make(), MIXED)
      const large = new SearchDriver(make(), MIXED, {
        objectives: [{ metric: 'val/score', mode: 'max' }],
      })
      small.play(trials, loss)
      large.play(trials, (config) => ({ val: { score: -mixedLoss(config) } }))
      expect(keysOf(large.peek(2))).toEqual(keysOf(small.peek(2)))
    })

    it('told all once more, at any moment, it goes on the same', () => {
      const driver = new SearchDriver(make(), MIXED)
      const same = (): void => {
        const next = driver.search.ask(3)
        expect(driver.retold().ask(3)).toEqual(next)
        expect(driver.retold({ digested: true }).ask(3)).toEqual(next)
      }
      same()
      driver.play(some(12, 11), loss)
      same()
      // In the middle of trials that run.
      const running = driver.add(4)
      const [first, second, third] = running as [DrivenTrial, DrivenTrial, DrivenTrial]
      same()
      driver.report(first, { ...loss(first.config), training_iteration: 1 }, 1)
      driver.report(second, { loss: Number.NaN, training_iteration: 1 }, 1)
      same()
      // They end in another order than they began in.
      driver.end(third, loss(third.config))
      driver.report(first, { ...loss(first.config), training_iteration: 2 }, 2)
      driver.end(second, { loss: Number.NaN, training_iteration: 1 }, 'stopped')
      driver.end(first, undefined, 'failed')
      same()
      driver.play(3, loss)
      // The failed one is tried again, and ends well.
      driver.report(first, { ...loss(first.config), training_iteration: 3 }, 3)
      same()
      driver.play(2, loss)
      driver.end(first, { ...loss(first.config), training_iteration: 4 })
      same()
      driver.play(some(10, 3), loss)
      same()
    })

    it('whoever is not a trial of its own is ignored', () => {
      const driver = new SearchDriver(make(), MIXED)
      driver.play(12, loss)
      const before = keysOf(driver.peek(2))
      const nobody = { id: 'nobody', config: {}, suggestion: { config: {}, params: {} } }
      driver.report(nobody, { loss: -1e9 })
      driver.end(nobody, { loss: -1e9 })
      expect(keysOf(driver.peek(2))).toEqual(before)
    })

    it('a trial that the user added is none of its suggestions, and is told again as all else', () => {
      const driver = new SearchDriver(make(), MIXED, { numSamples: 20 })
      driver.play(6, loss)
      for (const { config } of new SearchDriver(make(), MIXED, { seed: 9 }).play(3, loss)) {
        driver.give(config, { ...loss(config), training_iteration: 1 })
      }
      expect(driver.search.ask(30).suggestions).toHaveLength(14)
      const next = driver.search.ask(2)
      expect(driver.retold().ask(2)).toEqual(next)
      expect(driver.retold({ digested: true }).ask(2)).toEqual(next)
      driver.play(3, loss)
      expect(driver.retold().ask(2)).toEqual(driver.search.ask(2))
    })

    it('is defined by plain data', () => {
      const searcher = make()
      const { name, options } = searcher.toJSON?.() ?? { name: '', options: {} }
      expect(name).toBe(searcher.name)
      const stored = decode(encode(options)) as Record<string, unknown>
      const one = new SearchDriver(searcher, MIXED)
      const other = new SearchDriver(make(stored), MIXED)
      one.play(some(15, 12), loss)
      other.play(some(15, 12), loss)
      expect(keysOf(other.peek(1))).toEqual(keysOf(one.peek(1)))
    })

    it('knows when it is done', () => {
      const driver = new SearchDriver(make(), MIXED, { numSamples: 7 })
      expect(driver.search.total).toBe(7)
      expect(driver.search.adaptive).toBe(abilities.learnsIn !== undefined)
      expect(driver.search.ask(3)).toMatchObject({ finished: false })
      driver.play(5, loss)
      expect(driver.search.ask(1).finished).toBe(false)
      const last = driver.search.ask(10)
      expect(last.suggestions).toHaveLength(2)
      expect(last.finished).toBe(true)
      driver.play(2, loss)
      expect(driver.search.ask(1)).toMatchObject({ suggestions: [], finished: true })
    })
  })
}
