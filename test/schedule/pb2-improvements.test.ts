import { describe, expect, it } from 'vitest'
import { Improvements } from '../../src/schedule/pb2/improvements.ts'
import { Layout } from '../../src/schedule/pb2/layout.ts'
import { readBounds } from '../../src/schedule/pb2/read-bounds.ts'
import { choice } from '../../src/space/choice.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { randint } from '../../src/space/randint.ts'
import type { PB2Bounds } from '../../src/schedule/pb2/pb2.ts'

const [NAN, UP, DOWN] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

function layoutOf(bounds: PB2Bounds): Layout {
  return new Layout(readBounds('PB2', bounds).tunables)
}

function books(bounds: PB2Bounds = { a: [0, 10] }): Improvements {
  return new Improvements(layoutOf(bounds))
}

/** `[time, score before, place, rate]` of all. */
function told(improvements: Improvements): readonly unknown[] {
  return improvements.list.map(({ time, before, place, rate }) => [time, before, [...place], rate])
}

describe('what the model of PB2 learns from', () => {
  it('is by how much a trial gained in its time', () => {
    const improvements = books()
    improvements.look('t', 10, 5, { a: 2 })
    improvements.look('t', 14, 7, { a: 2 })
    improvements.look('t', 15, 4, { a: 2 })
    expect(told(improvements)).toEqual([
      [14, 5, [0.2], 0.5],
      [15, 7, [0.2], -3],
    ])
  })

  it('keeps trials apart, and intervals in the order of their time', () => {
    const improvements = books()
    improvements.look('late', 100, 1, { a: 2 })
    improvements.look('early', 1, 1, { a: 3 })
    improvements.look('late', 101, 2, { a: 2 })
    improvements.look('early', 2, 4, { a: 3 })
    improvements.look('late', 102, 3, { a: 2 })
    expect(improvements.list.map(({ time, rate }) => [time, rate])).toEqual([
      [2, 3],
      [101, 1],
      [102, 1],
    ])
  })

  it('leaves out what did not go on: another config, a clock that stands or goes back', () => {
    const improvements = books()
    improvements.look('t', 1, 0, { a: 2 })
    improvements.look('t', 2, 9, { a: 3 })
    improvements.look('t', 2, 9, { a: 3 })
    improvements.look('t', 1, 8, { a: 3 })
    expect(told(improvements)).toEqual([])
    improvements.look('t', 2, 8.5, { a: 3 })
    expect(told(improvements)).toEqual([[2, 8, [0.3], 0.5]])
  })

  it.each([NAN, UP, DOWN])('leaves out what is not finite: %d', (odd) => {
    const improvements = books()
    for (const [time, score] of [
      [1, 1],
      [2, odd],
      [3, odd],
      [4, 2],
      [5, 3],
    ] as const) {
      improvements.look('t', time, score, { a: 1 })
    }
    expect(told(improvements)).toEqual([[5, 2, [0.1], 1]])
  })

  it.each([
    [-1e308, 1e308, 1],
    [0, 1e300, 1e-300],
  ])('leaves out what overflows: from %d to %d in %d', (from, to, lapse) => {
    const improvements = books()
    improvements.look('t', 0, from, { a: 1 })
    improvements.look('t', lapse, to, { a: 1 })
    expect(told(improvements)).toEqual([])
  })

  it.each([{}, { a: '1' }, { a: null }, { a: NAN }, null, 7])(
    'leaves out configs without the parameter: %o',
    (config) => {
      const improvements = books()
      improvements.look('t', 0, 0, config)
      improvements.look('t', 1, 1, config)
      expect(told(improvements)).toEqual([])
    },
  )

  it('counts a copy from where its parent was seen last', () => {
    const improvements = books()
    improvements.look('good', 10, 50, { a: 1 })
    improvements.look('bad', 12, 5, { a: 9 })
    improvements.copy('bad', 'good', { a: 4 })
    improvements.look('bad', 20, 55, { a: 4 })
    expect(told(improvements)).toEqual([[20, 50, [0.4], 0.5]])
  })

  it('knows nothing of a copy of a stranger', () => {
    const improvements = books()
    improvements.look('bad', 12, 5, { a: 4 })
    improvements.copy('bad', 'stranger', { a: 4 })
    improvements.look('bad', 20, 55, { a: 4 })
    expect(told(improvements)).toEqual([])
  })

  it('keeps the latest thousand', () => {
    const improvements = books()
    for (let time = 0; time <= 1200; time++) improvements.look('t', time, time * time, { a: 1 })
    expect(improvements.list.length).toBe(1000)
    expect([improvements.list[0]?.time, improvements.list.at(-1)?.time]).toEqual([201, 1200])
    improvements.look('other', 3, 0, { a: 1 })
    improvements.look('other', 4, 9, { a: 1 })
    expect(improvements.list[0]?.time).toBe(201)
  })

  it('holds a choice open until its trial is seen again, chooses again or ends', () => {
    const improvements = books()
    improvements.choose('a', { a: 1 })
    improvements.choose('b', { a: 2 })
    improvements.copy('c', 'a', { a: 3 })
    improvements.choose('a', { a: 4 })
    const places = (): readonly unknown[] => improvements.pendingWithout('x').map(([a]) => a)
    expect(places()).toEqual([0.4, 0.2, 0.3])
    expect(improvements.pendingWithout('b').length).toBe(2)
    improvements.look('c', 1, 1, { a: 3 })
    expect(places()).toEqual([0.4, 0.2])
    improvements.forget('a')
    expect(places()).toEqual([0.2])
    improvements.choose('b', {})
    expect(places()).toEqual([])
  })
})

