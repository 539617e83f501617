import { describe, expect, it } from 'vitest'
import { axisOf } from '../../../src/report/plot/axis.ts'
import { Canvas } from '../../../src/report/plot/canvas.ts'
import { linePlot } from '../../../src/report/plot/line-plot.ts'
import { displayWidth } from '../../../src/report/display-width.ts'

const points = (...values: readonly number[]): { x: number; y: number }[] =>
  values.map((y, i) => ({ x: i + 1, y }))
const ascii = { title: 'loss', xTitle: 'step', width: 30, height: 5, unicode: false } as const

describe('a curve in ASCII', () => {
  it('has both axes with their ends', () => {
    expect(linePlot(points(4, 3, 2, 1, 0), ascii)).toEqual([
      'loss',
      '4 +***',
      '  |   *******',
      '2 +          ******',
      '  |                ******',
      '0 +                      ****',
      '  +--------------------------',
      '   1          step          5',
    ])
  })

  it('is interrupted where a value is none, and says so', () => {
    const lines = linePlot(points(0, 0, Number.NaN, 4, 4), ascii)
    expect(lines[0]).toBe('loss (1 not finite)')
    expect(lines[1]).toMatch(/^4 \+ +\*{7}$/)
    expect(lines[5]).toMatch(/^0 \+\*{7}$/)
    expect(lines.slice(2, 5).join('')).not.toContain('*')
  })

  it('is logarithmic where its values span decades, and only then', () => {
    expect(linePlot(points(100, 10, 1), ascii)).toEqual([
      'loss (log scale)',
      '100 +***',
      '    |   ******',
      ' 10 +         ******',
      '    |               ******',
      '  1 +                     ***',
      '    +------------------------',
      '     1         step         3',
    ])
    expect(linePlot(points(100, 10, 0), ascii)[0]).toBe('loss')
    expect(linePlot(points(100, 10, 2), ascii)[0]).toBe('loss')
  })

  it('is told in a line where there is nothing to draw', () => {
    expect(linePlot([], ascii)).toEqual(['loss: no values'])
    expect(linePlot(points(Number.NaN, Infinity), ascii)).toEqual([
      'loss: 2 values, none of them finite',
    ])
  })

  it('is a line in the middle where all values are equal, and a dot where there is one', () => {
    const [, , , middle] = linePlot(points(3, 3, 3), ascii)
    expect(middle).toBe(`3 +${'*'.repeat(26)}`)
    const lines = linePlot(points(7), ascii)
    expect(lines.join('').split('*')).toHaveLength(2)
    expect(lines.at(-1)?.trim()).toBe('1')
  })

  it('bears the largest and the smallest numbers there are', () => {
    for (const values of [
      [-Number.MAX_VALUE, Number.MAX_VALUE],
      [5e-324, Number.MAX_VALUE],
      [0, 5e-324],
    ]) {
      const lines = linePlot(points(...values), ascii)
      expect(lines.join('\n')).toContain('*')
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(30)
    }
  })
})

describe('a curve in braille', () => {
  it('has eight dots to a cell and fits its width', () => {
    const options = { ...ascii, unicode: true, width: 20, height: 3 }
    expect(linePlot(points(0, 1, 2, 3), options)).toEqual([
      'loss',
      '  3 ┤          ⣀⠤⠒⠉',
      '1.5 ┤    ⣀⡠⠤⠒⠊⠉',
      '  0 ┤⣀⠤⠒⠉',
      '    └──────────────',
      '     1    step    4',
    ])
  })

  it('sets the dots of Unicode', () => {
    const canvas = new Canvas(2, 1, { unicode: true })
    canvas.dot(0, 0)
    canvas.dot(1, 3)
    canvas.line(2, 1, 3, 1)
    canvas.dot(9, 0)
    canvas.dot(0, -1)
    expect(canvas.lines).toEqual(['\u2881\u2812'])
  })
})

describe('an axis', () => {
  it('leads from values to places and back', () => {
    const axis = axisOf([1, 1000])
    expect(axis.isLog).toBe(true)
    for (const value of [1, 10, 31, 1000]) {
      expect(axis.value(axis.at(value))).toBeCloseTo(value, 9)
    }
    expect(axisOf([2, 2]).at(2)).toBe(0.5)
  })
})
