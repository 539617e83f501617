import { describe, expect, it } from 'vitest'
import { createSearch, restoreSearch } from '../../src/search/create-search.ts'
import { limitConcurrency } from '../../src/search/limit-concurrency.ts'
import { repeat } from '../../src/search/repeat.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { Random } from '../../src/math/random.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { play } from '../../src/simulate/play.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { NoopStopper } from '../../src/stop/noop.ts'
import { Study } from '../../src/study/study.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { searcherNames } from '../../src/search/create-searcher.ts'
import { SearchDriver, type DrivenTrial } from '../support/search-driver.ts'
import type { Result } from '../../src/math/score.ts'
import type { Search, Searcher } from '../../src/search/searcher.ts'

/** What Ray Tune's own tests of searchers and of what wraps them expect, in our words. */

/** Suggests 1, 2, 3, …, and keeps what it is told of the ends of trials. */
class Counting implements Searcher {
  readonly name = 'counting'
  readonly ended: (readonly [trial: string, metric: unknown])[] = []

  create(): Search {
    const { ended } = this
    let count = 0
    return {
      adaptive: true,
      total: Infinity,
      ask: (wanted) => ({
        suggestions: Array.from({ length: wanted }, (_, i) => {
          const config = { score: count + i + 1 }
          return { config, params: config }
        }),
        finished: false,
      }),
      onTrialAdded() {
        count += 1
      },
      onTrialResult() {},
      onTrialComplete(trial: string, result: Result | undefined) {
        ended.push([trial, result?.['loss']])
      },
    }
  }
}

function suggest(driver: SearchDriver): DrivenTrial | undefined {
  return driver.add(1)[0]
}

describe('57 ConcurrencyLimiter', () => {
  it('with 2: two suggestions, then none until one has ended (equal to Ray)', () => {
    const driver = new SearchDriver(limitConcurrency(new Counting(), { maxConcurrent: 2 }), {})
    const first = suggest(driver)
    expect(first?.config).toEqual({ score: 1 })
    expect(suggest(driver)?.config).toEqual({ score: 2 })
    expect(suggest(driver)).toBeUndefined()
    driver.end(first as DrivenTrial, {})
    expect(suggest(driver)?.config).toEqual({ score: 3 })
    expect(suggest(driver)).toBeUndefined()
  })

  it('with batch: none until both have ended, which are then told in order (equal to Ray)', () => {
    const counting = new Counting()
    const driver = new SearchDriver(
      limitConcurrency(counting, { maxConcurrent: 2, batch: true }),
      {},
    )
    const [first, second] = [suggest(driver), suggest(driver)] as [DrivenTrial, DrivenTrial]
    expect(suggest(driver)).toBeUndefined()
    driver.end(first, { loss: 1 })
    expect(suggest(driver)).toBeUndefined()
    expect(counting.ended).toEqual([])
    driver.end(second, { loss: 2 })
    expect(counting.ended).toEqual([
      [first.id, 1],
      [second.id, 2],
    ])
    expect(suggest(driver)?.config).toEqual({ score: 3 })
  })
})

describe('58 Repeater', () => {
  it('with 3: indices 0, 1, 2, then the next config from 0 (equal to Ray)', () => {
    const driver = new SearchDriver(repeat(new Counting(), { repeat: 3 }), {})
    const configs = Array.from({ length: 4 }, () => suggest(driver)?.config)
    expect(configs).toEqual([
      { score: 1, __trial_index__: 0 },
      { score: 1, __trial_index__: 1 },
      { score: 1, __trial_index__: 2 },
      { score: 2, __trial_index__: 0 },
    ])
  })

  it('scores 1, missing and 4 are told as 2.5 for the first trial (equal to Ray)', () => {
    const counting = new Counting()
    const driver = new SearchDriver(repeat(counting, { repeat: 3 }), {})
    const trials = driver.add(3)
    const results: readonly Result[] = [{ loss: 1 }, {}, { loss: 4 }]
    for (const [i, trial] of trials.entries()) driver.end(trial, results[i])
    expect(counting.ended).toEqual([[trials[0]?.id, 2.5]])
  })
})

