import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSearch, restoreSearch } from '../../src/search/create-search.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { randint } from '../../src/space/randint.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { uniform } from '../../src/space/uniform.ts'
import type { SearchState } from '../../src/search/create-search.ts'
import type { Search, Searcher } from '../../src/search/searcher.ts'

const LINE = { x: uniform(-5, 5) }
const SPACE = {
  lr: loguniform(1e-4, 1),
  model: choice([{ kind: 'a', width: randint(1, 9) }, { kind: 'b' }]),
  epochs: 10,
}
const MIN = { mode: 'min', algorithm: 'random' } as const
const TWO = { metric: ['loss', 'speed'], mode: ['min', 'max'], algorithm: 'random' } as const

function withCode(code: string): unknown {
  return expect.objectContaining({ code })
}

/** As it is when it comes back from a file. */
function stored(search: { toJSON(): SearchState }): SearchState {
  return JSON.parse(JSON.stringify(search)) as SearchState
}

function idsOf(asked: readonly { readonly id: string }[]): [string, string, string] {
  return asked.map(({ id }) => id) as [string, string, string]
}

describe('ask and tell', () => {
  it('finds the minimum of a function', () => {
    const search = createSearch(LINE, { mode: 'min', algorithm: 'cma-es', seed: 1 })
    for (let i = 0; i < 80; i++) {
      const { id, config } = search.ask()
      search.tell(id, (config.x - 2) ** 2)
    }
    expect(search.best?.value).toBeLessThan(0.01)
    expect(search.best?.config.x).toBeCloseTo(2, 0)
    expect(search.trials).toHaveLength(80)
  })

  it('gives each config an id, its own copy, and its params', () => {
    const search = createSearch(SPACE, MIN)
    const asked = search.ask()
    expect(asked.id).toBe('0')
    expect(asked.config.epochs).toBe(10)
    expect(asked.params).toHaveProperty('lr', asked.config.lr)
    expect(asked.params).not.toHaveProperty('epochs')
    const { lr } = asked.config
    asked.config.lr = -1
    expect(search.trials[0]?.config.lr).toBe(lr)
    expect(() => {
      ;(search.trials[0] as { config: { lr: number } }).config.lr = 0
    }).toThrow(TypeError)
  })

  it('several at once are different, and fewer at the end', () => {
    const search = createSearch({ c: choice([1, 2, 3, 4]) }, { mode: 'max', algorithm: 'cma-es' })
    const first = search.askMany(3)
    expect(search.isFinished).toBe(false)
    const rest = search.askMany(3)
    expect(rest).toHaveLength(1)
    expect(search.isFinished).toBe(true)
    expect(new Set([...first, ...rest].map(({ config }) => config.c)).size).toBe(4)
    expect([...first, ...rest].map(({ id }) => id)).toEqual(['0', '1', '2', '3'])
    expect(search.askMany(3)).toEqual([])
    expect(() => search.ask()).toThrow(withCode('SEARCH_FINISHED'))
  })

  it('ends after numSamples, with every cell of a grid', () => {
    const space = {
      a: gridSearch(['x', 'y']),
      twice: sampleFrom((config) => `${config.a}${config.a}`),
    }
    const search = createSearch(space, { ...MIN, numSamples: 2 })
    expect(search.askMany(100).map(({ config }) => config.twice)).toEqual(['xx', 'yy', 'xx', 'yy'])
    expect(search.isFinished).toBe(true)
    expect(createSearch(LINE, { ...MIN, numSamples: -1 }).isFinished).toBe(false)
  })

  it('the same seed gives the same configs, another one others', () => {
    const configs = (seed?: number | string): unknown[] =>
      createSearch(SPACE, { ...MIN, ...(seed === undefined ? {} : { seed }) })
        .askMany(5)
        .map(({ config }) => config)
    expect(configs()).toEqual(configs(0))
    expect(configs('a')).toEqual(configs('a'))
    expect(configs('a')).not.toEqual(configs(0))
  })

  it('takes an instance, a name, and a name with options', () => {
    const pointsToEvaluate = [{ x: 3 }]
    for (const algorithm of [
      createSearcher('random', { pointsToEvaluate }),
      { name: 'random', pointsToEvaluate },
      { name: 'Random', pointsToEvaluate },
    ]) {
      expect(createSearch(LINE, { mode: 'min', algorithm }).ask().config).toEqual({ x: 3 })
    }
  })

  it('passes on what the algorithm has to say', () => {
    const points = { name: 'random', pointsToEvaluate: [{ x: 99 }] }
    const search = createSearch(LINE, { mode: 'min', algorithm: points })
    expect(search.warnings).toHaveLength(1)
    expect(search.warnings[0]).toMatch(/99/)
    const talking = createSearch(LINE, { mode: 'min', algorithm: talker() })
    talking.askMany(2)
    talking.ask()
    expect(talking.remarks).toEqual(['2 were asked for', '1 were asked for'])
    talking.ask()
    expect(talking.remarks).toHaveLength(2)
  })
})

