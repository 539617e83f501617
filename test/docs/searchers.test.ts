import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { choose, SCARCE } from '../../src/search/auto/choose.ts'
import { createSearcher, searcherNames } from '../../src/search/create-searcher.ts'
import { otherNames } from '../../src/search/other-names.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { pages, tableRows } from './pages.ts'

const page = pages.find(({ name }) => name === 'docs/searchers.md')

/** The rows of a table of the page, each cell as the code in it. */
function codeIn(title: string): string[][][] {
  const rows = page ? tableRows(page, title) : []
  return rows.map((cells) => cells.map((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), codeOf)))
}

function codeOf([, code = '']: RegExpMatchArray): string {
  return code
}

/** Whether it takes a study of so many metrics, with these options. */
function takes(name: string, metrics: readonly string[], options: object = {}): boolean {
  const objectives = metrics.map((metric) => ({ metric, mode: 'min' as const }))
  try {
    createSearcher(name, { ...options }).create({
      space: compileSpace({ x: uniform(0, 1) }),
      metric: metrics[0],
      mode: 'min',
      objectives,
      random: Random.fromSeed(1),
      numSamples: 10,
    })
    return true
  } catch (error) {
    if (error instanceof ConfigurationError) return false
    throw error
  }
}

describe('docs/searchers.md', () => {
  it('says for each searcher when to take it, and its class', () => {
    const rows = codeIn('what you have').filter(([, names = []]) => names.length > 0)
    const classes = rows.flatMap(([, names = [], [type = ''] = []]) =>
      names.map((name) => [name, type]),
    )
    expect(new Set(classes.map(([name]) => name))).toEqual(new Set(searcherNames))
    for (const [name = '', type] of classes) {
      expect(createSearcher(name).constructor.name).toBe(type)
    }
  })

  it('says how many metrics each takes, and whether it knows constraints', () => {
    const rows = page ? tableRows(page, 'searcher') : []
    const said = codeIn('searcher').flatMap(([names = []], i) =>
      names.map((name) => [name, rows[i]?.[1], rows[i]?.[2]] as const),
    )
    expect(said.length).toBeGreaterThan(10)
    for (const [name, metrics, constraints] of said) {
      expect([name, takes(name, ['loss', 'size'])]).toEqual([name, /several/.test(metrics ?? '')])
      expect([name, takes(name, [])]).toEqual([name, /none/.test(metrics ?? '')])
      const isConstrained = takes(name, ['loss'], { constraints: ['size'] })
      expect([name, isConstrained]).toEqual([name, constraints === 'yes'])
    }
  })

  it('says what auto takes when', () => {
    const numbers = {
      parameters: 5,
      isConditional: false,
      categories: 0,
      objectives: 1,
      isConstrained: false,
    }
    const situations = [
      [numbers],
      [
        { ...numbers, isConstrained: true },
        { ...numbers, isConditional: true },
        { ...numbers, categories: 3 },
      ],
      [{ ...numbers, objectives: 2 }],
      [
        { ...numbers, parameters: 51 },
        { ...numbers, categories: 51 },
      ],
    ]
    const rows = codeIn('the study')
    expect(rows).toHaveLength(situations.length)
    expect(page?.prose).toMatch(new RegExp(`Up to ${SCARCE - 1} trials +\\| From ${SCARCE} on`))
    for (const [i, [, early = [], late = []]] of rows.entries()) {
      for (const situation of situations[i] ?? []) {
        const algorithmAfter = (finished: number): string =>
          choose({ ...situation, finished }).algorithm
        expect([i, algorithmAfter(0), algorithmAfter(SCARCE - 1)]).toEqual([i, ...early, ...early])
        if (late.length > 0) expect([i, algorithmAfter(SCARCE)]).toEqual([i, ...late])
      }
    }
    const limit = { ...numbers, parameters: 50, categories: 50, finished: 0 }
    expect(choose(limit).algorithm).toBe('gp')
  })

  it('says where the names of other tuners lead', () => {
    const rows = codeIn('name').flatMap(([names = [], [to = ''] = []]) =>
      names.map((name) => [name.replaceAll('_', '-'), to] as const),
    )
    expect(new Set(rows.map(([name]) => name))).toEqual(new Set(otherNames))
    for (const [name, to] of rows) {
      expect([name, createSearcher(name).name]).toEqual([name, createSearcher(to).name])
    }
  })
})
