import { describe, expect, it } from 'vitest'
import { reasonKind } from '../../src/report/reason-kind.ts'
import { StopTally } from '../../src/report/stop-tally.ts'

describe('reasonKind', () => {
  it.each([
    ['rung 4: loss 0.42 is worse than the cutoff 0.31 (7th of 12)', 'rung 4'],
    ['milestone 9: loss 0.4 is 3rd of 9, the best 3 go on', 'milestone 9'],
    ['loss has levelled out: standard deviation 0.001 over 4 results', 'loss has levelled out'],
    ['training_iteration 20 has reached maxT 20', 'training_iteration has reached maxT 20'],
    ['val/loss 0.29 is at most 0.3', 'val/loss is at most 0.3'],
    ['accuracy 0.991 is at least 0.99', 'accuracy is at least 0.99'],
    ['the trial reported done: true', 'the trial reported done'],
    ['stopped in the terminal', 'stopped in the terminal'],
    ['', ''],
  ])('%s', (reason, kind) => {
    expect(reasonKind(reason)).toBe(kind)
  })
})

describe('StopTally', () => {
  it('counts by kind, the most frequent first, and keeps the last', () => {
    const tally = new StopTally()
    tally.add('a', 'rung 1: loss 3')
    tally.add('b', 'rung 4: loss 2')
    tally.add('c', 'rung 4: loss 4')
    expect(tally.total).toBe(3)
    expect(tally.kinds).toEqual([
      ['rung 4', 2],
      ['rung 1', 1],
    ])
    expect(tally.last.map(({ trial }) => trial)).toEqual(['c', 'b', 'a'])
  })

  it('needs the same memory for any number of reasons', () => {
    const tally = new StopTally()
    for (let i = 0; i < 10_000; i++) tally.add(String(i), `reason number ${i}: x`)
    expect(tally.total).toBe(10_000)
    expect(tally.kinds.length).toBeLessThanOrEqual(201)
    expect(tally.kinds[0]).toEqual(['other reasons', 9_800])
    expect(tally.last).toHaveLength(8)
  })
})
