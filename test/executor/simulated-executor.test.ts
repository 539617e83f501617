import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { commitCheckpoint } from '../../src/checkpoint/commit.ts'
import { SimulatedExecutor } from '../../src/executor/simulated/simulated-executor.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { VIRTUAL_EPOCH } from '../../src/simulate/trials.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { ExecutorEvent, LaunchSpec } from '../../src/executor/executor.ts'
import type { SimulatedContext, SimulatedOptions, SimulatedStep } from '../../src/simulate/curve.ts'

type Reported = Extract<ExecutorEvent, { type: 'reported' }>
type Curve = (config: { s: number }, context: SimulatedContext) => Iterable<SimulatedStep>

const root = tempFolder()
let count = 0

const steady: Curve = function* ({ s }, { iteration }) {
  for (let i = iteration + 1; i <= 3; i++) yield { seconds: s, metrics: { i } }
}

/** An executor, what it says and when, and a tuner that answers as it is told, a turn later. */
class Bench {
  readonly executor: SimulatedExecutor
  readonly lines: string[] = []
  readonly reports: Reported[] = []
  readonly errors: unknown[] = []
  answer: ((report: Reported) => 'continue' | 'stop' | 'pause' | undefined) | undefined

  constructor(curve: Curve = steady, options: SimulatedOptions<{ s: number }> = {}) {
    this.executor = new SimulatedExecutor(simulated(curve, options), VIRTUAL_EPOCH)
    this.answer = () => 'continue'
    void this.executor.open({
      studyDir: root,
      emit: (event) => this.#hear(event),
      reuse: true,
      logToFile: false,
      graceMs: 5000,
      warn: () => undefined,
    })
  }

  get seconds(): number {
    return (this.executor.clock.now() - VIRTUAL_EPOCH) / 1000
  }

  launch(trial: string, spec: Partial<LaunchSpec> = {}): LaunchSpec {
    const dir = join(root, `trial-${count++}`)
    mkdirSync(dir)
    const whole: LaunchSpec = {
      trial,
      attempt: 1,
      trialName: trial,
      studyName: 'study',
      config: { s: 60 },
      dir,
      iteration: 0,
      resources: { cpu: 1 },
      gpus: [],
      ...spec,
    }
    this.executor.launch(whole)
    return whole
  }

  say(words: string): void {
    this.lines.push(`${this.seconds} ${words}`)
  }

  /** Lets time go on until nothing happens any more. */
  async settle(): Promise<void> {
    for (let quiet = 0, before = -1; quiet < 5; before = this.lines.length) {
      await turn()
      quiet = this.lines.length === before ? quiet + 1 : 0
    }
  }

  #hear(event: ExecutorEvent): void {
    this.say(`${event.type === 'ended' ? event.cause : event.type} ${event.trial}`)
    if (event.type === 'ended' && event.error) this.errors.push(event.error)
    if (event.type !== 'reported') return
    this.reports.push(event)
    setImmediate(() => {
      const decision = this.answer?.(event)
      if (decision) this.executor.answer(event, event.seq, decision)
    })
  }
}