describe('the layout', () => {
  const layout = layoutOf({
    'opt/name': ['adam', 'sgd', 'rms'],
    lr: loguniform(1e-4, 1),
    opt: { nesterov: [true, false] },
    layers: randint(1, 5),
    width: choice([32, 64, 128]),
    drop: [0, 0.5],
  })
  const config = { opt: { name: 'sgd', nesterov: true }, lr: 0.01, layers: 4, width: 64, drop: 0.1 }
  const far = Math.SQRT1_2

  it('has numbers first, on their scales, then one coordinate an option', () => {
    const place = layout.placeOf(layout.valuesOf(config))
    const expected = [0.5, 0.875, 0.5, 0.2, 0, far, 0, far, 0]
    expect(layout.width).toBe(9)
    expect(place?.length).toBe(9)
    for (const [i, value] of expected.entries()) expect(place?.[i]).toBeCloseTo(value, 12)
  })

  it('has all options equally far apart, as far as the ends of a range', () => {
    const at = (name: unknown, drop: number): Float64Array => {
      const values = layout.valuesOf({ ...config, opt: { name, nesterov: true }, drop })
      return layout.placeOf(values) as Float64Array
    }
    const square = (a: Float64Array, b: Float64Array): number =>
      a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0)
    expect(square(at('adam', 0), at('sgd', 0))).toBeCloseTo(1, 14)
    expect(square(at('adam', 0), at('rms', 0))).toBeCloseTo(1, 14)
    expect(square(at('adam', 0), at('adam', 0.5))).toBeCloseTo(1, 14)
    expect(square(at('adam', 0), at('adam', 0))).toBe(0)
  })

  it('moves what lies outside of the bounds onto them, and has no place for strange options', () => {
    const placeWith = (change: object): Float64Array | undefined =>
      layout.placeOf(layout.valuesOf({ ...config, ...change }))
    expect(placeWith({ drop: 7 })?.[3]).toBe(1)
    expect(placeWith({ lr: 0 })?.[0]).toBe(0)
    expect(placeWith({ opt: { name: 'lion', nesterov: true } })).toBeUndefined()
    expect(placeWith({ width: 33 })).toBeUndefined()
  })
})
