import { describe, expect, it } from 'vitest'
import { StudyDriver } from '../support/study-driver.ts'
import type { Search } from '../../src/search/searcher.ts'

/** A search that learns: it has one suggestion more for every result it has heard of. */
function learner(total: number): Search & { asked: number[] } {
  let added = 0
  let heard = 1
  const asked: number[] = []
  return {
    adaptive: true,
    total,
    asked,
    ask(count) {
      asked.push(count)
      const n = Math.max(0, Math.min(count, heard - added, total - added))
      const suggestions = Array.from({ length: n }, () => ({ config: {}, params: {} }))
      return { suggestions, finished: added + n >= total }
    },
    onTrialAdded: () => void (added += 1),
    onTrialResult: () => undefined,
    onTrialComplete: () => void (heard += 1),
  }
}

describe('a search that learns from results', () => {
  it('is asked for as many as there is room for, and again only after news', () => {
    const search = learner(3)
    const driver = new StudyDriver({ cpus: 2, search }).open()
    expect(search.asked).toEqual([2])
    expect(driver.status()).toBe('RUNNING')
    driver.feed({ type: 'started', at: 0, trial: 't0', attempt: 1, from: 0 })
    expect(search.asked).toEqual([2])
    driver.report('t0', { loss: 1 })
    expect(search.asked).toEqual([2, 1])
    driver.ended('t0', 'completed')
    expect(driver.status()).toBe('TERMINATED RUNNING')
    driver.ended('t1', 'completed')
    driver.ended('t2', 'completed')
    expect(driver.study.isComplete).toBe(true)
  })

  it('does not end the study by being silent while nothing runs', () => {
    const search = learner(2)
    let silent = true
    const ask = search.ask.bind(search)
    search.ask = (count) => (silent ? { suggestions: [], finished: false } : ask(count))
    const driver = new StudyDriver({ search }).open()
    expect(driver.commands.at(-1)).toMatchObject({ type: 'wake' })
    silent = false
    driver.wait(1).feed({ type: 'tick', at: 0 })
    expect(driver.status()).toBe('RUNNING')
  })
})
