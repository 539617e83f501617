import { describe, expect, it } from 'vitest'
import { simulated } from '../../src/simulate/curve.ts'
import { recordedTrials } from '../../src/simulate/recorded.ts'
import { VIRTUAL_EPOCH } from '../../src/simulate/trials.ts'
import { scripted } from '../support/scripted-scheduler.ts'
import { played } from './study-kit.ts'

const train = simulated(
  function* ({ x }: { x: number }, { iteration }) {
    for (let i = iteration + 1; i <= 3; i++) {
      yield { seconds: 10 * i, metrics: { loss: x / i, nested: { i } }, checkpoint: i !== 2 }
    }
    yield { seconds: 7 }
  },
  { startupS: 5 },
)

describe('recordedTrials', () => {
  it('reads curves from the events of a study, without what the tuner has filled in', () => {
    const { log, study } = played({ trainable: train, numSamples: 2, cpus: 1 })
    const recorded = recordedTrials(log, { startupS: 5 })
    expect(recorded).toHaveLength(2)
    const [trial] = study.trials
    const x = trial?.params['x'] as number
    expect(recorded[0]).toEqual({
      trial: '00000',
      config: { x },
      params: { x },
      resources: { cpu: 1 },
      steps: [
        { iteration: 1, seconds: 10, metrics: { loss: x, nested: { i: 1 } }, checkpoint: true },
        {
          iteration: 2,
          seconds: 20,
          metrics: { loss: x / 2, nested: { i: 2 } },
          checkpoint: false,
        },
        { iteration: 3, seconds: 30, metrics: { loss: x / 3, nested: { i: 3 } }, checkpoint: true },
      ],
      startupS: 5,
      end: 'completed',
      tailS: 7,
    })
  })

  it('keeps what counts of trials that were paused, interrupted and retried', () => {
    const flaky = simulated(function* (_: unknown, { iteration, attempt }) {
      for (let i = iteration + 1; i <= 4; i++) {
        if (i === 4 && attempt === 2) throw new Error('once')
        yield { seconds: 10 * attempt, metrics: { loss: i }, checkpoint: i !== 3 }
      }
    })
    const { log } = played({
      trainable: flaky,
      numSamples: 1,
      scheduler: scripted({ decisions: { '00000@2': { action: 'pause' } } }),
      setup: { failures: { maxFailures: 1, failFast: false, backoffS: 100 } },
    })
    const [trial] = recordedTrials(log)
    // Attempt 2 did iteration 3 and failed; attempt 3 did it again. Neither pause nor backoff counts.
    expect(trial?.steps.map(({ iteration, seconds }) => [iteration, seconds])).toEqual([
      [1, 10],
      [2, 10],
      [3, 30],
      [4, 30],
    ])
    expect(trial?.end).toBe('completed')
  })

  it('knows how trials ended', () => {
    const trainable = simulated(function* (_: unknown, { trial }) {
      yield { seconds: 10, metrics: { loss: 1 } }
      if (trial === '00001') {
        yield { seconds: 3 }
        throw new RangeError('diverged')
      }
      yield { seconds: 100, metrics: { loss: 1 } }
    })
    const { log } = played({
      trainable,
      numSamples: 5,
      cpus: 4,
      scheduler: scripted({
        decisions: { '00000@1': { action: 'stop' }, '00002@1': { action: 'pause' } },
        choose: ({ pending }) => (pending.first === '00004' ? undefined : pending.first),
      }),
      interrupt: { at: VIRTUAL_EPOCH + 20_000, how: 'now' },
    })
    const recorded = recordedTrials(log)
    // The last one never started: nothing is known of it.
    expect(recorded.map(({ end }) => end)).toEqual([
      'stopped',
      'failed',
      'interrupted',
      'interrupted',
    ])
    expect(recorded[1]).toMatchObject({ tailS: 3, error: { name: 'RangeError' } })
    expect(recorded[0]?.error).toBeUndefined()
  })

  it('leaves out what could never start', () => {
    const { log } = played({
      trainable: train,
      numSamples: 2,
      resourcesFor: (_, number) => ({ cpu: number === 0 ? 99 : 1 }),
    })
    expect(recordedTrials(log)).toHaveLength(1)
  })

  it('records a trial only until it became a copy of another, and a copied one in full', () => {
    const exploit = { from: '00000', config: { x: 100 } }
    const bySelf = played({
      trainable: train,
      numSamples: 2,
      scheduler: scripted({ decisions: { '00001@1': { action: 'exploit', exploit } } }),
    })
    const byOrder = played({
      trainable: train,
      numSamples: 2,
      scheduler: scripted({
        decisions: {
          '00001@1': { action: 'pause' },
          '00000@2': {
            action: 'continue',
            orders: [{ trial: '00001', action: 'exploit', exploit }],
          },
        },
        choose: ({ pending, paused }) =>
          pending.first ?? (paused.size > 1 ? paused.first : undefined),
      }),
    })
    for (const { log, study } of [bySelf, byOrder]) {
      expect(study.exploits).toHaveLength(1)
      const [source, copy] = recordedTrials(log)
      expect(source).toMatchObject({ end: 'completed' })
      expect(source?.steps).toHaveLength(3)
      expect(copy).toMatchObject({ end: 'interrupted', steps: [{ iteration: 1 }] })
      expect(copy?.config).not.toEqual({ x: 100 })
    }
  })
})
