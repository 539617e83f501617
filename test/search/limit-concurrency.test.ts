import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { ConcurrencyLimiter, limitConcurrency } from '../../src/search/limit-concurrency.ts'
import { uniform } from '../../src/space/uniform.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { compileSpace } from '../../src/space/space.ts'
import { Random } from '../../src/math/random.ts'
import { SearchDriver, type DrivenTrial } from '../support/search-driver.ts'
import type { Result } from '../../src/math/score.ts'
import type { Search, Searcher, TrialOutcome } from '../../src/search/searcher.ts'

const SPACE = { x: uniform(0, 1) }

/** A searcher that keeps what it is told. */
class Listener implements Searcher {
  readonly name = 'listener'
  readonly told: string[] = []

  create(): Search {
    const { told } = this
    let count = 0
    return {
      adaptive: true,
      total: Infinity,
      ask: (wanted) => ({
        suggestions: Array.from({ length: wanted }, (_, i) => {
          const config = { x: count + i }
          return { config, params: config }
        }),
        finished: false,
      }),
      onTrialAdded(trial) {
        count += 1
        told.push(`added ${trial}`)
      },
      onTrialResult(trial, result, rung) {
        told.push(`result ${trial} ${result['loss'] as number} ${rung}`)
      },
      onTrialComplete(
        trial: string,
        result: Result | undefined,
        outcome: TrialOutcome,
        rung?: number,
      ) {
        told.push(`${outcome} ${trial} ${(result?.['loss'] as number | undefined) ?? '-'} ${rung}`)
      },
    }
  }
}

function listen(options: { readonly maxConcurrent: number; readonly batch?: boolean }): {
  readonly driver: SearchDriver
  readonly told: string[]
} {
  const listener = new Listener()
  const driver = new SearchDriver(limitConcurrency(listener, options), SPACE)
  return { driver, told: listener.told }
}

function added(driver: SearchDriver, count: number): DrivenTrial[] {
  const trials = driver.add(count)
  expect(trials).toHaveLength(count)
  return trials
}

