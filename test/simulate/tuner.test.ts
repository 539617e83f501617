import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { VIRTUAL_EPOCH } from '../../src/simulate/trials.ts'
import { openStudy } from '../../src/tuner/study-folder.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { uniform } from '../../src/space/uniform.ts'
import { scripted } from '../support/scripted-scheduler.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { played } from './study-kit.ts'
import type { Scheduler } from '../../src/schedule/scheduler.ts'
import type { StudyEvent } from '../../src/study/events.ts'
import type { RunConfig, TuneConfig } from '../../src/tuner/options.ts'

const storagePath = tempFolder()
let count = 0
const quiet = (runConfig: RunConfig = {}): RunConfig => ({
  storagePath,
  name: `study-${count++}`,
  verbose: 0,
  handleSignals: false,
  ...runConfig,
})

const train = simulated(
  function* ({ x }: { x: number }, { iteration, random }) {
    for (let i = iteration + 1; i <= 8; i++) {
      const draw = random.split(i)
      if (draw.next() < 0.03) throw new RangeError(`diverged at ${i}`)
      yield {
        seconds: Math.round(draw.uniform(1, 5)) * 600,
        metrics: { loss: x + draw.normal() / i },
        checkpoint: i % 2 === 0,
      }
    }
  },
  { startupS: 30, seed: 4 },
)

const tuneConfig = {
  metric: 'loss',
  mode: 'min',
  numSamples: 20,
  seed: 1,
  capacity: { cpu: 3 },
} as const satisfies TuneConfig

function eventsOf(path: string): StudyEvent[] {
  const { storage } = openStudy(path, { lock: false })
  try {
    return [...storage.events()]
  } finally {
    storage.close()
  }
}

describe('a study of simulated trials', () => {
  it('takes hours of virtual time and next to none of ours, and is all there', async () => {
    const before = performance.now()
    const results = await new Tuner(train, {
      paramSpace: { x: uniform(0, 1) },
      tuneConfig,
      runConfig: quiet({ checkpointConfig: { numToKeep: 1 } }),
    }).fit()
    expect(performance.now() - before).toBeLessThan(60_000)
    const events = eventsOf(results.experimentPath)
    const [first, last] = [events[0]?.at ?? 0, events.at(-1)?.at ?? 0]
    expect(first).toBe(VIRTUAL_EPOCH)
    expect(last - first).toBeGreaterThan(20 * 3_600_000)
    expect(results.length).toBe(20)
    expect(results.errors.length).toBeGreaterThan(0)
    const best = results.getBestResult()
    expect(best.metrics).toMatchObject({ training_iteration: 8, iterations_since_restore: 8 })
    expect(best.metrics?.['time_total_s']).toBeGreaterThan(8 * 600 - 1)
    const rows = readFileSync(join(best.path, 'result.json'), 'utf8').trim().split('\n')
    expect(rows).toHaveLength(8)
    expect(JSON.parse(rows[0] ?? '')).toMatchObject({ date: expect.stringMatching(/^2000-01-/) })
    const content = readFileSync(join(best.checkpoint?.path ?? '', 'simulated.json'), 'utf8')
    expect(JSON.parse(content)).toEqual({ training_iteration: 8 })
    expect(existsSync(join(best.path, 'checkpoint_000000'))).toBe(false)
  })

  const schedulers: readonly (readonly [string, () => Scheduler])[] = [
    ['first come, first served', () => new FIFOScheduler()],
    [
      'pauses, copies and orders',
      () =>
        scripted({
          decisions: Object.fromEntries(
            [0, 2, 4, 6].flatMap((n) => [
              [`0000${n}@2`, { action: 'pause' }],
              [
                `0000${n}@3`,
                { action: 'continue', orders: [{ trial: `0000${n + 1}`, action: 'stop' }] },
              ],
            ]),
          ),
        }),
    ],
  ]

  it.each(schedulers)('tells the same story as play: %s', async (_, scheduler) => {
    const results = await new Tuner(train, {
      paramSpace: { x: uniform(0, 1) },
      tuneConfig: { ...tuneConfig, scheduler: renamed(scheduler()) },
      runConfig: quiet({ failureConfig: { maxFailures: 1, backoffS: 100 } }),
    }).fit()
    const configs = [...results].map(({ config }) => config)
    let asked = 0
    const { log } = played({
      trainable: train,
      scheduler: scheduler(),
      cpus: 3,
      setup: { failures: { maxFailures: 1, failFast: false, backoffS: 100 } },
      search: {
        adaptive: false,
        total: 20,
        ask(n) {
          const suggestions = configs
            .slice(asked, asked + n)
            .map((config) => ({ config, params: config }))
          return { suggestions, finished: asked + suggestions.length >= 20 }
        },
        onTrialAdded: () => void (asked += 1),
        onTrialResult: () => undefined,
        onTrialComplete: () => undefined,
      },
    })
    expect(told(eventsOf(results.experimentPath))).toEqual(told(log))
  })

  it('is interrupted at once where its time budget ends, and retries when the time has come', async () => {
    const results = await new Tuner(
      simulated(function* ({ x }: { x: number }, { attempt }) {
        if (attempt === 1) throw new Error('once')
        for (;;) yield { seconds: 3600, metrics: { loss: x } }
      }),
      {
        paramSpace: { x: uniform(0, 1) },
        tuneConfig: { ...tuneConfig, numSamples: 1, timeBudgetS: 10_000 },
        runConfig: quiet({ failureConfig: { maxFailures: 1, backoffS: 500 } }),
      },
    ).fit()
    const lines = eventsOf(results.experimentPath).map(
      ({ at, type }) => `${(at - VIRTUAL_EPOCH) / 1000} ${type}`,
    )
    expect(lines.slice(-6)).toEqual([
      '500 started',
      '4100 reported',
      '7700 reported',
      '10000 tick',
      '10000 ended',
      '10000 study-finished',
    ])
  })

  it('is restored: time goes on, and trials from their checkpoints', async () => {
    const curve = simulated(
      function* ({ x }: { x: number }, { iteration }) {
        for (let i = iteration + 1; i <= 4; i++) yield { seconds: 100, metrics: { loss: x / i } }
      },
      { name: 'train' },
    )
    const results = await new Tuner(curve, {
      paramSpace: { x: uniform(0, 1) },
      tuneConfig: { ...tuneConfig, numSamples: 3 },
      runConfig: quiet({ stop: { training_iteration: 2 } }),
    }).fit()
    const path = results.experimentPath
    const halfway = eventsOf(path)
    const more = await Tuner.restore(path, curve, {
      tuneConfig: { numSamples: 5 },
      runConfig: { stop: { training_iteration: 3 } },
    }).fit()
    expect([...more].map(({ metrics }) => metrics?.['training_iteration'])).toEqual([2, 2, 2, 3, 3])
    const later = eventsOf(path).slice(halfway.length)
    expect(later[0]).toMatchObject({ type: 'session-started', at: halfway.at(-1)?.at })
  })
})