describe('what is told', () => {
  it('a number, an object, nested, or a list, NaN and nothing among them', () => {
    const search = createSearch(LINE, { ...MIN, metric: 'val/loss' })
    const told = [0.5, { 'val/loss': 0.25 }, { val: { loss: 1 } }, [3], Number.NaN, undefined, {}]
    const ids = search.askMany(told.length).map(({ id }) => id)
    for (const [i, result] of told.entries()) search.tell(ids[i] as string, result)
    expect(search.trials.map(({ values }) => values[0])).toEqual([
      0.5,
      0.25,
      1,
      3,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
    expect(search.trials.every(({ outcome }) => outcome === 'completed')).toBe(true)
    expect(search.best?.value).toBe(0.25)
  })

  it('is copied, as plain data', () => {
    const search = createSearch(LINE, MIN)
    const result = { _metric: 1, curve: new Float32Array([1, 2]), nested: { deep: [1] } }
    search.tell(search.ask().id, result)
    result.nested.deep.push(2)
    expect(search.trials[0]?.result).toEqual({
      _metric: 1,
      curve: [1, 2],
      nested: { deep: [1] },
      training_iteration: 1,
    })
  })

  it('intermediate results count their iterations', () => {
    const search = createSearch(LINE, MIN)
    const [first, second] = idsOf(search.askMany(2))
    search.report(first, 3)
    search.report(first, 2)
    expect(search.trials[0]).toMatchObject({ outcome: undefined, values: [2] })
    expect(search.best).toBeUndefined()
    search.tell(first)
    expect(search.trials[0]?.result).toEqual({ _metric: 2, training_iteration: 2 })
    search.report(second, { _metric: 9, training_iteration: 40 })
    search.tell(second, 1, 'stopped')
    expect(search.trials[1]).toMatchObject({
      outcome: 'stopped',
      result: { _metric: 1, training_iteration: 40 },
    })
    expect(search.best).toMatchObject({ id: '1', value: 1 })
  })

  it('a failed trial is never the best, and may be tried again', () => {
    const search = createSearch(LINE, MIN)
    const { id } = search.ask()
    search.tell(id, 0, 'failed')
    expect(search.best).toBeUndefined()
    search.tell(id, undefined, 'failed')
    search.report(id, 5)
    expect(search.trials[0]?.outcome).toBeUndefined()
    search.tell(id, 4)
    expect(search.best?.value).toBe(4)
    const other = search.ask()
    search.tell(other.id, undefined, 'failed')
    search.tell(other.id, 1)
    expect(search.best?.value).toBe(1)
  })

  it('what violates the constraints is never the best', () => {
    const algorithm = {
      name: 'cma-es',
      constraints: (result: Readonly<Record<string, unknown>>) => [Number(result['memory']) - 8],
    }
    const search = createSearch(LINE, { metric: 'loss', mode: 'min', algorithm })
    const [first, second, third] = idsOf(search.askMany(3))
    search.tell(first, { loss: 0, memory: 9 })
    expect(search.best).toBeUndefined()
    search.tell(second, { loss: 5, memory: 8 })
    search.tell(third, { loss: 1 })
    expect(search.best).toMatchObject({ id: '1', value: 5 })
    expect(search.paretoFront.map(({ id }) => id)).toEqual(['1'])
  })

  it('a trial whose constraints cannot be computed is never the best', () => {
    const constraints = ({ _metric: value }: Readonly<Record<string, unknown>>): number[] => {
      if (value === 1) throw new Error('no such file')
      return [0]
    }
    const search = createSearch(LINE, { mode: 'min', algorithm: { name: 'cma-es', constraints } })
    search.tell(search.ask().id, 1)
    expect(search.best).toBeUndefined()
    search.tell(search.ask().id, 2)
    expect(search.best?.value).toBe(2)
    expect(search.remarks).toEqual([expect.stringContaining('no such file')])
  })

  it('±Infinity ranks, the first of equal ones stays', () => {
    const search = createSearch(LINE, { ...MIN, mode: 'max' })
    const values = [Number.NEGATIVE_INFINITY, Number.NaN, 3, 3, Number.POSITIVE_INFINITY]
    const bests = search.askMany(5).map(({ id }, i) => {
      search.tell(id, values[i])
      return search.best?.id
    })
    expect(bests).toEqual(['0', '0', '2', '2', '4'])
  })
})

describe('several metrics', () => {
  it('have a front instead of a best', () => {
    const search = createSearch(LINE, TWO)
    const told = [
      [1, 1],
      { loss: 2, speed: 2 },
      [2, 1],
      [Number.NaN, 9],
      { loss: 0 },
      [0.5, 0.5],
      [1, 1],
    ]
    for (const [i, { id }] of search.askMany(told.length).entries()) search.tell(id, told[i])
    expect(search.paretoFront.map(({ id }) => id)).toEqual(['0', '1', '5', '6'])
    expect(search.paretoFront[1]?.values).toEqual([2, 2])
    expect(() => search.best).toThrow(withCode('NO_SINGLE_BEST'))
  })

  it('one mode may hold for all', () => {
    const search = createSearch(LINE, { ...TWO, mode: 'min' })
    for (const { id } of search.askMany(2)) search.tell(id, [Number(id), Number(id)])
    expect(search.paretoFront.map(({ id }) => id)).toEqual(['0'])
  })

  it('the front is that of a comparison of all with all', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 25 }), (points) => {
        const search = createSearch(LINE, TWO)
        for (const [i, { id }] of search.askMany(points.length).entries())
          search.tell(id, points[i])
        const beaten = ([a, b]: readonly [number, number]): boolean =>
          points.some(([c, d]) => c <= a && d >= b && (c < a || d > b))
        const expected = points.flatMap((one, i) => (beaten(one) ? [] : [String(i)]))
        expect(search.paretoFront.map(({ id }) => id)).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})

describe('saved and restored', () => {
  const algorithms = ['random', 'cma-es', 'bohb', 'quasi-random']

  it.each(algorithms)('%s goes on as if nothing had happened, whenever that is', (algorithm) => {
    const search = createSearch(SPACE, { mode: 'max', algorithm, seed: 'x' })
    let other = restoreSearch(stored(search))
    const values = [1, Number.NaN, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY]
    for (let i = 0; i < 20; i++) {
      const mine = search.askMany(2)
      const theirs = other.askMany(2)
      expect(theirs).toEqual(mine)
      const [first, second] = idsOf(mine)
      for (const one of [search, other]) {
        one.report(first, values[i % 5] as number, 1)
        if (i % 4 === 0) one.tell(first, undefined, 'failed')
        else one.tell(first, { _metric: i, note: null })
        if (i % 3 > 0) one.tell(second, values[i % 5], 'stopped')
      }
      other = restoreSearch(stored(other))
      expect(other.trials).toEqual(search.trials)
      expect(other.best).toEqual(search.best)
      expect(other.isFinished).toBe(search.isFinished)
      expect(stored(other)).toEqual(stored(search))
    }
  })

  it('trials that ran may still be told, and told ones may not', () => {
    const search = createSearch(LINE, MIN)
    const [first, second] = idsOf(search.askMany(2))
    search.tell(first, 1)
    const restored = restoreSearch(stored(search), { space: LINE })
    restored.tell(second, 0.5)
    expect(restored.best?.id).toBe(second)
    expect(() => restored.tell(first, 2)).toThrow(withCode('TRIAL_ENDED'))
    expect(restored.ask().id).toBe('2')
  })

  it('remembers that it was finished, unless there shall be more', () => {
    const search = createSearch(LINE, { ...MIN, numSamples: 2 })
    search.askMany(2)
    expect(restoreSearch(stored(search)).isFinished).toBe(true)
    const longer = restoreSearch(stored(search), { numSamples: 3 })
    expect(longer.isFinished).toBe(false)
    longer.ask()
    expect(longer.isFinished).toBe(true)
  })

  it('wants the code again that could not be saved', () => {
    const space = { x: uniform(0, 1), y: sampleFrom((config) => config.x * 2) }
    const search = createSearch(space, MIN)
    search.ask()
    expect(() => restoreSearch(stored(search))).toThrow(withCode('PART_REQUIRED'))
    const { config } = restoreSearch(stored(search), { space }).ask()
    expect(config).toEqual(search.ask().config)

    const algorithm = { name: 'cma-es', constraints: () => [0] }
    const bound = createSearch(LINE, { mode: 'min', algorithm })
    bound.tell(bound.ask().id, 1)
    expect(() => restoreSearch(stored(bound))).toThrow(withCode('PART_REQUIRED'))
    expect(restoreSearch(stored(bound), { algorithm }).ask()).toEqual(bound.ask())

    const own = createSearch(LINE, { mode: 'min', algorithm: talker() })
    own.ask()
    expect(() => restoreSearch(stored(own))).toThrow(withCode('PART_REQUIRED'))
    expect(restoreSearch(stored(own), { algorithm: talker() }).remarks).toEqual(own.remarks)
  })

  it('may go on with another algorithm, which knows all that was told', () => {
    const search = createSearch(LINE, MIN)
    for (let i = 0; i < 40; i++) {
      const { id, config } = search.ask()
      search.tell(id, (config.x - 1) ** 2)
    }
    const other = restoreSearch(stored(search), { space: LINE, algorithm: 'bohb' })
    expect(other.best).toEqual(search.best)
    const near = other.askMany(20).filter(({ config }) => Math.abs(config.x - 1) < 1)
    expect(near.length).toBeGreaterThan(7)
  })

  it('refuses another space, and what is no saved search', () => {
    const state = stored(createSearch(LINE, MIN))
    const other = { x: uniform(-5, 6) }
    expect(() => restoreSearch(state, { space: other })).toThrow(withCode('SPACE_CHANGED'))
    for (const broken of [
      null,
      'text',
      {},
      { ...state, version: 'one' },
      { ...state, objectives: [] },
      { ...state, algorithm: 'random' },
      { ...state, seed: null },
      { ...state, facts: [{ type: 'guessed', id: '0' }] },
      { ...state, facts: undefined },
    ]) {
      expect(() => restoreSearch(broken as SearchState)).toThrow(withCode('UNREADABLE_STATE'))
    }
    const newer = { ...state, version: 99 }
    expect(() => restoreSearch(newer)).toThrow(withCode('STATE_TOO_NEW'))
    const options = { spce: LINE } as object
    expect(() => restoreSearch(state, options)).toThrow(withCode('UNKNOWN_OPTION'))
  })
})

describe('bad input', () => {
  it.each<[string, string, object]>([
    ['no mode', 'MODE_REQUIRED', { algorithm: 'random' }],
    ['fewer modes than metrics', 'MODE_REQUIRED', { ...TWO, mode: ['min'] }],
    ['more modes than metrics', 'MODE_REQUIRED', { ...MIN, mode: ['min', 'max'] }],
    ['another mode', 'INVALID_OPTION', { ...MIN, mode: 'minimize' }],
    ['another mode among good ones', 'INVALID_OPTION', { ...TWO, mode: ['min', 'up'] }],
    ['no metric', 'INVALID_OPTION', { ...MIN, metric: '' }],
    ['an empty list of metrics', 'INVALID_OPTION', { ...TWO, metric: [] }],
    ['a metric twice', 'INVALID_OPTION', { ...TWO, metric: ['a', 'a'] }],
    ['a seed that is none', 'INVALID_OPTION', { ...MIN, seed: Number.NaN }],
    ['no samples', 'INVALID_OPTION', { ...MIN, numSamples: 0 }],
    ['half a sample', 'INVALID_OPTION', { ...MIN, numSamples: 1.5 }],
    ['a number as algorithm', 'INVALID_OPTION', { ...MIN, algorithm: 3 }],
    ['an unknown algorithm', 'UNKNOWN_SEARCHER', { ...MIN, algorithm: 'guess' }],
    ['an unknown option', 'UNKNOWN_OPTION', { ...MIN, numSample: 3 }],
    [
      'an option the algorithm lacks',
      'UNKNOWN_OPTION',
      { mode: 'min', algorithm: { name: 'random', x: 1 } },
    ],
    ['more metrics than it takes', 'SINGLE_OBJECTIVE_ONLY', { ...TWO, algorithm: 'cma-es' }],
  ])('%s', (_, code, options) => {
    expect(() => createSearch(LINE, options as typeof MIN)).toThrow(withCode(code))
  })

  it('ids and results that cannot be', () => {
    const search = createSearch(LINE, MIN)
    expect(() => search.tell('0', 1)).toThrow(withCode('UNKNOWN_TRIAL'))
    const { id } = search.ask()
    const bad = [
      'good',
      [1, 2],
      { _metric: 1, model: new Map() },
      { _metric: 1, when: new Date() },
      { _metric: () => 1 },
      true,
    ]
    for (const result of bad) {
      expect(() => search.tell(id, result as unknown as number)).toThrow(
        withCode('INVALID_METRICS'),
      )
    }
    const cyclic: Record<string, unknown> = { _metric: 1 }
    cyclic['self'] = cyclic
    expect(() => search.tell(id, cyclic)).toThrow(withCode('INVALID_METRICS'))
    expect(() => search.tell(id, 1, 'done' as 'failed')).toThrow(withCode('INVALID_OPTION'))
    expect(() => search.report(id, 1, Number.NaN)).toThrow(withCode('INVALID_OPTION'))
    expect(() => search.askMany(0)).toThrow(withCode('INVALID_OPTION'))
    expect(() => search.askMany(1.5)).toThrow(withCode('INVALID_OPTION'))
    search.tell(id, 1)
    expect(() => search.tell(id, 1)).toThrow(withCode('TRIAL_ENDED'))
    expect(() => search.report(id, 1)).toThrow(withCode('TRIAL_ENDED'))
    expect(search.trials).toHaveLength(1)
    const several = createSearch(LINE, TWO)
    const other = several.ask()
    expect(() => several.tell(other.id, 1)).toThrow(withCode('INVALID_METRICS'))
    expect(() => several.tell(other.id, [1])).toThrow(withCode('INVALID_METRICS'))
  })

  it('a search that waits for results says so', () => {
    const search = createSearch(LINE, { mode: 'min', algorithm: oneAtATime() })
    const { id } = search.ask()
    expect(search.askMany(2)).toEqual([])
    expect(search.isFinished).toBe(false)
    expect(() => search.ask()).toThrow(withCode('SEARCH_WAITS'))
    search.tell(id, 1)
    expect(search.ask().id).toBe('1')
  })
})

/** A user's own searcher. */
function ownSearcher(name: string, search: () => Search): Searcher {
  return { name, create: search }
}

/** Says how many it was asked for. */
function talker(): Searcher {
  return ownSearcher('talker', () => ({
    adaptive: false,
    total: Infinity,
    ask: (count) => ({
      suggestions: Array.from({ length: count }, () => ({ config: { x: 1 }, params: { x: 1 } })),
      finished: false,
      remarks: [`${count} were asked for`],
    }),
    onTrialAdded: () => undefined,
    onTrialResult: () => undefined,
    onTrialComplete: () => undefined,
  }))
}

/** Waits for the result of each trial. */
function oneAtATime(): Searcher {
  return ownSearcher('one at a time', () => {
    let running = 0
    return {
      adaptive: true,
      total: Infinity,
      ask: () => ({
        suggestions: running > 0 ? [] : [{ config: { x: 1 }, params: { x: 1 } }],
        finished: false,
      }),
      onTrialAdded: () => void (running += 1),
      onTrialResult: () => undefined,
      onTrialComplete: () => void (running -= 1),
    }
  })
}
