import { describe, expect, it } from 'vitest'
import { configCount } from '../../../src/cli/plan/config-count.ts'
import { choice, gridSearch, quniform, randint, sampleFrom, uniform } from '../../../src/index.ts'
import { compileSpace } from '../../../src/space/space.ts'

describe('how many configs a space has', () => {
  it.each([
    ['nothing varies', { a: 1, b: [2, { c: 3 }] }, 1],
    ['choices multiply', { a: choice([1, 2, 3]), b: choice(['x', 'y']) }, 6],
    [
      'a grid counts as a choice does',
      { a: gridSearch([1, 2, 3, 4]), deep: { b: choice([1, 2]) } },
      8,
    ],
    ['whole numbers', { a: randint(0, 10), list: [choice([1, 2]), 5] }, 20],
    ['steps of a range', { a: quniform(0, 1, 0.25) }, 5],
    [
      'options add up to what is inside of them',
      { model: choice([{ kind: 'a', n: choice([1, 2, 3]) }, { kind: 'b' }]) },
      4,
    ],
    ['a continuous parameter', { a: uniform(0, 1), b: choice([1, 2]) }, Infinity],
    ['what a function computes', { a: sampleFrom(() => 1) }, Infinity],
  ])('%s', (_, space, count) => {
    expect(configCount(compileSpace(space).root)).toBe(count)
  })

  it('an option that is fixed is one', () => {
    const { space } = compileSpace({ a: choice([1, 2, 3]), b: choice([1, 2]) }).withPreset({ a: 2 })
    expect(configCount(space.root)).toBe(2)
  })
})
