import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar } from '../../src/report/bar.ts'
import { chart, wantsLog } from '../../src/report/chart.ts'
import { Series } from '../../src/report/series.ts'
import type { Point } from '../../src/report/series.ts'

function curve(...values: readonly number[]): Point[] {
  return values.map((y, x) => ({ x, y }))
}

describe('chart', () => {
  it('is a spark line with one row', () => {
    const points = curve(0, 1, 2, 3, 4, 5, 6, 7)
    const size = { width: 8, height: 1, until: 8 }
    expect(chart(points, { ...size, unicode: true })).toEqual(['▁▂▃▄▅▆▇█'])
    expect(chart(points, { ...size, unicode: false })).toEqual(['_.,-=+*#'])
  })

  it('is higher with more', () => {
    const options = { width: 4, height: 3, unicode: true, until: 4 }
    expect(chart(curve(0, 10, 20, 23), options)).toEqual(['  ▅█', ' ▃██', '▁███'])
  })

  it('holds a value until the next one, and ends with the last', () => {
    const points = [
      { x: 10, y: 5 },
      { x: 12, y: 3 },
      { x: 20, y: 1 },
    ]
    expect(chart(points, { width: 10, height: 1, unicode: true })).toEqual(['██▅▅▅▅▅▅▅▁'])
    expect(chart(points, { width: 10, height: 1, unicode: true, until: 30 })).toEqual([
      '█▅▅▅▅▁▁▁▁▁',
    ])
  })

  it('shows where there is no value, and what is beyond all', () => {
    const points = curve(1, Number.NaN, Infinity, 2, -Infinity)
    expect(chart(points, { width: 5, height: 1, unicode: true, until: 5 })).toEqual(['▁ ██▁'])
    expect(chart(curve(3, 3, 3), { width: 3, height: 1, unicode: true })).toEqual(['▄▄▄'])
    expect(chart([], { width: 3, height: 1, unicode: true })).toEqual(['   '])
    expect(chart(curve(Number.NaN), { width: 3, height: 1, unicode: true })).toEqual(['   '])
  })

  it('shows orders of magnitude where that is asked for', () => {
    const points = curve(1000, 100, 10, 1)
    const options = { width: 4, height: 1, unicode: true, until: 4 }
    expect(chart(points, options)).toEqual(['█▂▁▁'])
    expect(chart(points, { ...options, log: true })).toEqual(['█▆▃▁'])
    expect(wantsLog(points)).toBe(true)
    expect(wantsLog(curve(10, 1))).toBe(false)
    expect(wantsLog(curve(1000, 0))).toBe(false)
    expect(wantsLog(curve(Number.NaN))).toBe(false)
  })

  it('always has its size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double()),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (values, width, height, unicode) => {
          const rows = chart(curve(...values), { width, height, unicode })
          expect(rows).toHaveLength(height)
          for (const row of rows) expect(row).toHaveLength(width)
        },
      ),
    )
  })
})

describe('bar', () => {
  it.each([
    [0, '....'],
    [0.24, '....'],
    [0.25, '#...'],
    [0.99, '###.'],
    [1, '####'],
    [2, '####'],
    [-1, '....'],
    [Number.NaN, '....'],
  ])('%d', (share, text) => {
    expect(bar(share, 4, false)).toBe(text)
  })

  it('has blocks where there are any', () => {
    expect(bar(0.5, 4, true)).toBe('██░░')
  })
})

describe('Series', () => {
  it('keeps its ends and its shape in bounded memory', () => {
    const series = new Series(64)
    for (let i = 0; i < 100_000; i++) series.add(i, i)
    const { points } = series
    expect(points.length).toBeLessThanOrEqual(65)
    expect(points.length).toBeGreaterThan(30)
    expect(points[0]).toEqual({ x: 0, y: 0 })
    expect(points.at(-1)).toEqual({ x: 99_999, y: 99_999 })
    const gaps = points.slice(1, -1).map((point, i) => point.x - points[i]!.x)
    expect(new Set(gaps).size).toBe(1)
  })

  it('goes on from an earlier place', () => {
    const series = new Series(64)
    for (let i = 1; i <= 5; i++) series.add(i, i * 10)
    series.cutAfter(2)
    series.add(3, 7)
    expect(series.points).toEqual([
      { x: 1, y: 10 },
      { x: 2, y: 20 },
      { x: 3, y: 7 },
    ])
  })
})