describe('limitConcurrency', () => {
  it('suggests as many as there is room for', () => {
    const { driver } = listen({ maxConcurrent: 3 })
    expect(driver.peek(10)).toHaveLength(3)
    const [, second] = added(driver, 2) as [DrivenTrial, DrivenTrial]
    expect(driver.peek(10)).toHaveLength(1)
    added(driver, 1)
    expect(driver.search.ask(10)).toEqual({ suggestions: [], finished: false })
    driver.end(second, { loss: 1 })
    expect(driver.peek(10)).toEqual([{ x: 3 }])
  })

  it.each(['completed', 'stopped', 'failed'] as const)('a trial that %s makes room', (outcome) => {
    const { driver, told } = listen({ maxConcurrent: 1 })
    const [trial] = added(driver, 1) as [DrivenTrial]
    driver.report(trial, { loss: 2 }, 4)
    driver.end(trial, { loss: 1 }, outcome)
    expect(told).toEqual(['added t0', 'result t0 2 4', `${outcome} t0 1 undefined`])
    added(driver, 1)
  })

  it('ignores trials that are not its own', () => {
    const { driver, told } = listen({ maxConcurrent: 1 })
    added(driver, 1)
    driver.search.onTrialComplete('nobody', { loss: 1 }, 'completed')
    expect(told).toEqual(['added t0'])
    expect(driver.peek()).toEqual([])
  })

  it('a trial that had failed and runs again takes up room', () => {
    for (const batch of [false, true]) {
      const { driver, told } = listen({ maxConcurrent: 1, batch })
      const [trial] = added(driver, 1) as [DrivenTrial]
      driver.end(trial, undefined, 'failed')
      expect(driver.peek()).toHaveLength(1)
      driver.report(trial, { loss: 3 })
      expect(driver.peek()).toHaveLength(0)
      driver.end(trial, { loss: 2 })
      expect(driver.peek()).toHaveLength(1)
      expect(told.slice(-3)).toEqual([
        'failed t0 - undefined',
        'result t0 3 undefined',
        'completed t0 2 undefined',
      ])
    }
  })

  it('holds a batch back until all of it has ended, and tells it in the order of the ends', () => {
    const { driver, told } = listen({ maxConcurrent: 3, batch: true })
    const [a, b, c] = added(driver, 3) as [DrivenTrial, DrivenTrial, DrivenTrial]
    const before = told.length
    driver.search.onTrialComplete(c.id, { loss: 3 }, 'stopped', 9)
    driver.end(a, undefined, 'failed')
    expect(driver.peek(5)).toEqual([])
    expect(told).toHaveLength(before)
    driver.report(b, { loss: 5 })
    driver.end(b, { loss: 2 })
    expect(told.slice(before)).toEqual([
      'result t1 5 undefined',
      'stopped t2 3 9',
      'failed t0 - undefined',
      'completed t1 2 undefined',
    ])
    expect(driver.peek(5)).toHaveLength(3)
  })

  it('a batch is what there is, if no more are asked for', () => {
    const { driver, told } = listen({ maxConcurrent: 3, batch: true })
    const [only] = added(driver, 1) as [DrivenTrial]
    driver.end(only, { loss: 1 })
    expect(told.at(-1)).toBe('completed t0 1 undefined')
    expect(driver.peek(5)).toHaveLength(3)
  })

  it('a trial of a batch that failed and runs again is waited for', () => {
    const { driver, told } = listen({ maxConcurrent: 2, batch: true })
    const [a, b] = added(driver, 2) as [DrivenTrial, DrivenTrial]
    driver.end(a, undefined, 'failed')
    driver.report(a, { loss: 4 })
    driver.end(b, { loss: 2 })
    expect(driver.peek(5)).toEqual([])
    driver.end(a, { loss: 1 })
    expect(told.slice(-2)).toEqual(['completed t1 2 undefined', 'completed t0 1 undefined'])
  })

  it('never has more than so many at once, whatever happens', () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(9), fc.boolean())
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        fc.array(step, { maxLength: 40 }),
        (maxConcurrent, batch, steps) => {
          const searcher = limitConcurrency('random', { maxConcurrent, batch })
          const driver = new SearchDriver(searcher, SPACE)
          const running: DrivenTrial[] = []
          for (const [count, which, failed] of steps) {
            running.push(...driver.add(count))
            expect(running.length).toBeLessThanOrEqual(maxConcurrent)
            expect(running.length).toBeGreaterThan(0)
            const [ended] = running.splice(which % running.length, 1) as [DrivenTrial]
            driver.end(ended, { loss: 1 }, failed ? 'failed' : 'completed')
            expect(driver.retold().ask(9)).toEqual(driver.search.ask(9))
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('is finished when the searcher inside is, also while there is no room', () => {
    const driver = new SearchDriver(limitConcurrency('random', { maxConcurrent: 2 }), SPACE, {
      numSamples: 2,
    })
    expect(driver.search.total).toBe(2)
    expect(driver.search.ask(1).finished).toBe(false)
    driver.add(2)
    expect(driver.search.ask(1)).toEqual({ suggestions: [], finished: true })
  })

  it('passes on what the searcher inside says of itself', () => {
    const make = (searcher: Searcher): Search =>
      searcher.create({
        space: compileSpace({ x: gridSearch([1, 2, 3]) }),
        metric: undefined,
        mode: 'min',
        random: Random.fromSeed(1),
        numSamples: 2,
      })
    const grid = createSearcher('grid', { pointsToEvaluate: [{ x: 7 }] })
    const inner = make(grid)
    const outer = make(limitConcurrency(grid, { maxConcurrent: 2 }))
    expect(outer.total).toBe(inner.total)
    expect(outer.adaptive).toBe(inner.adaptive)
    expect(outer.warnings).toEqual(inner.warnings)
    expect(inner.warnings).toHaveLength(1)
    expect('digest' in outer && outer.digest !== undefined).toBe(false)
    expect(outer.isHeavy).toBe(false)
  })

  it('passes on what of a result is read, and which keep the constraints', () => {
    const searcher = limitConcurrency(
      { name: 'nsga2', constraints: ['g'] },
      { maxConcurrent: 2, batch: true },
    )
    const driver = new SearchDriver(searcher, SPACE)
    expect(driver.search.isFeasible?.({ loss: 1, g: 1 })).toBe(false)
    expect(driver.search.isFeasible?.({ loss: 1, g: 0 })).toBe(true)
    expect(Object.keys(driver.search.digest?.({ loss: 1, g: 0, blob: 'x' }) ?? {})).not.toContain(
      'blob',
    )
    for (let i = 0; i < 10; i++) {
      for (const trial of driver.add(2)) driver.end(trial, { loss: i, g: -i, blob: 'x' })
      expect(driver.retold({ digested: true }).ask(2)).toEqual(driver.search.ask(2))
    }
  })

  it('is written down with the searcher inside, and read again', () => {
    const searcher = limitConcurrency(
      { name: 'bohb', topPercent: 20 },
      { maxConcurrent: 4, batch: true },
    )
    const json = searcher.toJSON()
    expect(json).toMatchObject({
      name: 'limit_concurrency',
      options: {
        searcher: { name: 'bohb', options: { topPercent: 20 } },
        maxConcurrent: 4,
        batch: true,
      },
    })
    const stored = JSON.parse(JSON.stringify(json)) as NonNullable<typeof json>
    expect(createSearcher(stored.name, stored.options).toJSON?.()).toEqual(json)
    expect(createSearcher('limit_concurrency', { searcher: 'random', maxConcurrent: 1 }).name).toBe(
      'limit_concurrency',
    )
    expect(limitConcurrency(new Listener(), { maxConcurrent: 1 }).toJSON()).toBeUndefined()
    expect(new ConcurrencyLimiter(new Listener(), { maxConcurrent: 1 }).name).toBe(searcher.name)
  })

  it.each([
    [{}, 'INVALID_OPTION', /maxConcurrent is undefined.*at least 1/],
    [{ maxConcurrent: 0 }, 'INVALID_OPTION', /maxConcurrent is 0/],
    [{ maxConcurrent: 1.5 }, 'INVALID_OPTION', /maxConcurrent is 1\.5/],
    [{ maxConcurrent: 2, batch: 1 }, 'INVALID_OPTION', /batch is 1/],
    [{ max_concurrent: 2 }, 'UNKNOWN_OPTION', /Did you mean maxConcurrent/],
  ])('refuses %o', (options, code, message) => {
    const create = (): unknown => limitConcurrency('random', options as never)
    expect(create).toThrow(expect.objectContaining({ code }))
    expect(create).toThrow(message)
  })

  it.each([undefined, 5, {}, { name: 3 }])('refuses %o as a searcher', (searcher) => {
    for (const create of [
      () => limitConcurrency(searcher as never, { maxConcurrent: 1 }),
      () => createSearcher('limit_concurrency', { searcher, maxConcurrent: 1 }),
    ]) {
      expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
      expect(create).toThrow(/Give the searcher inside/)
    }
    expect(() => limitConcurrency('nonsense', { maxConcurrent: 1 })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_SEARCHER' }),
    )
  })
})
