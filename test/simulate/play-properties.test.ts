import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulated } from '../../src/simulate/curve.ts'
import { makeStudy, played } from './study-kit.ts'
import type { Result } from '../../src/math/score.ts'
import type { ScheduleDecision, Scheduler } from '../../src/schedule/scheduler.ts'
import type { SimulatedTrainable } from '../../src/simulate/curve.ts'
import type { StudyEvent } from '../../src/study/events.ts'
import type { Study } from '../../src/study/study.ts'

/** How one trial goes. */
interface Life {
  /** Seconds of each step; few different ones, so that much happens at the same time. */
  readonly steps: readonly number[]
  /** It always fails after so many of its steps. */
  readonly failsAfter: number | undefined
  /** Every how many iterations it leaves a checkpoint. */
  readonly checkpointEvery: number
  /** What the scheduler makes of it, by iteration. */
  readonly decisions: readonly ('continue' | 'pause' | 'stop')[]
  readonly startupS: number
  readonly cpu: number
  readonly gpu: number
}

interface World {
  readonly lives: readonly Life[]
  readonly cpus: number
  readonly maxFailures: number
  readonly backoffS: number
  readonly maxConcurrentTrials: number
}

const life = (withPauses: boolean): fc.Arbitrary<Life> =>
  fc.record({
    steps: fc.array(fc.constantFrom(0, 1, 2, 60), { maxLength: 5 }),
    failsAfter: fc.option(fc.nat(5), { nil: undefined, freq: 3 }),
    checkpointEvery: withPauses ? fc.constant(1) : fc.constantFrom(1, 2, 9),
    decisions: fc.array(
      fc.constantFrom('continue', 'continue', withPauses ? 'pause' : 'continue', 'stop'),
      { maxLength: 5 },
    ),
    startupS: fc.constantFrom(0, 0, 1),
    cpu: fc.constantFrom(0.5, 1, 2),
    gpu: fc.constantFrom(0, 0, 0.5, 1),
  })

const world = fc.boolean().chain((withPauses) =>
  fc.record<World>({
    lives: fc.array(life(withPauses), { minLength: 1, maxLength: 8 }),
    cpus: fc.constantFrom(2, 3),
    maxFailures: fc.constantFrom(0, 0, 1, 2),
    backoffS: fc.constantFrom(0, 5),
    maxConcurrentTrials: fc.constantFrom(1, 3, Infinity),
  }),
)

function trainableOf({ lives }: World): SimulatedTrainable<unknown> {
  const of = (trial: string): Life => lives[Number(trial)] as Life
  return simulated(
    function* (_, { trial, iteration }) {
      const { steps, failsAfter, checkpointEvery } = of(trial)
      for (let i = iteration + 1; i <= steps.length; i++) {
        if (failsAfter !== undefined && i > failsAfter) throw new Error(`${trial} failed`)
        yield {
          seconds: steps[i - 1] as number,
          metrics: { loss: Number(trial) / i },
          checkpoint: i % checkpointEvery === 0,
        }
      }
      if (failsAfter === steps.length) throw new Error(`${trial} failed at its end`)
    },
    { startupS: (_, { trial }) => of(trial).startupS },
  )
}

/** Decides by trial and iteration alone, so that the same comes of it in whatever order things happen. */
function schedulerOf({ lives }: World): Scheduler {
  const decide = (trial: string, { training_iteration: iteration }: Result): ScheduleDecision => ({
    action: lives[Number(trial)]?.decisions[Number(iteration) - 1] ?? 'continue',
  })
  return {
    name: 'by-the-book',
    create: () => ({
      onTrialAdded: () => undefined,
      onTrialResult: decide,
      onTrialComplete: () => undefined,
      onTrialError: () => undefined,
      onTrialRemoved: () => undefined,
      choose: ({ pending, paused }) => pending.first ?? paused.first,
      describe: () => 'by the book',
    }),
  }
}

function optionsOf(world: World): Parameters<typeof played>[0] {
  const { lives, cpus, maxFailures, backoffS, maxConcurrentTrials } = world
  return {
    trainable: trainableOf(world),
    scheduler: schedulerOf(world),
    numSamples: lives.length,
    capacity: { cpu: cpus, gpu: 2, custom: {} },
    resourcesFor: (_, number) => ({ cpu: lives[number]?.cpu ?? 1, gpu: lives[number]?.gpu ?? 0 }),
    setup: { failures: { maxFailures, failFast: false, backoffS }, maxConcurrentTrials },
  }
}

/** At its n-th result it does what the n-th whim says to some trial, and then nothing more. */
function whimsical(trials: number, whims: readonly number[]): Scheduler {
  return {
    name: 'whimsical',
    create() {
      let results = 0
      const other = (whim: number): string => String(whim % trials).padStart(5, '0')
      return {
        changesConfigs: true,
        onTrialAdded: () => undefined,
        onTrialResult(trial): ScheduleDecision {
          const whim = whims[results++]
          if (whim === undefined) return { action: 'continue' }
          const exploit = { from: other(whim), config: { x: whim } }
          const orders = [
            { trial: other(whim), action: 'stop' } as const,
            {
              trial: other(whim),
              action: 'exploit',
              exploit: { ...exploit, from: trial },
            } as const,
          ].filter((order) => order.trial !== trial)
          switch (whim % 7) {
            case 0:
              return { action: 'exploit', exploit }
            case 1:
              return { action: 'pause', resources: { cpu: 1 } }
            case 2:
              return { action: 'stop', orders: orders.slice(0, 1) }
            case 3:
              return { action: 'continue', orders: orders.slice(1) }
            case 4:
              return { action: 'pause', orders: orders.slice(1) }
            case 5:
              return { action: 'continue', orders: orders.slice(0, 1) }
            default:
              return { action: 'continue' }
          }
        },
        onTrialComplete: () => undefined,
        onTrialError: () => undefined,
        onTrialRemoved: () => undefined,
        choose: ({ pending, paused }) => paused.first ?? pending.first,
        describe: () => 'whimsical',
      }
    },
  }
}

