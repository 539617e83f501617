import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { randint } from '../../src/space/randint.ts'
import { compileSpace, type Space } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { paramSpace } from './arbitrary-space.ts'

const random = Random.fromSeed(1)

function cells(space: Space, limit = 1000): unknown[] {
  return Array.from(
    { length: Math.min(space.gridSize, limit) },
    (_, cell) => space.sample(random, cell).config,
  )
}

/** Ray's own way: an odometer over the open grids, then the same again inside each cell. */
function odometer(space: unknown): unknown[] {
  const grids: (readonly [path: readonly (string | number)[], options: readonly unknown[]])[] = []
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return
    if ('axis' in value) {
      if ('enumerated' in value && value.enumerated === true && 'options' in value) {
        grids.push([path, value.options as readonly unknown[]])
      }
      return
    }
    if (Array.isArray(value)) value.forEach((item, i) => visit(item, [...path, i]))
    else for (const [key, item] of Object.entries(value)) visit(item, [...path, key])
  }
  visit(space, [])
  grids.sort(([a], [b]) => {
    const i = a.findIndex((key, at) => key !== b[at])
    const [x, y] = [a[i] ?? '', b[i] ?? '']
    return typeof x === 'number' && typeof y === 'number' ? x - y : x < y ? -1 : 1
  })
  if (grids.length === 0) return [space]
  let found: unknown[] = [space]
  for (const [path, options] of [...grids].reverse()) {
    found = found.flatMap((base) => options.map((option) => assign(base, path, option)))
  }
  return found.flatMap(odometer)
}

function assign(base: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(base))
    return base.map((item, i) => (i === key ? assign(item, rest, value) : item))
  return Object.fromEntries(
    Object.entries(base as object).map(([name, item]) => [
      name,
      name === key ? assign(item, rest, value) : item,
    ]),
  )
}

describe('a grid', () => {
  it('varies the first path fastest, whatever the order in which it is written', () => {
    const space = compileSpace({ b: gridSearch([1, 2]), a: gridSearch(['x', 'y', 'z']) })
    expect(space.gridSize).toBe(6)
    expect(cells(space)).toEqual([
      { b: 1, a: 'x' },
      { b: 1, a: 'y' },
      { b: 1, a: 'z' },
      { b: 2, a: 'x' },
      { b: 2, a: 'y' },
      { b: 2, a: 'z' },
    ])
  })

  it('sorts array indices as numbers and names as text', () => {
    const list = Array.from({ length: 11 }, (_, i) =>
      i === 2 || i === 10 ? gridSearch([0, 1]) : 9,
    )
    const rows = cells(compileSpace({ list, B: gridSearch([0, 1]), a: gridSearch([0, 1]) }))
    const changes = rows.slice(0, 9).map((row) => {
      const { list, B, a } = row as { list: number[]; B: number; a: number }
      return `${B}${a}${list[2]}${list[10]}`
    })
    expect(changes).toEqual([
      '0000',
      '1000',
      '0100',
      '1100',
      '0010',
      '1010',
      '0110',
      '1110',
      '0001',
    ])
  })

  it('goes through a grid inside a value where the value stands', () => {
    expect(cells(compileSpace({ x: gridSearch([1, gridSearch([2, 3])]) }))).toEqual([
      { x: 1 },
      { x: 2 },
      { x: 3 },
    ])
    const rows = cells(
      compileSpace({ b: gridSearch([1, gridSearch([2, 3])]), a: gridSearch(['x', 'y']) }),
    )
    expect(rows.map((row) => Object.values(row as object).join(''))).toEqual([
      '1x',
      '1y',
      '2x',
      '3x',
      '2y',
      '3y',
    ])
  })

  it('draws domains among its values anew for each cell', () => {
    const space = compileSpace({ x: gridSearch([0, uniform(5, 6)]), b: gridSearch([1, 2]) })
    const rows = Array.from(
      { length: 4 },
      (_, cell) => (space.sample(random.split(cell), cell).config as { x: number }).x,
    )
    expect(rows[0]).toBe(0)
    expect(rows[1]).toBe(0)
    expect(rows[2]).not.toBe(rows[3])
    for (const x of rows.slice(2)) expect(Math.floor(x)).toBe(5)
  })

  it('may be larger than any memory', () => {
    const digits = Array.from({ length: 20 }, () => gridSearch([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
    const space = compileSpace({ digits })
    expect(space.gridSize).toBe(1e20)
    const { digits: at } = space.sample(random, 987_654_321).config as { digits: number[] }
    expect([...at].reverse().join('')).toBe('00000000000987654321')
    const long = compileSpace({ x: gridSearch(Array.from({ length: 100_000 }, (_, i) => i)) })
    expect(long.sample(random, 99_999).config).toEqual({ x: 99_999 })
  })

  it('is drawn from when no cell is named', () => {
    const space = compileSpace({ x: gridSearch([1, gridSearch([2, 3])]) })
    const seen = new Set(
      Array.from(
        { length: 60 },
        (_, i) => (space.sample(random.split(i)).config as { x: number }).x,
      ),
    )
    expect(seen).toEqual(new Set([1, 2, 3]))
  })

  it('is in the order of an odometer that is started again inside each cell', () => {
    const options = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.integer({ min: 0, max: 9 }),
        fc.constant(randint(3, 4)),
        fc.array(tie('value'), { minLength: 1, maxLength: 3 }).map((list) => gridSearch(list)),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'Z'), tie('value'), { maxKeys: 3 }),
      ),
    })).value
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('p', 'q', 'A'), options), (plan) => {
        const space = compileSpace(plan)
        const expected = odometer(plan)
        fc.pre(expected.length <= 300)
        expect(space.gridSize).toBe(expected.length)
        const resolved = expected.map((cell) => compileSpace(cell).sample(random).config)
        expect(cells(space)).toEqual(resolved)
      }),
      { numRuns: 300 },
    )
  })

  it('has cells for any space', () => {
    fc.assert(
      fc.property(
        paramSpace({ grids: true }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (plan, at) => {
          const space = compileSpace(plan)
          const cell = Math.floor(at * space.gridSize)
          expect(space.sample(random, cell)).toEqual(space.sample(random, cell))
        },
      ),
      { numRuns: 200 },
    )
  })
})
