import { describe, expect, it } from 'vitest'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import { TPESearch } from '../../src/search/tpe/tpe.ts'
import { Random } from '../../src/math/random.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { StudyDriver } from '../support/study-driver.ts'
import type { Search } from '../../src/search/searcher.ts'
import type { TrialOrder } from '../../src/study/events.ts'
import type { Command } from '../../src/study/commands.ts'
import type { DriverOptions } from '../support/study-driver.ts'

const order = (driver: StudyDriver, trial: string, what: TrialOrder): readonly Command[] =>
  driver.feed({ type: 'trial-ordered', at: 0, trial, order: what, reason: `${what} it` })

const give = (driver: StudyDriver, trial: string, x: number): readonly Command[] =>
  driver.feed({
    type: 'trial-added',
    at: 0,
    trial,
    config: { x },
    params: { x },
    given: true,
    resources: { cpu: 1 },
  })

const types = (commands: readonly Command[]): string[] => commands.map(({ type }) => type)

/** The same study again, from what was stored of it. */
function recalled(driver: StudyDriver, options: DriverOptions): StudyDriver {
  const again = new StudyDriver(options)
  for (const event of driver.log) again.recall(event)
  return again
}

/** The usual search, of which something is overheard. */
function listening(options: DriverOptions, ears: Partial<Search>): Search {
  const { search } = new StudyDriver(options)
  return {
    adaptive: search.adaptive,
    total: search.total,
    ask: (count) => search.ask(count),
    onTrialAdded: (trial, suggestion) => search.onTrialAdded(trial, suggestion),
    onTrialResult: () => {},
    onTrialComplete: () => {},
    ...ears,
  }
}

describe('a trial that the user stops', () => {
  it('ends at once when it does not run', () => {
    const driver = new StudyDriver({ numSamples: 3, cpus: 1 }).open()
    order(driver, 't1', 'stop')
    expect(driver.status()).toBe('RUNNING TERMINATED PENDING')
    expect(driver.study.completed.map(({ id }) => id)).toEqual(['t1'])
    expect(driver.study.trial('t1')?.reason).toBe('stop it')
  })

  it('is told to end when it runs, and is no failure however it does', () => {
    const driver = new StudyDriver({ numSamples: 1 }).open()
    expect(types(order(driver, 't0', 'stop'))).toEqual(['end-attempt'])
    driver.ended('t0', 'error', 'killed in the middle')
    expect(driver.status()).toBe('TERMINATED')
    expect(driver.study.trial('t0')?.failures).toBe(0)
  })

  it('is told once', () => {
    const driver = new StudyDriver({ numSamples: 1 }).open()
    order(driver, 't0', 'stop')
    expect(order(driver, 't0', 'stop')).toEqual([])
    driver.ended('t0', 'stopped')
    expect(order(driver, 't0', 'stop')).toEqual([])
  })

  it('counts as cut off for the search', () => {
    const told: string[] = []
    const options = { numSamples: 2, cpus: 1 }
    const search = listening(options, {
      onTrialComplete: (trial, _result, outcome) => told.push(`${trial} ${outcome}`),
    })
    const driver = new StudyDriver({ ...options, search }).open()
    driver.report('t0', { loss: 1 })
    order(driver, 't0', 'stop')
    driver.ended('t0', 'stopped')
    expect(told).toEqual(['t0 stopped'])
  })
})