/** What came of the trials, but for when and in how many attempts. */
function fates(study: Study): unknown {
  return study.trials.map(({ id, config, status, iteration, failures, lastResult }) => ({
    id,
    config,
    status,
    iteration,
    failures,
    loss: lastResult?.['loss'],
    done: lastResult?.['done'],
  }))
}

describe('whatever trials do', () => {
  it('every attempt ends once, nothing runs twice, and no more is used than there is', () => {
    fc.assert(
      fc.property(world, (given) => {
        const running = new Map<string, number>()
        const { study, log, finished } = played({ ...optionsOf(given) })
        for (const [i, event] of log.entries()) {
          expect(event.at).toBeGreaterThanOrEqual(log[i - 1]?.at ?? 0)
          if (event.type === 'started') {
            expect(running.get(event.trial)).toBeUndefined()
            running.set(event.trial, event.attempt)
          }
          if (event.type === 'reported') expect(running.get(event.trial)).toBe(event.attempt)
          if (event.type === 'ended') {
            expect(running.get(event.trial)).toBe(event.attempt)
            running.delete(event.trial)
          }
          const held = [...running.keys()].map((trial) => given.lives[Number(trial)] as Life)
          expect(sum(held.map(({ cpu }) => cpu))).toBeLessThanOrEqual(given.cpus)
          expect(sum(held.map(({ gpu }) => gpu))).toBeLessThanOrEqual(2)
          expect(running.size).toBeLessThanOrEqual(given.maxConcurrentTrials)
        }
        expect(running.size).toBe(0)
        expect(finished).toBe(true)
        expect(log.at(-1)?.type).toBe('study-finished')
        const { TERMINATED, ERROR } = study.counts
        expect(TERMINATED + ERROR).toBe(given.lives.length)
        expect(study.usage).toMatchObject({ cpu: 0, gpu: 0 })
      }),
      { numRuns: 200 },
    )
  })

  it('the same holds where trials become copies of others and are stopped by orders', () => {
    fc.assert(
      fc.property(world, fc.array(fc.nat(99), { maxLength: 30 }), fc.nat(), (given, whims, cut) => {
        const scheduler = whimsical(given.lives.length, whims)
        const options = { ...optionsOf(given), scheduler, maxEvents: 5000 }
        const { study, finished, log } = played(options)
        expect(finished).toBe(true)
        const { TERMINATED, ERROR } = study.counts
        expect(TERMINATED + ERROR).toBe(given.lives.length)
        const starts = log.filter(({ type }) => type === 'started')
        const attempts = starts.map((event) => JSON.stringify({ ...event, at: 0, from: 0 }))
        expect(new Set(attempts).size).toBe(starts.length)
        expect(study.usage).toMatchObject({ cpu: 0, gpu: 0 })
        expect(fates(makeStudy(options, log).study)).toEqual(fates(study))
        const past = log.slice(0, 1 + (cut % log.length))
        expect(played(options, past).finished).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('the same happens each time, and folding the log gives the same study', () => {
    fc.assert(
      fc.property(world, (given) => {
        const first = played(optionsOf(given))
        const second = played(optionsOf(given))
        expect(second.log).toEqual(first.log)
        const { study } = makeStudy(optionsOf(given), first.log)
        expect(fates(study)).toEqual(fates(first.study))
      }),
      { numRuns: 50 },
    )
  })

  it('cut anywhere and gone on with, the same comes of every trial', () => {
    fc.assert(
      fc.property(world, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (given, cuts) => {
        const options = optionsOf(given)
        const whole = played(options)
        let log: StudyEvent[] = []
        for (const cut of cuts.slice(0, 3)) {
          const maxEvents = 1 + Math.floor(cut * whole.log.length)
          log = [...log, ...played({ ...options, maxEvents }, log).log]
        }
        const { study, finished } = played(options, log)
        expect(finished).toBe(true)
        expect(fates(study)).toEqual(fates(whole.study))
      }),
      { numRuns: 150 },
    )
  })

  it('cut after each event of one study, the same comes of it', () => {
    const given: World = {
      lives: Array.from({ length: 5 }, (_, i) => ({
        steps: [1, 2, 1, 60],
        failsAfter: i === 3 ? 2 : undefined,
        checkpointEvery: 1,
        decisions: i % 2 === 0 ? ['continue', 'pause', 'continue', 'stop'] : [],
        startupS: 1,
        cpu: 1,
        gpu: 0,
      })),
      cpus: 2,
      maxFailures: 1,
      backoffS: 5,
      maxConcurrentTrials: Infinity,
    }
    const options = optionsOf(given)
    const whole = played(options)
    expect(whole.study.counts).toMatchObject({ TERMINATED: 4, ERROR: 1 })
    for (let cut = 1; cut < whole.log.length; cut++) {
      const { study } = played(options, whole.log.slice(0, cut))
      expect(fates(study)).toEqual(fates(whole.study))
    }
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
