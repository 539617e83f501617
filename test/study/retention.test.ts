import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestCheckpoints, toDelete } from '../../src/study/retention.ts'
import type { CheckpointRef } from '../../src/study/events.ts'
import type { RetentionPolicy } from '../../src/study/retention.ts'

type Score = number | undefined

function checkpoint(index: number, score: Score): CheckpointRef {
  return {
    index,
    name: `checkpoint_00000${index}`,
    iteration: index + 1,
    timeTotalS: index,
    ...(score === undefined ? {} : { score }),
  }
}

/** What is on disk after each save, as indices. */
function onDisk(scores: readonly Score[], policy: RetentionPolicy): number[][] {
  let disk: CheckpointRef[] = []
  return scores.map((score, index) => {
    disk.push(checkpoint(index, score))
    const doomed = new Set(toDelete(disk, policy))
    disk = disk.filter((kept) => !doomed.has(kept))
    return disk.map((kept) => kept.index)
  })
}

const max = { numToKeep: 2, scored: true, scoreOrder: 'max' } as const
const min = { numToKeep: 2, scored: true, scoreOrder: 'min' } as const

describe('what is on disk after each save', () => {
  const sequences: [string, RetentionPolicy, Score[], number[][]][] = [
    ['max', max, [3, 2, 1, 0, 5], [[0], [0, 1], [0, 1, 2], [0, 1, 3], [0, 4]]],
    ['min', min, [3, 2, 1, 0, 5], [[0], [0, 1], [1, 2], [2, 3], [2, 3, 4]]],
    ['max keep 1', { ...max, numToKeep: 1 }, [3, 2, 1], [[0], [0, 1], [0, 2]]],
    [
      'max with NaN',
      max,
      [Number.NaN, 1, Number.NaN, 2, -Infinity],
      [[0], [0, 1], [1, 2], [1, 3], [1, 3, 4]],
    ],
    ['ties', max, [1, 1, 1, 1], [[0], [0, 1], [1, 2], [2, 3]]],
    ['age', { numToKeep: 3 }, [9, 1, 7, 3, 5], [[0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4]]],
    ['a missing score is worst', max, [5, undefined, 4, 3], [[0], [0, 1], [0, 2], [0, 2, 3]]],
    ['scores count wherever they were found', max, [5, 1, 4, 3], [[0], [0, 1], [0, 2], [0, 2, 3]]],
    ['min with infinities', min, [Infinity, -Infinity, 0, 1], [[0], [0, 1], [1, 2], [1, 2, 3]]],
    ['keep 0', { ...max, numToKeep: 0 }, [3, 4, 2], [[0], [1], [2]]],
    ['keep all', { scored: true }, [3, 1, 2], [[0], [0, 1], [0, 1, 2]]],
  ]
  it.each(sequences)('%s', (_, policy, scores, expected) => {
    expect(onDisk(scores, policy)).toEqual(expected)
  })
})

describe('when a trial is finished', () => {
  const disk = [checkpoint(0, 3), checkpoint(1, 1)]

  it('nothing is kept with numToKeep 0', () => {
    expect(toDelete(disk, { ...max, numToKeep: 0, finished: true })).toHaveLength(2)
  })

  it('the latest stays with any other', () => {
    expect(toDelete(disk, { ...max, numToKeep: 1, finished: true })).toEqual([])
  })
})

describe('the best', () => {
  const disk = [checkpoint(0, 3), checkpoint(1, 9), checkpoint(2, undefined), checkpoint(3, 1)]
  const best = (policy: RetentionPolicy): number[] =>
    bestCheckpoints(disk, policy).map(({ index }) => index)

  it('come worst first, without a latest that is not among them', () => {
    expect(best(max)).toEqual([0, 1])
    expect(best(min)).toEqual([0, 3])
    expect(best({ numToKeep: 2 })).toEqual([2, 3])
    expect(best({ scored: true })).toEqual([2, 3, 0, 1])
    expect(best({ ...max, numToKeep: 0 })).toEqual([])
  })
})

const anyScore = fc.oneof(
  fc.double(),
  fc.constantFrom<Score[]>(undefined, Number.NaN, Infinity, -Infinity, 0, 1),
)

it('keeps the best of a whole life, and the latest, by looking only at what is on disk', () => {
  fc.assert(
    fc.property(
      fc.array(anyScore, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('min' as const, 'max' as const),
      (scores, numToKeep, scoreOrder) => {
        const policy = { numToKeep, scoreOrder, scored: true }
        const kept = onDisk(scores, policy).at(-1) ?? []
        const whole = scores.map((score, index) => checkpoint(index, score))
        const best = bestCheckpoints(whole, policy).map(({ index }) => index)
        expect(kept).toEqual([...new Set([...best, scores.length - 1])].toSorted((a, b) => a - b))
      },
    ),
  )
})
