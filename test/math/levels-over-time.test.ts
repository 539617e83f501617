import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LevelsOverTime } from '../../src/math/levels-over-time.ts'
import { Random } from '../../src/math/random.ts'
import { compareScores } from '../../src/math/score.ts'

interface Level {
  readonly from: number
  /** Undefined where it holds at `from` alone. */
  readonly to?: number
  readonly value: number
}

/** The same without cleverness. */
class PlainLevels {
  readonly all: Level[] = []

  at(time: number): readonly number[] {
    return this.all
      .filter(({ from, to }) => (to === undefined ? from === time : from < time && time < to))
      .map(({ value }) => value)
      .toSorted((a, b) => compareScores(a, b, 'max'))
  }
}

const step = fc.constantFrom(-1, 0, 1, 2, 3, 4)
const moment = fc.oneof(step, step, fc.double({ min: -2, max: 6, noNaN: true }))
const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)
const act = fc.oneof(
  fc.record({ add: fc.tuple(moment, value) }),
  fc.record({ between: fc.tuple(fc.nat(), moment, value) }),
  fc.record({ remove: fc.nat() }),
  fc.record({ look: fc.tuple(moment, value) }),
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

function expectSame(levels: LevelsOverTime, plain: PlainLevels, time: number, x: number): void {
  const seen = levels.at(time)
  const expected = plain.at(time)
  expect(seen.size).toBe(expected.length)
  // Of many only some, in an order that is not theirs.
  const stride = Math.ceil(expected.length / 8)
  for (let k = expected.length - 1; k >= 0; k -= stride) {
    // 0 and -0 are equal, so that either may come first.
    expect(seen.at(k) + 0).toBe((expected[k] as number) + 0)
  }
  expect([seen.at(-1), seen.at(expected.length)]).toEqual([Number.NaN, Number.NaN])
  for (const y of [x, ...expected.slice(0, 8)]) {
    const above = expected.filter((v) => compareScores(v, y, 'max') > 0).length
    expect(seen.countAbove(y)).toBe(above)
  }
}

/** Does the same with both, and compares them at every look. */
function play(acts: readonly Act[]): boolean {
  const levels = new LevelsOverTime()
  const plain = new PlainLevels()
  const moments: number[] = []
  for (const act of acts) {
    if ('add' in act) {
      const [from, value] = act.add
      levels.addAt(from, value)
      plain.all.push({ from, value })
      moments.push(from)
    } else if ('between' in act) {
      const [start, to, value] = act.between
      const from = moments[start % Math.max(1, moments.length)]
      if (from === undefined || !(from < to)) continue
      levels.addBetween(from, to, value)
      plain.all.push({ from, to, value })
    } else if ('remove' in act) {
      const [gone] = plain.all.splice(act.remove % Math.max(1, plain.all.length), 1)
      if (gone === undefined) continue
      const { from, to, value } = gone
      if (to === undefined) levels.removeAt(from, value)
      else levels.removeBetween(from, to, value)
    } else expectSame(levels, plain, ...act.look)
  }
  for (const { from, to = from } of plain.all) {
    for (const time of [from, to, (from + to) / 2]) expectSame(levels, plain, time, 0)
  }
  return true
}

describe('LevelsOverTime', () => {
  it('has at every moment what was put in and not taken out', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60, size: 'max' }), (acts) => {
        expect(play(acts)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('has it among many, too', () => {
    const random = Random.fromSeed(4)
    const levels = new LevelsOverTime()
    const plain = new PlainLevels()
    const draw = (): number => (random.next() < 0.2 ? random.integer(0, 4) : random.next() * 3)
    for (let i = 0; i < 2000; i++) {
      const [from, to] = [draw(), draw()].toSorted((a, b) => a - b) as [number, number]
      const level = random.next() < 0.05 ? Number.NaN : random.integer(-20, 20) / 4
      levels.addAt(from, level)
      plain.all.push({ from, value: level })
      if (from < to) {
        levels.addBetween(from, to, level)
        plain.all.push({ from, to, value: level })
      }
      if (random.next() < 0.3) {
        const [gone] = plain.all.splice(random.integer(0, plain.all.length), 1) as [Level]
        if (gone.to === undefined) levels.removeAt(gone.from, gone.value)
        else levels.removeBetween(gone.from, gone.to, gone.value)
      }
      if (i % 50 === 0) expectSame(levels, plain, draw(), level)
    }
    for (let i = 0; i < 20; i++) expectSame(levels, plain, draw(), random.integer(-20, 20) / 4)
    expect(plain.all.length).toBeGreaterThan(2000)
  })

  it('has nothing at first, and nothing where nothing was put in', () => {
    const levels = new LevelsOverTime()
    expect([levels.at(0).size, levels.at(0).at(0), levels.at(0).countAbove(-1)]).toEqual([
      0,
      Number.NaN,
      0,
    ])
    levels.addAt(1, 7)
    levels.addBetween(1, 2, 8)
    expect([0.5, 1, 1.5, 2].map((time) => levels.at(time).size)).toEqual([0, 1, 1, 0])
  })
})