describe('a trial that the user pauses', () => {
  it('pauses at its next report and leaves its place to others', () => {
    const driver = new StudyDriver({ numSamples: 2, cpus: 1 }).open()
    order(driver, 't0', 'pause')
    expect(driver.status()).toBe('RUNNING PENDING')
    const answer = driver.report('t0', { loss: 1 })
    expect(answer).toContainEqual(expect.objectContaining({ type: 'answer', decision: 'pause' }))
    driver.ended('t0', 'paused')
    expect(driver.status()).toBe('PAUSED RUNNING')
  })

  it('keeps the study open until it is resumed', () => {
    const driver = new StudyDriver({ numSamples: 1 }).open()
    order(driver, 't0', 'pause')
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    expect(types(driver.ended('t0', 'paused'))).not.toContain('finish')
    expect(types(driver.wait(60).feed({ type: 'tick', at: 0 }))).toEqual([])
    expect(types(order(driver, 't0', 'resume'))).toEqual(['start'])
    expect(driver.study.trial('t0')?.iterationAtStart).toBe(1)
    expect(types(driver.ended('t0', 'completed'))).toEqual(['finish'])
  })

  it('does not begin when it only waited, and begins when it is resumed', () => {
    const driver = new StudyDriver({ numSamples: 2, cpus: 1 }).open()
    order(driver, 't1', 'pause')
    expect(driver.status()).toBe('RUNNING PAUSED')
    driver.ended('t0', 'completed')
    expect(driver.status()).toBe('TERMINATED PAUSED')
    order(driver, 't1', 'resume')
    expect(driver.status()).toBe('TERMINATED RUNNING')
  })

  it('goes on as if nothing had been when the user thinks better of it', () => {
    const driver = new StudyDriver({ numSamples: 1 }).open()
    order(driver, 't0', 'pause')
    order(driver, 't0', 'resume')
    expect(driver.report('t0', { loss: 1 })).toContainEqual(
      expect.objectContaining({ decision: 'continue' }),
    )
  })

  it('can be stopped while it pauses', () => {
    const driver = new StudyDriver({ numSamples: 1 }).open()
    order(driver, 't0', 'pause')
    driver.report('t0', { loss: 1 })
    driver.ended('t0', 'paused')
    expect(types(order(driver, 't0', 'stop'))).toContain('finish')
    expect(driver.status()).toBe('TERMINATED')
  })

  it('goes on when the study is opened again', () => {
    const options = { numSamples: 2, cpus: 1 }
    const driver = new StudyDriver(options).open()
    order(driver, 't0', 'pause')
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    driver.ended('t0', 'paused')
    const again = recalled(driver, options)
    expect(again.status()).toBe('PAUSED RUNNING')
    again.open()
    expect(again.study.counts.PAUSED).toBe(0)
  })

  it('stays paused for a scheduler that had paused it, when the user lets it go', () => {
    const scheduler = new HyperBandScheduler({ maxT: 9, reductionFactor: 3 })
    const driver = new StudyDriver({ numSamples: 9, cpus: 9, scheduler }).open()
    // One is still missing: nobody is judged yet.
    for (let i = 0; i < 8; i++) driver.report(`t${i}`, { loss: i }, { checkpoint: true })
    const paused = driver.study.trials.find(({ decision }) => decision === 'pause')
    expect(paused).toBeDefined()
    const id = paused?.id ?? ''
    driver.ended(id, 'paused')
    order(driver, id, 'pause')
    order(driver, id, 'resume')
    expect(driver.study.trial(id)?.status).toBe('PAUSED')
  })

  it('is the same study again from what was stored', () => {
    const options = { numSamples: 4, cpus: 2 }
    const driver = new StudyDriver(options).open()
    order(driver, 't1', 'pause')
    order(driver, 't3', 'pause')
    driver.report('t1', { loss: 1 }, { checkpoint: true })
    driver.ended('t1', 'paused')
    driver.ended('t0', 'completed')
    order(driver, 't2', 'stop')
    order(driver, 't1', 'resume')
    const again = recalled(driver, options)
    expect(again.status()).toBe(driver.status())
    expect(again.study.trial('t1')?.attempt).toBe(2)
    expect(again.study.trial('t3')?.hold).toBe('pause it')
  })
})

describe('a trial that the user adds', () => {
  it('comes on top of those of the search', () => {
    const driver = new StudyDriver({ numSamples: 2, cpus: 3 }).open()
    expect(types(give(driver, 'mine', 0.5))).toContain('start')
    expect(driver.study.total).toBe(3)
    expect(driver.study.trials.map(({ id }) => id)).toEqual(['t0', 't1', 'mine'])
    for (const id of ['t0', 't1']) driver.ended(id, 'completed')
    expect(types(driver.ended('mine', 'completed'))).toContain('finish')
  })

  it('takes no cell of a grid and none of the samples', () => {
    const driver = new StudyDriver({ numSamples: 70, cpus: 1 }).open()
    const before = driver.study.trials.length
    expect(before).toBeLessThan(70)
    give(driver, 'mine', 0.5)
    for (let guard = 0; guard < 200 && !driver.study.isComplete; guard++) {
      const running = driver.study.trials.find(({ status }) => status === 'RUNNING')
      driver.ended(running?.id ?? '', 'completed')
    }
    expect(driver.study.trials).toHaveLength(71)
  })

  it('teaches a search that can learn from it, under a number of its own', () => {
    const setup = {
      space: compileSpace({ x: uniform(0, 1) }),
      metric: 'loss',
      mode: 'min',
      random: Random.fromSeed(1),
      numSamples: 3,
    } as const
    const make = () => new TPESearch({ nStartupTrials: 0 }).create(setup)
    const taught = make()
    const plain = make()
    for (const [i, x] of [0.2, 0.21, 0.22, 0.8, 0.9].entries()) {
      taught.onTrialGiven?.(`g${i}`, { config: { x }, params: { x } })
      taught.onTrialComplete(`g${i}`, { loss: x }, 'completed')
    }
    expect(taught.ask(9).suggestions).toHaveLength(3)
    expect(taught.ask(1).suggestions).not.toEqual(plain.ask(1).suggestions)
  })

  it('is no news to a search that does not know what to do with it', () => {
    const options = { numSamples: 1, cpus: 2 }
    const told: string[] = []
    const search = listening(options, {
      onTrialResult: (trial) => told.push(trial),
      onTrialComplete: (trial) => told.push(trial),
    })
    const driver = new StudyDriver({ ...options, search }).open()
    give(driver, 'mine', 0.5)
    driver.report('mine', { loss: 1 })
    driver.ended('mine', 'completed')
    driver.ended('t0', 'completed')
    expect(told).toEqual(['t0'])
  })
})
