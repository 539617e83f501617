import { describe, expect, it } from 'vitest'
import { createSearch } from '../../src/search/create-search.ts'
import { ResultReader } from '../../src/search/reading.ts'
import { uniform } from '../../src/space/uniform.ts'
import type { Objective, Result } from '../../src/math/score.ts'
import type { Constraints } from '../../src/search/model-options.ts'

const LOSS: readonly Objective[] = [{ metric: 'val/loss', mode: 'min' }]

describe('a reading', () => {
  it('has all metrics, smaller is better, and NaN for what is missing', () => {
    const reader = new ResultReader([...LOSS, { metric: 'acc', mode: 'max' }], undefined)
    const result = { val: { loss: 2 }, acc: 0.9, training_iteration: 3 }
    expect(reader.read(result)).toEqual({
      values: [2, -0.9],
      constraints: [],
      violation: 0,
      step: 3,
    })
    expect(reader.read({ acc: Infinity }).values).toEqual([Number.NaN, -Infinity])
    expect(reader.read(undefined)).toMatchObject({ values: [Number.NaN, Number.NaN], step: 0 })
  })

  it.each([
    ['names', ['a', 'b'], { a: -1, b: 0 }, [-1, 0], 0],
    ['violated names', ['a', 'b'], { a: 1, b: 2 }, [1, 2], 3],
    ['a missing name', ['a', 'b'], { a: 1 }, [1, Number.NaN], Infinity],
    ['a function', (result: Result) => [Number(result['a']) - 8], { a: 10 }, [2], 2],
    ['one number', (): number[] => -1 as never, {}, [-1], 0],
    ['nonsense', (): number[] => ['x'] as never, {}, [Number.NaN], Infinity],
  ])(
    'reads constraints from %s',
    (_, constraints: Constraints, result: Result, values, violation) => {
      const reader = new ResultReader(LOSS, constraints)
      expect(reader.read(result)).toMatchObject({ constraints: values, violation })
      const digest = reader.digest({ ...result, other: 'x' })
      expect(digest['other']).toBeUndefined()
      expect(new ResultReader(LOSS, ['computed']).read(digest)).toEqual(reader.read(result))
    },
  )

  it('keeps in a digest what is read of it', () => {
    const reader = new ResultReader(LOSS, undefined, ['epochs'])
    const result = { val: { loss: 2 }, epochs: 5, text: 'long', training_iteration: 1 }
    expect(reader.digest(result)).toEqual({ 'val/loss': 2, epochs: 5, training_iteration: 1 })
  })

  it('counts constraints that cannot be computed as violated, and says so', () => {
    const constraints = (): number[] => {
      throw new RangeError('no memory')
    }
    const reader = new ResultReader(LOSS, constraints)
    expect(reader.remark).toBeUndefined()
    expect(reader.read({}).violation).toBe(Infinity)
    expect(reader.remark).toContain('RangeError: no memory')
    const elsewhere = new ResultReader(LOSS, ['computed'])
    elsewhere.read(reader.digest({}))
    expect(elsewhere.remark).toBe(reader.remark)

    const misspelt = new ResultReader(LOSS, ['memroy'])
    misspelt.read({ memory: 1 })
    expect(misspelt.remark).toContain('has not reported "memroy"')

    const search = createSearch(
      { x: uniform(0, 1) },
      { mode: 'min', algorithm: { name: 'nsga2', constraints } },
    )
    search.tell(search.ask().id, 1)
    search.ask()
    expect(search.remarks).toEqual([expect.stringContaining('no memory')])
  })
})
