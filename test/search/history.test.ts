import { expect, it } from 'vitest'
import { History } from '../../src/search/history.ts'
import type { RungReading } from '../../src/search/history.ts'

function at(step: number, value = step): RungReading {
  return { values: [value], constraints: [], violation: 0, step }
}

function withTrial(): History {
  const history = new History()
  history.add(new Float64Array(1), undefined)
  return history
}

const END = { ...at(100), outcome: 'completed' } as const

it('keeps what trials had at the first rungs that they passed, but not without end', () => {
  const history = withTrial()
  for (let step = 1; step <= 50; step++) {
    history.progress(0, [step], step)
    history.passed(0, at(step))
  }
  history.finish(0, END)
  const steps = history.finished[0]?.rungs?.map(({ step }) => step)
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

it('forgets rungs that a trial comes to once more', () => {
  const history = withTrial()
  for (const reading of [at(1), at(3), at(1, 7)]) history.passed(0, reading)
  expect(history.running[0]?.rungs).toEqual([at(1, 7)])
  history.finish(0, { ...END, outcome: 'failed' })
  history.progress(0, [5], 1)
  expect(history.running[0]?.rungs).toBeUndefined()
})

it('has no rungs of trials that nothing compared', () => {
  const history = withTrial()
  history.progress(0, [1], 1)
  history.passed(7, at(1))
  history.finish(0, END)
  expect(history.finished[0]).not.toHaveProperty('rungs')
})