describe('59 how many trials are suggested before they can start', () => {
  /** The most trials that there were at once which had not ended, of which so many had not begun. */
  function most(searcher: Searcher, cpus: number): { live: number; pending: number } {
    const setup = { metric: 'loss', mode: 'min', numSamples: 30 } as const
    const random = Random.fromSeed(3)
    const search = searcher.create({
      ...setup,
      space: compileSpace({ x: uniform(0, 1) }),
      random: random.split('search'),
    })
    const schedule = new FIFOScheduler().create()
    const study = new Study({
      trainableName: 'train',
      ...setup,
      search,
      schedule,
      stopRule: new NoopStopper().create(),
      maxConcurrentTrials: Infinity,
      resources: { cpu: 1 },
      checkpoints: { numToKeep: 1, scoreAttribute: undefined, scoreOrder: 'max' },
      failures: { maxFailures: 0, failFast: false, backoffS: 0 },
    })
    const found = { live: 0, pending: 0 }
    play({
      study,
      search,
      schedule,
      capacity: { cpu: cpus, gpu: 0, custom: {} },
      trainable: simulated<{ x: number }>(function* ({ x }) {
        yield { seconds: 1 + x, metrics: { loss: x } }
      }),
      onEvent() {
        const { RUNNING, PENDING, TERMINATED } = study.counts
        if (TERMINATED === 30) expect(RUNNING + PENDING).toBe(0)
        found.live = Math.max(found.live, RUNNING + PENDING)
        found.pending = Math.max(found.pending, PENDING)
      },
    })
    expect(study.counts.TERMINATED).toBe(30)
    return found
  }

  it('a searcher that learns has no trial wait for a slot (Ray: one)', () => {
    expect(most(createSearcher('bohb'), 4).live).toBe(4)
  })

  it('within ConcurrencyLimiter(8) there are 8 (equal to Ray)', () => {
    const limited = limitConcurrency('bohb', { maxConcurrent: 8 })
    expect(most(limited, 20).live).toBe(8)
    expect(most(limited, 4).live).toBe(4)
  })
})

/** Each of Attune's searchers: Ray runs these tests on every one of its own. */
const NAMES = searcherNames.filter((name) => name !== 'grid')

describe('62 values that are no use (equal to Ray)', () => {
  it.each(NAMES)('%s bears NaN, -inf and inf, and constants survive', (algorithm) => {
    const search = createSearch(
      { report: uniform(0, 5), list: [1, 2, 3], num: 4 },
      { metric: 'report', mode: 'max', algorithm, seed: 1234, numSamples: 16 },
    )
    const told = Array.from({ length: 16 }, () => {
      const { id, config } = search.ask()
      const { report: x } = config
      const report = x > 4 ? Infinity : x > 3 ? -Infinity : x > 2 ? Number.NaN : x
      search.tell(id, { report })
      expect(config).toEqual({ report: x, list: [1, 2, 3], num: 4 })
      expect(x >= 0 && x <= 5).toBe(true)
      return { x, report }
    })
    // Ray leaves out of "the best" what is infinite.
    const finite = told.filter(({ report }) => Number.isFinite(report))
    expect(Math.max(...finite.map(({ x }) => x))).toBeLessThanOrEqual(2)
    expect(finite.length).toBeGreaterThan(0)
  })
})

describe('63 saved and restored with trials that have not ended (equal to Ray)', () => {
  it.each(NAMES)('%s goes on where it was', (algorithm) => {
    const space = { a: uniform(0, 1), b: uniform(0, 10) }
    const before = createSearch(space, { metric: 'loss', mode: 'min', algorithm, seed: 5 })
    const [first, second, open] = [before.ask(), before.ask(), before.ask()]
    before.tell(first.id, { loss: 1 })

    const after = restoreSearch(JSON.parse(JSON.stringify(before)) as never, { space })
    const stillOpen = (): string[] =>
      after.trials.filter(({ outcome }) => outcome === undefined).map(({ id }) => id)
    expect(stillOpen()).toEqual([second.id, open.id])
    for (const search of [before, after]) search.tell(second.id, { loss: 2 })
    const third = after.ask()
    expect(third).toEqual(before.ask())
    after.tell(third.id, { loss: 3 })
    expect(stillOpen()).toEqual([open.id])
    // It has not been forgotten: it may still be told, more than once.
    after.report(open.id, { loss: 5, training_iteration: 1 })
    after.report(open.id, { loss: 5, training_iteration: 1 })
    after.tell(open.id, { loss: 4 })
    expect(after.trials).toHaveLength(4)
  })
})
