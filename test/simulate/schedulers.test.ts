import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import { ResourceChangingScheduler } from '../../src/schedule/resource-changing/resource-changing.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { uniform } from '../../src/space/uniform.ts'
import { withFacts } from '../../src/study/facts.ts'
import { makeStudy, played } from './study-kit.ts'
import type { Scheduler } from '../../src/schedule/scheduler.ts'
import type { StudyEvent } from '../../src/study/events.ts'

/** Every scheduler that there is, small enough that much happens in a few steps. */
const SCHEDULERS: Readonly<Record<string, () => Scheduler>> = {
  fifo: () => createScheduler('fifo'),
  'asha, stop': () => createScheduler('asha', { maxT: 8, reductionFactor: 2, brackets: 2 }),
  'asha, promote': () =>
    createScheduler('asha', { maxT: 8, reductionFactor: 2, brackets: 2, variant: 'promote' }),
  hyperband: () => createScheduler('hyperband', { maxT: 8, reductionFactor: 2 }),
  "Ray's hyperband": () =>
    createScheduler('hyperband', {
      maxT: 8,
      reductionFactor: 2,
      firstBracket: 'smallest',
      waitUntilFull: false,
    }),
  hb_bohb: () => createScheduler('hb_bohb', { maxT: 8, reductionFactor: 2 }),
  median: () =>
    createScheduler('median_stopping_rule', {
      timeAttr: 'training_iteration',
      gracePeriod: 1,
      minSamplesRequired: 2,
    }),
  'soft median': () =>
    createScheduler('median_stopping_rule', {
      gracePeriod: 1,
      minSamplesRequired: 2,
      hardStop: false,
    }),
  percentile: () => createScheduler('percentile_stopping_rule', { percentile: 50 }),
  pbt: () => population({}),
  'synchronous pbt': () => population({ synch: true }),
  pb2: () =>
    createScheduler('pb2', {
      timeAttr: 'training_iteration',
      perturbationInterval: 2,
      hyperparamBounds: { x: [0, 1] },
    }),
  'changing resources': () =>
    new ResourceChangingScheduler({
      baseScheduler: createScheduler('asha', { maxT: 8, reductionFactor: 2 }),
    }),
}

function population(options: Readonly<Record<string, unknown>>): Scheduler {
  return createScheduler('pbt', {
    timeAttr: 'training_iteration',
    perturbationInterval: 2,
    hyperparamMutations: { x: uniform(0, 1) },
    ...options,
  })
}

interface Life {
  readonly losses: readonly number[]
  readonly seconds: number
  /** The attempts that fail, after one step each. */
  readonly fails: readonly number[]
}

interface World {
  readonly lives: readonly Life[]
  readonly cpus: number
  readonly maxFailures: number
}

const loss = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
)

const world = fc.record<World>({
  lives: fc.array(
    fc.record<Life>({
      losses: fc.array(loss, { minLength: 1, maxLength: 10, size: 'max' }),
      seconds: fc.constantFrom(1, 1, 2, 7),
      fails: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 1 }),
    }),
    { minLength: 1, maxLength: 12, size: 'max' },
  ),
  cpus: fc.integer({ min: 1, max: 5 }),
  maxFailures: fc.constantFrom(0, 1, 5),
})

function optionsOf({ lives, cpus, maxFailures }: World, scheduler: Scheduler) {
  return {
    scheduler,
    cpus,
    numSamples: lives.length,
    setup: { failures: { maxFailures, failFast: false, backoffS: 0 } },
    trainable: simulated<unknown>(function* (_, { trial, iteration, attempt }) {
      const { losses, seconds, fails } = lives[Number(trial)] as Life
      for (let i = iteration; i < losses.length; i++) {
        yield { seconds, metrics: { loss: losses[i] } }
        if (fails.includes(attempt)) throw new Error('as it was to be')
      }
    }),
  }
}

/** What was not known when it happened. */
function withoutFacts(event: StudyEvent): StudyEvent {
  const {
    decision: _d,
    reason: _r,
    rung: _g,
    exploit: _e,
    resources: _s,
    outcome: _o,
    orders: _w,
    starts: _t,
    ...rest
  } = event as StudyEvent & Record<string, unknown>
  if (event.type === 'study-finished') return event
  if (event.type === 'trial-added') {
    const { orders: _, starts: __, ...added } = event
    return added
  }
  if (event.type !== 'reported') return rest as StudyEvent
  return { ...rest, result: { ...event.result, done: false } } as StudyEvent
}

describe.each(Object.keys(SCHEDULERS))('%s', (name) => {
  const scheduler = (SCHEDULERS[name] as () => Scheduler)()

  it('ends every trial, resumes none that it stopped, and uses no more than there is', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { study, log, finished } = played({ ...optionsOf(given, scheduler), maxEvents: 3000 })
        expect(finished).toBe(true)
        const over = new Set<string>()
        const held = new Map<string, number>()
        const asked = new Map<string, number>(study.trials.map(({ id }) => [id, 1]))
        for (const event of log) {
          if (event.type === 'started') {
            expect(over).not.toContain(event.trial)
            held.set(event.trial, asked.get(event.trial) ?? 0)
            const all = [...held.values()].reduce((sum, cpu) => sum + cpu, 0)
            expect(all).toBeLessThanOrEqual(given.cpus)
          }
          if (event.type === 'reported') {
            expect(over).not.toContain(event.trial)
            if (event.decision === 'stop') over.add(event.trial)
            if (event.resources) asked.set(event.trial, event.resources['cpu'] ?? 0)
          }
          if (event.type === 'ended') held.delete(event.trial)
          for (const order of event.orders ?? []) if (order.action === 'stop') over.add(order.trial)
        }
        const { TERMINATED, ERROR } = study.counts
        expect(TERMINATED + ERROR).toBe(given.lives.length)
        expect(study.usage.cpu).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('decides the same after it was restored at any event', () => {
    fc.assert(
      fc.property(world, fc.double({ min: 0, max: 1, noNaN: true }), (given, at) => {
        const options = optionsOf(given, scheduler)
        const { log } = played({ ...options, maxEvents: 3000 })
        const cut = Math.floor(at * log.length)
        const { study } = makeStudy(options, log.slice(0, cut))
        for (const event of log.slice(cut)) {
          study.apply(withoutFacts(event))
          expect(withFacts(study, withoutFacts(event))).toEqual(event)
        }
      }),
      { numRuns: 40 },
    )
  })
})
