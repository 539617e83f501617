import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { TimeoutStopper } from '../../src/stop/timeout.ts'
import { StudyDriver } from '../support/study-driver.ts'
import type { DriverOptions } from '../support/study-driver.ts'
import type { Search, Suggestion, Suggestions } from '../../src/search/searcher.ts'

/** A search that writes down what it is told. */
class Diary implements Search {
  readonly adaptive = false
  readonly total = 4
  readonly lines: string[] = []
  #next = 0

  ask(count: number): Suggestions {
    const end = Math.min(this.#next + count, this.total)
    const suggestions: Suggestion[] = []
    for (let n = this.#next; n < end; n++) {
      suggestions.push({ config: { x: n }, params: { x: n }, ...(n === 1 ? { memo: [n] } : {}) })
    }
    return { suggestions, finished: end >= this.total }
  }

  onTrialAdded(trial: string, { memo }: Suggestion): void {
    this.#next += 1
    this.lines.push(
      memo === undefined ? `${trial} added` : `${trial} added ${JSON.stringify(memo)}`,
    )
  }

  onTrialResult(): void {}

  onTrialComplete(trial: string, _result: unknown, outcome: string): void {
    this.lines.push(`${trial} ${outcome}`)
  }
}

function tell(options: DriverOptions, play: (driver: StudyDriver) => void): string[] {
  const [live, recalled] = [new Diary(), new Diary()]
  const driver = new StudyDriver({ ...options, search: live }).open()
  play(driver)
  const again = new StudyDriver({ ...options, search: recalled })
  for (const event of driver.log) again.recall(event)
  expect(recalled.lines).toEqual(live.lines)
  return live.lines
}

describe('what a search is told', () => {
  it('gets back what it gave with a suggestion', () => {
    expect(tell({}, () => {})).toEqual(['t0 added', 't1 added [1]', 't2 added', 't3 added'])
  })

  it('is that a trial is complete when a stop rule ended it', () => {
    const lines = tell({ stop: { training_iteration: 1 } }, (driver) => {
      driver.report('t0', { loss: 1 })
      driver.ended('t0', 'stopped')
    })
    expect(lines).toContain('t0 completed')
  })

  it('is that a trial was stopped when a scheduler ended it', () => {
    const scheduler = new ASHAScheduler({ maxT: 8, reductionFactor: 2 })
    const lines = tell({ scheduler }, (driver) => {
      driver.report('t0', { loss: 1 })
      driver.report('t1', { loss: 2 })
      driver.ended('t1', 'stopped')
      driver.ended('t0', 'completed')
    })
    expect(lines).toContain('t1 stopped')
    expect(lines).toContain('t0 completed')
  })

  it('is that a trial was stopped when the study ended before it did', () => {
    const stop = () => new TimeoutStopper(10)
    const lines = tell({ stop: stop() }, (driver) => {
      driver.report('t0', { loss: 1 })
      driver.wait(11).feed({ type: 'tick', at: 0 })
      driver.ended('t0', 'stopped')
      expect(driver.study.trial('t0')?.reason).toMatch(/10 s/)
      const again = new StudyDriver({ stop: stop() })
      for (const event of driver.log) again.recall(event)
      expect(again.study.trial('t0')?.reason).toBe(driver.study.trial('t0')?.reason)
    })
    expect(lines).toContain('t0 stopped')
  })
})
