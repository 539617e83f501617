import { describe, expect, it } from 'vitest'
import { simulated } from '../../src/simulate/curve.ts'
import { VIRTUAL_EPOCH } from '../../src/simulate/trials.ts'
import { TimeoutStopper } from '../../src/stop/timeout.ts'
import { scripted } from '../support/scripted-scheduler.ts'
import { played } from './study-kit.ts'
import type { Search } from '../../src/search/searcher.ts'
import type { StudyEvent } from '../../src/study/events.ts'

const hourly = simulated(function* ({ x }: { x: number }, { iteration }) {
  for (let i = iteration + 1; i <= 3; i++) yield { seconds: 3600, metrics: { loss: x / i } }
})

function reports(log: readonly StudyEvent[]): Extract<StudyEvent, { type: 'reported' }>[] {
  return log.filter((event) => event.type === 'reported')
}

describe('play', () => {
  it('runs a study to its end in the order in which things happen', () => {
    const { lines, finished, endedAt, startedAt, study } = played({
      trainable: hourly,
      numSamples: 3,
    })
    expect(lines).toEqual([
      '0 session-started',
      '0 trial-added 00000',
      '0 trial-added 00001',
      '0 trial-added 00002',
      '0 search-finished',
      '0 started 00000',
      '0 started 00001',
      '3600 reported 00000',
      '3600 reported 00001',
      '7200 reported 00000',
      '7200 reported 00001',
      '10800 reported 00000',
      '10800 reported 00001',
      '10800 completed 00000',
      '10800 completed 00001',
      '10800 started 00002',
      '14400 reported 00002',
      '18000 reported 00002',
      '21600 reported 00002',
      '21600 completed 00002',
      '21600 study-finished',
    ])
    expect({ finished, startedAt, endedAt }).toEqual({
      finished: true,
      startedAt: VIRTUAL_EPOCH,
      endedAt: VIRTUAL_EPOCH + 21_600_000,
    })
    expect(study.isComplete).toBe(true)
  })

  it('fills in results as a tuner does', () => {
    const trainable = simulated(
      function* ({ x }: { x: number }) {
        yield { seconds: 10, metrics: { loss: x } }
        yield { seconds: 20, metrics: { loss: x, training_iteration: 7 }, checkpoint: false }
        yield { seconds: 2.5, metrics: { loss: x } }
      },
      { startupS: 100 },
    )
    const { log } = played({ trainable, numSamples: 1 })
    const rows = reports(log)
    expect(rows.map(({ result }) => result['time_total_s'])).toEqual([10, 30, 32.5])
    expect(rows.map(({ result }) => result['time_this_iter_s'])).toEqual([10, 20, 2.5])
    expect(rows.map(({ result }) => result['training_iteration'])).toEqual([1, 7, 8])
    expect(rows.map(({ checkpoint }) => checkpoint)).toEqual([
      { index: 0, name: 'checkpoint_000000', iteration: 1, timeTotalS: 10 },
      undefined,
      { index: 1, name: 'checkpoint_000001', iteration: 8, timeTotalS: 32.5 },
    ])
    expect(rows[0]?.result).toMatchObject({
      trial_id: '00000',
      done: false,
      timestamp: VIRTUAL_EPOCH / 1000 + 110,
      time_since_restore: 10,
      iterations_since_restore: 1,
    })
    expect(rows.map(({ decision }) => decision)).toEqual(['continue', 'continue', 'continue'])
  })

  it('plays a thousand hours in a moment, and the same each time', () => {
    const noisy = simulated(
      function* ({ x }: { x: number }, { iteration, random }) {
        for (let i = iteration + 1; i <= 20; i++) {
          yield { seconds: random.uniform(1, 7200), metrics: { loss: x + random.normal() / i } }
        }
      },
      { seed: 5, startupS: ({ x }) => 60 * x },
    )
    const options = { trainable: noisy, numSamples: 100, cpus: 3 }
    const before = performance.now()
    const first = played(options)
    expect(performance.now() - before).toBeLessThan(30_000)
    expect(first.endedAt - first.startedAt).toBeGreaterThan(300 * 3600 * 1000)
    expect(played(options).log).toEqual(first.log)
    const other = simulated(noisy.curve, { seed: 6 })
    expect(played({ ...options, trainable: other }).log).not.toEqual(first.log)
  })

  it('fails trials whose curve throws, at that time, and goes on with the others', () => {
    const trainable = simulated(function* ({ x }: { x: number }) {
      yield { seconds: 10, metrics: { loss: x } }
      yield { seconds: 5 }
      throw new RangeError(`diverged at ${x > 0}`)
    })
    const { lines, study, log } = played({ trainable, numSamples: 2, cpus: 1 })
    expect(lines.slice(5)).toEqual([
      '10 reported 00000',
      '15 error 00000',
      '15 started 00001',
      '25 reported 00001',
      '30 error 00001',
      '30 study-finished',
    ])
    expect(study.counts.ERROR).toBe(2)
    expect(log.find((event) => event.type === 'ended')?.error).toEqual({
      name: 'RangeError',
      message: 'diverged at true',
    })
  })

  it('retries a failed trial from its checkpoint, when its time has come', () => {
    const trainable = simulated(function* (_: unknown, { iteration, attempt }) {
      for (let i = iteration + 1; i <= 4; i++) {
        if (i === 3 && attempt === 1) throw new Error('once')
        yield { seconds: 10, metrics: { loss: i }, checkpoint: i !== 2 }
      }
    })
    const { lines, log, study } = played({
      trainable,
      numSamples: 1,
      setup: { failures: { maxFailures: 1, failFast: false, backoffS: 30 } },
    })
    expect(lines.slice(3)).toEqual([
      '0 started 00000',
      '10 reported 00000',
      '20 reported 00000',
      '20 error 00000',
      '50 tick',
      '50 started 00000',
      '60 reported 00000',
      '70 reported 00000',
      '80 reported 00000',
      '80 completed 00000',
      '80 study-finished',
    ])
    expect(reports(log).map(({ result }) => result['training_iteration'])).toEqual([1, 2, 2, 3, 4])
    // What came after the checkpoint was lost, and is not charged twice.
    expect(study.trials[0]?.timeTotalS).toBe(40)
  })

  it.each([
    ['reports no metric', { seconds: 1, metrics: { acc: 1 } }, 'METRIC_MISSING'],
    ['reports it in words', { seconds: 1, metrics: { loss: 'low' } }, 'METRIC_NOT_A_NUMBER'],
  ])('fails a trial that %s', (_, step, code) => {
    const { study, lines } = played({ trainable: simulated(() => [step]), numSamples: 1 })
    expect(study.trials[0]).toMatchObject({ status: 'ERROR', error: { code } })
    expect(lines.slice(-2)).toEqual(['1 error 00000', '1 study-finished'])
  })

  it('fails a trial that says nothing, and takes a bare metric and NaN', () => {
    const silent = played({ trainable: simulated(() => [{ seconds: 1 }]), numSamples: 1 })
    expect(silent.study.trials[0]?.error?.code).toBe('NO_RESULT')
    const bare = simulated(() => [
      { seconds: 1, metrics: { _metric: 4 } },
      { seconds: 1, metrics: { loss: Number.NaN } },
    ])
    const { log, study } = played({ trainable: bare, numSamples: 1 })
    expect(reports(log).map(({ result }) => result['loss'])).toEqual([4, Number.NaN])
    expect(study.counts.TERMINATED).toBe(1)
  })

  it('does not start what can never start, and what cannot say what it needs', () => {
    const { study } = played({
      trainable: hourly,
      resourcesFor(_, number) {
        if (number === 1) throw new Error('no idea')
        return { cpu: number === 0 ? 3 : 1 }
      },
    })
    expect(study.trials.map(({ status }) => status)).toEqual([
      'ERROR',
      'ERROR',
      'TERMINATED',
      'TERMINATED',
    ])
    expect(study.trials[0]?.error?.code).toBe('INFEASIBLE_RESOURCES')
    expect(study.trials[1]?.error).toEqual({ name: 'Error', message: 'no idea' })
  })

  it('pauses and resumes trials, from their checkpoints, and copies them', () => {
    const exploit = { from: '00000', config: { x: 100 } }
    const scheduler = scripted({
      decisions: {
        '00000@1': { action: 'pause' },
        '00001@1': { action: 'exploit', exploit },
      },
    })
    const { log, lines, study } = played({
      trainable: hourly,
      numSamples: 2,
      cpus: 1,
      scheduler,
    })
    expect(lines.slice(5)).toEqual([
      '3600 reported 00000',
      '3600 paused 00000',
      '3600 started 00001',
      '7200 reported 00001',
      '7200 paused 00001',
      '7200 started 00000',
      '10800 reported 00000',
      '14400 reported 00000',
      '14400 completed 00000',
      '14400 started 00001',
      '18000 reported 00001',
      '21600 reported 00001',
      '21600 completed 00001',
      '21600 study-finished',
    ])
    // The copy goes on from what the other had when it was copied, with its own config.
    expect(log.flatMap((event) => (event.type === 'started' ? [event.from] : []))).toEqual([
      0, 0, 1, 1,
    ])
    expect(study.trials[1]?.lastResult?.['loss']).toBe(100 / 3)
    expect(study.exploits).toMatchObject([{ trial: '00001', from: '00000', fromIteration: 1 }])
  })

  it('is done with a copy of a trial that was done', () => {
    const exploit = { from: '00000', config: { x: 100 } }
    const scheduler = scripted({ decisions: { '00001@2': { action: 'exploit', exploit } } })
    const { lines, study } = played({
      trainable: hourly,
      numSamples: 2,
      cpus: 1,
      scheduler,
      maxEvents: 100,
    })
    expect(lines.slice(-5)).toEqual([
      '18000 reported 00001',
      '18000 paused 00001',
      '18000 started 00001',
      '18000 completed 00001',
      '18000 study-finished',
    ])
    expect(study.trials[1]).toMatchObject({ status: 'TERMINATED', iteration: 3 })
  })

  it('asks an idle schedule once, and ends what pauses for ever', () => {
    const heard: string[] = []
    const scheduler = scripted(
      {
        decisions: { '00000@1': { action: 'pause' } },
        choose: ({ pending }) => pending.first,
      },
      heard,
    )
    const { lines, study } = played({ trainable: hourly, numSamples: 1, scheduler })
    expect(lines.slice(-4)).toEqual([
      '3600 reported 00000',
      '3600 paused 00000',
      '3600 idle',
      '3600 study-finished',
    ])
    expect(heard.filter((line) => line === 'idle')).toHaveLength(1)
    expect(study.counts.TERMINATED).toBe(1)
  })

  it('ends trials that an order stops, where they are', () => {
    const scheduler = scripted({
      onTrialComplete: { '00000': [{ trial: '00001', action: 'stop' }] },
    })
    const trainable = simulated(function* (_: unknown, { trial }) {
      yield { seconds: trial === '00000' ? 10 : 1000, metrics: { loss: 1 } }
    })
    const { lines } = played({ trainable, numSamples: 2, scheduler })
    expect(lines.slice(-4)).toEqual([
      '10 reported 00000',
      '10 completed 00000',
      '10 stopped 00001',
      '10 study-finished',
    ])
  })

  it('ends at the very moment at which a time budget is spent', () => {
    const { endedAt, startedAt, study } = played({
      trainable: hourly,
      numSamples: 3,
      stop: new TimeoutStopper(5000),
    })
    expect(endedAt - startedAt).toBe(5_000_000)
    expect(study.trials.map(({ iteration }) => iteration)).toEqual([1, 1, 0])
    expect(study.stopReason).toMatch(/time budget/)
  })

  it.each(['finish', 'now'] as const)('can be interrupted (%s) and goes on where it was', (how) => {
    const first = played({
      trainable: hourly,
      numSamples: 3,
      interrupt: { at: VIRTUAL_EPOCH + 5_000_000, how },
    })
    const cause = how === 'finish' ? 'stopped' : 'killed'
    expect(first.lines.slice(-4)).toEqual([
      '5000 stop-requested',
      `5000 ${cause} 00000`,
      `5000 ${cause} 00001`,
      '5000 study-finished',
    ])
    const { study, lines, log } = played({ trainable: hourly, numSamples: 3 }, first.log)
    expect(study.counts.TERMINATED).toBe(3)
    // Iteration 2 had begun when it was interrupted, and begins again.
    expect(lines).toContain('3600 reported 00000')
    const again = reports(log).filter(({ trial }) => trial === '00000')
    expect(again.map(({ result }) => result['training_iteration'])).toEqual([2, 3])
    expect(log[0]?.at).toBe(first.endedAt)
  })

  it('asks a search that waits again, on virtual time', () => {
    let asked = 0
    const search: Search = {
      adaptive: true,
      total: 1,
      ask() {
        asked += 1
        const config = { x: 1 }
        return asked < 50
          ? { suggestions: [], finished: false }
          : { suggestions: [{ config, params: config }], finished: true }
      },
      onTrialAdded: () => undefined,
      onTrialResult: () => undefined,
      onTrialComplete: () => undefined,
    }
    const { study, endedAt, startedAt } = played({ trainable: hourly, search })
    expect(asked).toBe(50)
    expect(study.counts.TERMINATED).toBe(1)
    expect(endedAt - startedAt).toBe(49 * 100 + 3 * 3_600_000)
  })

  it('says so when nothing is left that could happen', () => {
    const lost = scripted({ choose: () => undefined })
    const search: Search = {
      adaptive: true,
      total: 9,
      ask: () => ({ suggestions: [{ config: {}, params: {} }], finished: false }),
      onTrialAdded: () => undefined,
      onTrialResult: () => undefined,
      onTrialComplete: () => undefined,
    }
    const play = (): unknown =>
      played({ trainable: hourly, search, scheduler: lost, maxEvents: 500 })
    expect(play).toThrow(/The study is not over, but nothing runs/)
  })

  it('breaks off after so many events, and tells no more', () => {
    const full = played({ trainable: hourly })
    for (const maxEvents of [1, 3, 6, 9]) {
      const { log, finished, events } = played({ trainable: hourly, maxEvents })
      expect(log).toEqual(full.log.slice(0, maxEvents))
      expect({ finished, events }).toEqual({ finished: false, events: maxEvents })
    }
  })
})