/** For a scheduler that knows trials by number: the ids of a tuner begin with a part of their own. */
function renamed(scheduler: Scheduler): Scheduler {
  const strip = (trial: string): string => trial.slice(trial.lastIndexOf('_') + 1)
  return {
    name: scheduler.name,
    create(setup) {
      const schedule = scheduler.create(setup)
      const prefix = { of: '' }
      return {
        ...schedule,
        onTrialAdded(trial, study) {
          prefix.of = trial.slice(0, trial.lastIndexOf('_') + 1)
          schedule.onTrialAdded(strip(trial), study)
        },
        onTrialResult(trial, result, study) {
          const known: typeof study = {
            ...study,
            trial: (id) => study.trial(prefix.of + id),
          }
          const decision = schedule.onTrialResult(strip(trial), result, known)
          const orders = decision.orders?.map((order) => ({
            ...order,
            trial: prefix.of + order.trial,
          }))
          return orders ? { ...decision, orders } : decision
        },
        onTrialComplete: (trial, result, study) =>
          schedule.onTrialComplete(strip(trial), result, study),
        onTrialError: (trial, study, retried) =>
          schedule.onTrialError(strip(trial), study, retried),
        choose: (startable) => schedule.choose(startable),
        describe: () => schedule.describe(),
      }
    },
  }
}

/** What a story consists of, without what only a real machine adds. */
function told(events: readonly StudyEvent[]): unknown {
  return events.map((event) => {
    const text = JSON.stringify(event, (key, value: unknown) =>
      [
        'pid',
        'hostname',
        'node_ip',
        'date',
        'checkpoint_dir_name',
        'stack',
        'capacity',
        'reason',
        'params',
      ].includes(key)
        ? undefined
        : value,
    )
    return JSON.parse(text.replaceAll(/"[0-9a-f]{5}_(\d{5})"/g, '"$1"')) as unknown
  })
}
