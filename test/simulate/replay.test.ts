import { describe, expect, it } from 'vitest'
import { simulated } from '../../src/simulate/curve.ts'
import { recordedTrials } from '../../src/simulate/recorded.ts'
import { Replay } from '../../src/simulate/replay.ts'
import { VIRTUAL_EPOCH } from '../../src/simulate/trials.ts'
import { scripted } from '../support/scripted-scheduler.ts'
import { played } from './study-kit.ts'
import type { RecordedTrial } from '../../src/simulate/recorded.ts'
import type { StudyEvent } from '../../src/study/events.ts'

const train = simulated(
  function* ({ x }: { x: number }, { iteration, random }) {
    for (let i = iteration + 1; i <= 4; i++) {
      const seconds = Math.round(random.split(i).uniform(1, 100))
      if (x > 0.9 && i === 3) throw new RangeError('diverged')
      yield { seconds, metrics: { loss: x / i } }
    }
    yield { seconds: 9 }
  },
  { startupS: 3 },
)

/** Replays trials under another scheduler or on more machines. */
function replayed(
  recorded: readonly RecordedTrial[],
  options: Partial<Parameters<typeof played>[0]> = {},
): ReturnType<typeof played> & { readonly replay: Replay } {
  const replay = new Replay(recorded)
  const outcome = played({
    trainable: replay.trainable,
    search: replay,
    resourcesFor: (_, number) => replay.resourcesOf(number),
    ...options,
  })
  return { ...outcome, replay }
}

const withoutCode = (log: readonly StudyEvent[]): unknown =>
  JSON.parse(JSON.stringify(log, (key, value: unknown) => (key === 'reason' ? undefined : value)))

describe('Replay', () => {
  it('on what it was recorded on, the very same happens', () => {
    const original = played({ trainable: train, numSamples: 12, cpus: 3 })
    const recorded = recordedTrials(original.log, { startupS: 3 })
    expect(new Set(recorded.map(({ end }) => end))).toEqual(new Set(['completed', 'failed']))
    const { log, replay } = replayed(recorded, { cpus: 3 })
    expect(withoutCode(log)).toEqual(withoutCode(original.log))
    expect(replay.censored).toEqual([])
  })

  it('on more machines it takes less time', () => {
    const original = played({ trainable: train, numSamples: 12, cpus: 1 })
    const { endedAt, startedAt, study } = replayed(recordedTrials(original.log), { cpus: 12 })
    expect(endedAt - startedAt).toBeLessThan((original.endedAt - original.startedAt) / 5)
    expect(study.trials.map(({ iteration }) => iteration)).toEqual(
      original.study.trials.map(({ iteration }) => iteration),
    )
  })

  it('ends and names trials that would go on beyond what is known of them', () => {
    const original = played({
      trainable: train,
      numSamples: 3,
      cpus: 3,
      scheduler: scripted({
        decisions: { '00001@2': { action: 'stop' }, '00002@3': { action: 'stop' } },
      }),
    })
    const recorded = recordedTrials(original.log)
    expect(recorded.map(({ steps }) => steps.length)).toEqual([4, 2, 3])
    const all = replayed(recorded, { cpus: 3 })
    expect(all.replay.censored).toEqual([1, 2])
    expect(all.study.trials.map(({ iteration }) => iteration)).toEqual([4, 2, 3])
    expect(all.study.counts.TERMINATED).toBe(3)
    // Stopped where it was stopped then, or before, nothing is missing.
    const sooner = scripted({
      decisions: { '00001@2': { action: 'stop' }, '00002@1': { action: 'stop' } },
    })
    const { replay, study } = replayed(recorded, { cpus: 3, scheduler: sooner })
    expect(replay.censored).toEqual([])
    expect(study.trials.map(({ iteration }) => iteration)).toEqual([4, 2, 1])
  })

  it('replays pauses, retries and a restored study from the iteration that was reached', () => {
    const original = played({ trainable: train, numSamples: 4, cpus: 4 })
    const recorded = recordedTrials(original.log)
    const scheduler = scripted({ decisions: { '00000@2': { action: 'pause' } } })
    const first = replayed(recorded, {
      scheduler,
      cpus: 1,
      interrupt: { at: VIRTUAL_EPOCH + 150_000, how: 'now' },
    })
    const replay = new Replay(recorded)
    const { study, log } = played(
      { trainable: replay.trainable, search: replay, scheduler, cpus: 1 },
      first.log,
    )
    expect(study.trials.map(({ iteration }) => iteration)).toEqual(
      original.study.trials.map(({ iteration }) => iteration),
    )
    const reported = [...first.log, ...log].filter((event) => event.type === 'reported')
    const seen = reported.map(
      ({ trial, result }) => `${trial}@${String(result['training_iteration'])}`,
    )
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('keeps the iterations that the trials counted themselves', () => {
    const byTens = simulated(function* () {
      for (const step of [10, 20, 50]) {
        yield { seconds: 1, metrics: { loss: step, training_iteration: step } }
      }
    })
    const { study } = replayed(recordedTrials(played({ trainable: byTens, numSamples: 1 }).log))
    expect(study.trials[0]).toMatchObject({ iteration: 50, lastResult: { loss: 50 } })
  })

  it('fails as it failed, with the same words', () => {
    const step = { iteration: 1, seconds: 5, metrics: { loss: 1 }, checkpoint: true }
    const known = {
      trial: 'a',
      config: {},
      params: {},
      resources: { cpu: 1 },
      startupS: 0,
      steps: [step],
    }
    const { lines, study } = replayed([
      { ...known, end: 'failed', tailS: 2, error: { name: 'RangeError', message: 'diverged' } },
      { ...known, end: 'failed', tailS: 0 },
    ])
    expect(lines).toContain('7 error 00000')
    expect(study.trials.map(({ error }) => error)).toEqual([
      { name: 'RangeError', message: 'diverged' },
      { name: 'Error', message: 'failed when it was recorded' },
    ])
  })

  it('does not pretend to know what another config would have done', () => {
    const original = played({ trainable: train, numSamples: 2 })
    const exploit = { from: '00000', config: { x: 0.123 } }
    const { study } = replayed(recordedTrials(original.log), {
      scheduler: scripted({ decisions: { '00001@1': { action: 'exploit', exploit } } }),
    })
    expect(study.trials[1]).toMatchObject({ status: 'ERROR', error: { code: 'NOT_RECORDED' } })
  })
})