describe('SimulatedExecutor', () => {
  it('runs trials beside each other on virtual time, one thing a turn', async () => {
    const bench = new Bench(steady, { startupS: 5 })
    bench.launch('a')
    bench.launch('b', { config: { s: 100 } })
    expect(bench.lines).toEqual([])
    const before = performance.now()
    await bench.settle()
    expect(performance.now() - before).toBeLessThan(30_000)
    expect(bench.lines).toEqual([
      '5 started a',
      '5 started b',
      '65 reported a',
      '105 reported b',
      '125 reported a',
      '185 reported a',
      '185 completed a',
      '205 reported b',
      '305 reported b',
      '305 completed b',
    ])
    expect(bench.reports[0]).toEqual({
      trial: 'a',
      attempt: 1,
      type: 'reported',
      seq: 1,
      metrics: { i: 1 },
      checkpoint: '.checkpoint_1_1',
    })
  })

  it('stands still for everybody until a report is answered', async () => {
    const bench = new Bench()
    bench.answer = undefined
    bench.launch('a')
    bench.launch('b')
    await bench.settle()
    expect(bench.lines).toEqual(['0 started a', '0 started b', '60 reported a'])
    bench.executor.answer({ trial: 'a', attempt: 1 }, 1, 'pause')
    await bench.settle()
    expect(bench.lines.slice(3)).toEqual(['60 reported b'])
    bench.answer = () => 'stop'
    bench.executor.answer({ trial: 'b', attempt: 1 }, 1, 'stop')
    await bench.settle()
    expect(bench.lines.slice(4)).toEqual(['60 paused a', '60 stopped b'])
  })

  it('leaves a checkpoint that can be committed, with the iteration in it', async () => {
    const bench = new Bench(function* (_, { iteration }) {
      for (let i = iteration + 1; i <= 6; i++) {
        yield { seconds: 1, metrics: i === 6 ? { training_iteration: 60 } : {}, checkpoint: i > 4 }
      }
    })
    const { dir } = bench.launch('a', { iteration: 3, attempt: 2 })
    await bench.settle()
    expect(bench.reports.map(({ checkpoint }) => checkpoint)).toEqual([
      undefined,
      '.checkpoint_2_2',
      '.checkpoint_2_3',
    ])
    expect(readdirSync(dir).sort()).toEqual(['.checkpoint_2_2', '.checkpoint_2_3'])
    commitCheckpoint(dir, '.checkpoint_2_2', 'checkpoint_000000')
    commitCheckpoint(dir, '.checkpoint_2_3', 'checkpoint_000001')
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(join(dir, name, 'simulated.json'), 'utf8'))
    expect(read('checkpoint_000000')).toEqual({ training_iteration: 5 })
    expect(read('checkpoint_000001')).toEqual({ training_iteration: 60 })
  })

  it('overwrites what a killed tuner has left of the same report', async () => {
    const bench = new Bench()
    bench.answer = () => 'stop'
    const { dir } = bench.launch('a')
    mkdirSync(join(dir, '.checkpoint_1_1'))
    await bench.settle()
    expect(existsSync(join(dir, '.checkpoint_1_1', 'simulated.json'))).toBe(true)
    expect(bench.lines).toContain('60 stopped a')
  })

  it.each([
    ['ask', 'stopped'],
    ['kill', 'killed'],
  ] as const)('ends a trial in the middle of a step when told to %s', async (how, cause) => {
    const bench = new Bench()
    const alarm = bench.executor.clock.alarm(500, () => {
      bench.say('rang')
      bench.executor.stop({ trial: 'a', attempt: 1 }, how)
      bench.executor.stop({ trial: 'a', attempt: 1 }, how)
    })
    alarm.setFor(VIRTUAL_EPOCH + 90_000)
    bench.launch('a')
    await bench.settle()
    expect(bench.lines).toEqual(['0 started a', '60 reported a', '90 rang', `90 ${cause} a`])
  })

  it('rings only when it was asked to, and time does not go on for an alarm that was stopped', async () => {
    const bench = new Bench()
    const first = bench.executor.clock.alarm(1, () => bench.say('first'))
    const second = bench.executor.clock.alarm(1, () => bench.say('second'))
    await bench.settle()
    expect(bench.lines).toEqual([])
    first.setFor(VIRTUAL_EPOCH + 2000)
    first.setFor(VIRTUAL_EPOCH + 1000)
    second.setFor(VIRTUAL_EPOCH + 1000)
    await bench.settle()
    expect(bench.lines).toEqual(['1 first', '1 second', '2 first'])
    first.setFor(VIRTUAL_EPOCH + 5000)
    second.setFor(VIRTUAL_EPOCH + 4000)
    first.setFor(VIRTUAL_EPOCH + 4000)
    first.stop()
    await bench.settle()
    expect(bench.lines.slice(3)).toEqual(['4 second'])
    const { now } = bench.executor.clock
    expect(now()).toBe(VIRTUAL_EPOCH + 4000)
  })

  it('fails a trial that throws, with its stack, and one that reports what cannot be stored', async () => {
    const bench = new Bench(function* (_, { trial }) {
      yield { seconds: 4, metrics: { big: trial === 'a' ? 1 : 10n } }
      throw new RangeError('diverged')
    })
    bench.launch('a')
    bench.launch('b')
    await bench.settle()
    expect(bench.lines.slice(2)).toEqual(['4 reported a', '4 error a', '4 error b'])
    expect(bench.errors).toMatchObject([
      { name: 'RangeError', message: 'diverged', stack: expect.stringContaining('diverged') },
      { name: 'TrialError', code: 'INVALID_METRICS', message: expect.stringContaining('big') },
    ])
  })

  it('fails a trial whose folder is gone, and makes no new one', async () => {
    const bench = new Bench()
    const dir = join(root, 'never-made')
    bench.launch('a', { dir })
    await bench.settle()
    expect(bench.lines).toEqual(['0 started a', '60 error a'])
    expect(existsSync(dir)).toBe(false)
  })

  it('reports copies: a curve may use one object for all its metrics', async () => {
    const bench = new Bench(function* () {
      const metrics = { loss: 0, nested: { n: 0 } }
      for (let i = 1; i <= 2; i++) {
        metrics.loss = i
        metrics.nested.n = i
        yield { seconds: 1, metrics, checkpoint: false }
      }
    })
    bench.launch('a')
    await bench.settle()
    expect(bench.reports.map(({ metrics }) => metrics)).toEqual([
      { loss: 1, nested: { n: 1 } },
      { loss: 2, nested: { n: 2 } },
    ])
  })

  it('ends all that runs when it is closed, and says nothing afterwards', async () => {
    let closed = 0
    const bench = new Bench(function* () {
      try {
        for (;;) yield { seconds: 1, metrics: {}, checkpoint: false }
      } finally {
        closed += 1
      }
    })
    bench.launch('a')
    bench.launch('b')
    for (let i = 0; i < 20; i++) await turn()
    const before = bench.lines.length
    await bench.executor.close()
    await bench.executor.close()
    await bench.settle()
    expect(bench.lines.slice(before).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'killed a',
      'killed b',
    ])
    expect(closed).toBe(2)
  })
})
