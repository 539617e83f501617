import { describe, expect, it } from 'vitest'
import { decode } from '../../src/protocol/json.ts'
import { createReporter } from '../../src/report/create-reporter.ts'
import { Drive, playAll } from './drive.ts'
import { FakePipe } from './fake-terminal.ts'
import { START } from './hand-made-study.ts'

function played(env: Record<string, string>): FakePipe {
  const pipe = new FakePipe()
  const clock = { ms: START }
  const reporter = createReporter({ verbose: 1, stream: pipe, env, now: () => clock.ms })
  playAll(new Drive(reporter, clock))
  reporter.close()
  return pipe
}

describe('JSON lines', () => {
  const { lines } = played({ ATTUNE_OUTPUT: 'json', FORCE_COLOR: '1' })

  it('are one valid object for each event', () => {
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.map(({ event }) => event)).toEqual([
      'study-start',
      'trial-added',
      'trial-added',
      'trial-start',
      'trial-start',
      'trial-result',
      'trial-result',
      'trial-checkpoint',
      'trial-complete',
      'trial-added',
      'trial-start',
      'trial-error',
      'trial-rewound',
      'trial-start',
      'trial-result',
      'trial-complete',
      'trial-result',
      'trial-added',
      'trial-start',
      'trial-error',
      'trial-complete',
      'note',
      'study-end',
    ])
    expect(events.every(({ at }) => typeof at === 'number' && at >= START)).toBe(true)
  })

  it('keep what happened, NaN included', () => {
    const events = lines.map((line) => decode(line) as Record<string, unknown>)
    expect(events[0]).toEqual({
      event: 'study-start',
      at: START,
      study: 'mnist',
      dir: '/home/me/attune_results/mnist',
      metric: 'loss',
      mode: 'min',
      total: 4,
      trials: 0,
      counts: { PENDING: 0, RUNNING: 0, PAUSED: 0, TERMINATED: 0, ERROR: 0 },
      search: 'Search: random',
      scheduler: 'Using ASHA: num_stopped=4',
    })
    expect(events[6]).toMatchObject({
      trial: '63ecc_00001',
      name: 'train_mnist_63ecc_00001',
      attempt: 1,
      result: { loss: Number.NaN, training_iteration: 1 },
    })
    expect(events[8]).toMatchObject({ reason: 'rung 1: loss nan is worse than the cutoff 0.5' })
    expect(events[11]).toMatchObject({ willRetry: true, failures: 1, error: { name: 'TypeError' } })
    expect(events.at(-1)).toMatchObject({
      counts: { TERMINATED: 3, ERROR: 1 },
      best: { trial: '63ecc_00000', config: { lr: 0.001, act: 'relu' } },
    })
  })

  it('have no total where there is no end', () => {
    const pipe = new FakePipe()
    const reporter = createReporter({ verbose: 1, stream: pipe, env: {}, format: 'json' })
    const drive = new Drive(reporter, { ms: START })
    drive.study.total = Number.POSITIVE_INFINITY
    drive.open()
    expect(JSON.parse(pipe.text)).toMatchObject({ total: null })
    reporter.close()
  })
})
