import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { limitConcurrency } from '../../src/search/limit-concurrency.ts'
import { repeat, Repeater } from '../../src/search/repeat.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { randint } from '../../src/space/randint.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { SearchDriver, type Config, type DrivenTrial } from '../support/search-driver.ts'
import type { Result } from '../../src/math/score.ts'
import type { Search, Searcher, Suggestion, TrialOutcome } from '../../src/search/searcher.ts'

const SPACE = { x: uniform(0, 1) }

type Told =
  | { readonly type: 'added'; readonly trial: string; readonly suggestion: Suggestion }
  | { readonly type: 'result'; readonly trial: string; readonly result: Result }
  | {
      readonly type: 'complete'
      readonly trial: string
      readonly result: Result | undefined
      readonly outcome: TrialOutcome
      readonly rung: number | undefined
    }

/** A searcher that keeps what it is told, and knows so many configs. */
class Listener implements Searcher {
  readonly name = 'listener'
  readonly told: Told[] = []
  readonly #total: number

  constructor(total = Infinity) {
    this.#total = total
  }

  create(): Search {
    const { told } = this
    let count = 0
    return {
      adaptive: true,
      total: Infinity,
      ask: (wanted) => {
        const end = Math.min(count + wanted, this.#total)
        const suggestions = Array.from({ length: end - count }, (_, i) => {
          const config = { x: count + i }
          return { config, params: config, memo: `memo ${count + i}` }
        })
        return { suggestions, finished: end === this.#total, remarks: [`asked for ${wanted}`] }
      },
      onTrialAdded(trial, suggestion) {
        count += 1
        told.push({ type: 'added', trial, suggestion })
      },
      onTrialResult: (trial, result) => told.push({ type: 'result', trial, result }),
      onTrialComplete: (trial, result, outcome, rung) =>
        told.push({ type: 'complete', trial, result, outcome, rung }),
    }
  }
}

function listen(
  options: ConstructorParameters<typeof Repeater>[1],
  {
    numSamples = Infinity,
    total = Infinity,
    space = SPACE,
  }: { readonly numSamples?: number; readonly total?: number; readonly space?: unknown } = {},
): { readonly driver: SearchDriver; readonly told: Told[] } {
  const listener = new Listener(total)
  const driver = new SearchDriver(repeat(listener, options), space, { numSamples })
  return { driver, told: listener.told }
}

function endAll(
  driver: SearchDriver,
  trials: readonly DrivenTrial[],
  results: readonly (Result | undefined)[],
): void {
  for (const [i, trial] of trials.entries()) driver.end(trial, results[i])
}

describe('repeat', () => {
  it('tries each config so often, and says which repeat it is', () => {
    const { driver } = listen({ repeat: 3 })
    const configs = driver.peek(7) as Record<string, number>[]
    expect(configs.map((config) => config['x'])).toEqual([0, 0, 0, 1, 1, 1, 2])
    expect(configs.map((config) => config['__trial_index__'])).toEqual([0, 1, 2, 0, 1, 2, 0])
    const { suggestions } = driver.search.ask(2)
    expect(suggestions[1]).toEqual({
      config: { x: 0, __trial_index__: 1 },
      params: { x: 0, __trial_index__: 1 },
      memo: 'memo 0',
    })
  })

  it('goes on within a config where it was asked for fewer', () => {
    const { driver, told } = listen({ repeat: 3 })
    const asked = [1, 1, 3, 2, 2].map((count) => driver.add(count).map(({ config }) => config))
    expect(asked.flat().map(({ x }) => x)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    expect(asked.flat().map((config) => config['__trial_index__'])).toEqual([
      0, 1, 2, 0, 1, 2, 0, 1, 2,
    ])
    expect(told.map(({ type, trial }) => `${type} ${trial}`)).toEqual([
      'added t0',
      'added t3',
      'added t6',
    ])
  })

  it('shows the searcher inside what it suggested itself, once', () => {
    const { driver, told } = listen({ repeat: 2 })
    driver.add(2)
    const own = { config: { x: 0 }, params: { x: 0 }, memo: 'memo 0' }
    expect(told).toEqual([{ type: 'added', trial: 't0', suggestion: own }])
  })

  it('without setIndex configs are as they were', () => {
    const { driver } = listen({ repeat: 2, setIndex: false })
    expect(driver.peek(3)).toEqual([{ x: 0 }, { x: 0 }, { x: 1 }])
  })

  it('asks for no more than is needed, and passes on remarks', () => {
    const { driver } = listen({ repeat: 3 })
    expect(driver.search.ask(4).remarks).toEqual(['asked for 2'])
    driver.add(1)
    expect(driver.search.ask(2).remarks).toBeUndefined()
    expect(driver.search.ask(3).remarks).toEqual(['asked for 1'])
  })

  it('tells the mean and its standard error when all repeats have ended, in any order', () => {
    const { driver, told } = listen({ repeat: 3 })
    const [a, b, c] = driver.add(3) as [DrivenTrial, DrivenTrial, DrivenTrial]
    driver.report(a, { loss: 100, training_iteration: 1 })
    driver.end(c, { loss: 6, training_iteration: 4 })
    driver.end(a, { loss: 1, training_iteration: 4 })
    expect(told).toHaveLength(1)
    driver.end(b, { loss: 2, training_iteration: 4 })
    expect(told).toHaveLength(2)
    expect(told[1]).toEqual({
      type: 'complete',
      trial: 't0',
      outcome: 'completed',
      rung: undefined,
      result: { loss: 3, training_iteration: 4, 'loss/stderr': expect.closeTo(Math.sqrt(7 / 3)) },
    })
  })

  it.each([
    ['a missing one', [{ loss: 1 }, {}, { loss: 4 }], 2.5],
    ['NaN', [{ loss: 1 }, { loss: Number.NaN }, { loss: 4 }], 2.5],
    ['one without a report', [{ loss: 1 }, undefined, { loss: 4 }], 2.5],
    ['infinity, which is in', [{ loss: 1 }, { loss: Infinity }, { loss: 4 }], Infinity],
    ['all missing', [{}, { loss: 'x' }, { loss: Number.NaN }], Number.NaN],
  ])('leaves out of the mean %s', (_, results, loss) => {
    const { driver, told } = listen({ repeat: 3 })
    endAll(driver, driver.add(3), results)
    expect(told[1]).toMatchObject({ trial: 't0', outcome: 'completed', result: { loss } })
  })

  it('leaves out failed repeats, whatever they had reported', () => {
    const { driver, told } = listen({ repeat: 2 })
    const [a, b] = driver.add(2) as [DrivenTrial, DrivenTrial]
    driver.end(a, { loss: -1e9 }, 'failed')
    driver.end(b, { loss: 5 })
    expect(told[1]).toEqual({
      type: 'complete',
      trial: 't0',
      outcome: 'completed',
      rung: undefined,
      result: { loss: 5 },
    })
  })

  it('a config has failed if all repeats have', () => {
    const { driver, told } = listen({ repeat: 2 })
    for (const trial of driver.add(2)) driver.end(trial, { loss: 1 }, 'failed')
    expect(told[1]).toMatchObject({ trial: 't0', outcome: 'failed', result: undefined })
  })

  it('a config was stopped if a repeat was; the rung is passed on if they agree', () => {
    const { driver, told } = listen({ repeat: 2 })
    const stop = (trials: readonly DrivenTrial[], rungs: readonly number[]): void => {
      for (const [i, { id }] of trials.entries()) {
        driver.search.onTrialComplete(id, { loss: i }, 'stopped', rungs[i])
      }
    }
    stop(driver.add(2), [4, 4])
    stop(driver.add(2), [4, 8])
    const [a, b] = driver.add(2) as [DrivenTrial, DrivenTrial]
    driver.end(a, { loss: 0 }, 'completed')
    driver.end(b, { loss: 0 }, 'stopped')
    const ends = told.filter((fact) => fact.type === 'complete')
    expect(ends.map(({ outcome, rung }) => [outcome, rung])).toEqual([
      ['stopped', 4],
      ['stopped', undefined],
      ['stopped', undefined],
    ])
  })

  it('a failed repeat that is tried again corrects the mean', () => {
    const { driver, told } = listen({ repeat: 2 })
    const [a, b] = driver.add(2) as [DrivenTrial, DrivenTrial]
    driver.end(a, undefined, 'failed')
    driver.end(b, { loss: 4 })
    driver.report(a, { loss: 100 })
    expect(told).toHaveLength(2)
    driver.end(a, { loss: 2 })
    const result = { loss: 3, 'loss/stderr': 1 }
    expect(told.slice(2)).toEqual([
      { type: 'result', trial: 't0', result },
      { type: 'complete', trial: 't0', result, outcome: 'completed', rung: undefined },
    ])
    // In the middle of the group it is simply waited for.
    const [c, d] = driver.add(2) as [DrivenTrial, DrivenTrial]
    const before = told.length
    driver.end(c, undefined, 'failed')
    driver.report(c, { loss: 100 })
    driver.end(d, { loss: 1 })
    expect(told).toHaveLength(before)
    driver.end(c, { loss: 3 })
    expect(told.slice(before)).toMatchObject([
      { type: 'complete', trial: 't2', result: { loss: 2 } },
    ])
  })

  it('numSamples counts repeats; the last config is told with what it has', () => {
    const { driver, told } = listen({ repeat: 3 }, { numSamples: 4 })
    expect(driver.search.total).toBe(4)
    expect(driver.search.warnings?.join()).toMatch(/tried 3 times.*only once/)
    const answer = driver.search.ask(10)
    expect(answer.suggestions).toHaveLength(4)
    expect(answer.finished).toBe(true)
    endAll(driver, driver.add(10), [{ loss: 1 }, { loss: 2 }, { loss: 3 }, { loss: 9 }])
    expect(told.filter(({ type }) => type === 'complete')).toMatchObject([
      { trial: 't0', result: { loss: 2 } },
      { trial: 't3', result: { loss: 9 } },
    ])
    expect(driver.search.ask(1)).toEqual({ suggestions: [], finished: true })
  })

  it('is finished with the searcher inside, once all repeats are asked for', () => {
    const { driver } = listen({ repeat: 2 }, { total: 2 })
    expect(driver.search.ask(3).finished).toBe(false)
    expect(driver.search.ask(4).finished).toBe(true)
    expect(driver.search.ask(9)).toMatchObject({ finished: true, suggestions: { length: 4 } })
    driver.add(3)
    expect(driver.search.ask(1).finished).toBe(false)
    expect(driver.search.ask(2)).toMatchObject({ finished: true, suggestions: { length: 1 } })
    driver.add(1)
    expect(driver.search.ask(1)).toMatchObject({ suggestions: [], finished: true })
  })

  it('a grid is repeated as a whole', () => {
    const space = { x: gridSearch([1, 2, 3]) }
    const configs = (numSamples: number): Config[] => {
      const driver = new SearchDriver(repeat('grid', { repeat: 2 }), space, { numSamples })
      const asked = driver.peek(100)
      expect(driver.search.total).toBe(asked.length)
      expect(driver.search.adaptive).toBe(false)
      return asked
    }
    expect(configs(1).map(({ x }) => x)).toEqual([1, 1, 2, 2, 3, 3])
    expect(configs(4)).toHaveLength(12)
  })

  it('averages several metrics, nested ones too, and constraints that are functions', () => {
    const objectives = [
      { metric: 'val/loss', mode: 'min' },
      { metric: 'speed', mode: 'max' },
    ] as const
    const listener = new Listener()
    const driver = new SearchDriver(repeat(listener, { repeat: 2 }), SPACE, { objectives })
    endAll(driver, driver.add(2), [
      { val: { loss: 1 }, speed: 3 },
      { val: { loss: 3 }, speed: 3, extra: 8 },
    ])
    expect(listener.told[1]).toMatchObject({
      result: {
        val: { loss: 2 },
        'val/loss': 2,
        'val/loss/stderr': 1,
        speed: 3,
        'speed/stderr': 0,
        extra: 8,
      },
    })

    const squared = { name: 'nsga2', constraints: ({ g }: Result) => [(g as number) ** 2 - 2] }
    const study = new SearchDriver(repeat(squared, { repeat: 2 }), SPACE, { objectives })
    for (let i = 0; i < 8; i++) {
      endAll(study, study.add(2), [
        { val: { loss: i }, speed: 1, g: -2 },
        { val: { loss: i }, speed: 2, g: 2 },
      ])
      // Told no more than it reads, it would answer the same.
      expect(study.retold({ digested: true }).ask(3)).toEqual(study.search.ask(3))
    }
  })

  it('told all once more, at any moment, it goes on the same', () => {
    const searcher = repeat({ name: 'bohb', minPointsInModel: 2 }, { repeat: 3 })
    const driver = new SearchDriver(searcher, { x: uniform(0, 1), k: randint(0, 9) })
    const random = Random.fromSeed(5)
    const running: DrivenTrial[] = []
    for (let i = 0; i < 60; i++) {
      running.push(...driver.add(1 + random.integer(0, 3)))
      const [trial] = running.splice(random.integer(0, running.length), 1) as [DrivenTrial]
      const { x } = trial.config as { x: number }
      const loss = (x - 0.3) ** 2 + 0.01 * random.normal()
      if (i % 5 === 0) driver.report(trial, { loss })
      driver.end(trial, { loss }, i % 7 === 0 ? 'failed' : 'completed')
      expect(driver.retold().ask(4)).toEqual(driver.search.ask(4))
    }
  })

  it('learns from the means', () => {
    const noise = Random.fromSeed('noise')
    const best = (searcher: Searcher): number => {
      const driver = new SearchDriver(searcher, { x: uniform(0, 1), y: uniform(0, 1) })
      const loss = ({ x, y }: Config): number =>
        ((x as number) - 0.3) ** 2 + ((y as number) - 0.6) ** 2
      for (let i = 0; i < 40; i++) {
        for (const trial of driver.add(3)) {
          driver.end(trial, { loss: loss(trial.config) + 0.02 * noise.normal() })
        }
      }
      const late = driver.trials.slice(-45).map(({ config }) => loss(config))
      return late.reduce((sum, value) => sum + value, 0) / late.length
    }
    expect(best(repeat('bohb', { repeat: 3 }))).toBeLessThan(0.6 * best(repeat('random')))
  })

  it('goes together with limitConcurrency, either way round', () => {
    const limited = new SearchDriver(
      limitConcurrency(repeat('random', { repeat: 3 }), { maxConcurrent: 4 }),
      SPACE,
    )
    expect(limited.peek(10).map((config) => config['__trial_index__'])).toEqual([0, 1, 2, 0])
    const groups = new SearchDriver(
      repeat(limitConcurrency('random', { maxConcurrent: 2 }), { repeat: 3 }),
      SPACE,
    )
    const trials = groups.add(10)
    expect(trials).toHaveLength(6)
    for (const trial of trials.slice(0, 2)) groups.end(trial, { loss: 1 })
    expect(groups.peek(10)).toHaveLength(0)
    groups.end(trials[2] as DrivenTrial, { loss: 1 })
    expect(groups.peek(10)).toHaveLength(3)
  })

  it('is written down with the searcher inside, and read again', () => {
    const searcher = repeat(limitConcurrency('bohb', { maxConcurrent: 2 }), { repeat: 4 })
    const json = searcher.toJSON()
    expect(json).toMatchObject({
      name: 'repeat',
      options: { repeat: 4, setIndex: true, searcher: { name: 'limit_concurrency' } },
    })
    const stored = JSON.parse(JSON.stringify(json)) as NonNullable<typeof json>
    expect(createSearcher(stored.name, stored.options).toJSON?.()).toEqual(json)
    expect(repeat(new Listener()).toJSON()).toBeUndefined()
    expect(new Repeater(new Listener()).name).toBe('repeat')
  })

  it('refuses a space that has the index itself, unless it is not set', () => {
    for (const space of [{ __trial_index__: uniform(0, 1) }, { x: 1, __trial_index__: 3 }]) {
      const setup = {
        space: compileSpace(space),
        metric: undefined,
        mode: 'min',
        random: Random.fromSeed(1),
        numSamples: 2,
      } as const
      expect(() => repeat('random', { repeat: 2 }).create(setup)).toThrow(
        expect.objectContaining({ code: 'RESERVED_KEY' }),
      )
      repeat('random', { repeat: 2, setIndex: false }).create(setup)
    }
  })

  it.each([
    [{ repeat: 0 }, 'INVALID_OPTION', /repeat is 0.*at least 1/],
    [{ repeat: '3' }, 'INVALID_OPTION', /repeat is "3"/],
    [{ setIndex: 'yes' }, 'INVALID_OPTION', /setIndex is "yes"/],
    [{ set_index: true }, 'UNKNOWN_OPTION', /Did you mean setIndex/],
  ])('refuses %o', (options, code, message) => {
    const create = (): unknown => repeat('random', options as never)
    expect(create).toThrow(expect.objectContaining({ code }))
    expect(create).toThrow(message)
  })
})
