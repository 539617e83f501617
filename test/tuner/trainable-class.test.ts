import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  command,
  createScheduler,
  gridSearch,
  PopulationBasedTraining,
  python,
  run,
  simulated,
  TrainableClass,
  Tuner,
  uniform,
  withParameters,
} from '../../src/index.ts'
import { checkpointOrders } from '../../src/tuner/checkpoint-orders.ts'
import { Random } from '../../src/math/random.ts'
import { readStudy } from '../../src/tuner/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Metrics, Trial } from '../../src/index.ts'

const common = { metric: 'loss', mode: 'min', verbose: 0, storagePath: tempFolder() } as const

class Sums extends TrainableClass<{ x: number }> {
  rows: readonly number[] = []

  override setup(
    _config: unknown,
    _trial: Trial,
    { rows = [0] }: { rows?: readonly number[] },
  ): void {
    this.rows = rows
  }

  step(): Metrics {
    const row = this.rows[this.iteration] ?? 0
    return { loss: this.config.x + row, done: this.iteration + 1 === this.rows.length }
  }

  override saveCheckpoint(dir: string): void {
    writeFileSync(join(dir, 'row'), String(this.iteration))
  }
}

describe('a class as a trainable', () => {
  it('gets its config and its constants, and gives the study its name', async () => {
    const results = await run(withParameters(Sums, { rows: [3, 1, 2] }), {
      ...common,
      paramSpace: { x: 10 },
    })
    const [result] = results
    expect(result?.trialName).toMatch(/^Sums_/)
    expect(result?.metricsDataframe.map(({ loss }) => loss)).toEqual([13, 11, 12])
  })

  it('shows its last checkpoint to those who read the study, and to callbacks', async () => {
    const told: string[] = []
    const results = await run(Sums, {
      ...common,
      paramSpace: { x: 1 },
      callbacks: [
        {
          onCheckpoint: (_study, trial, { name }) =>
            void told.push(`${name} of ${trial.iteration}`),
        },
      ],
    })
    expect(told).toEqual(['checkpoint_000000 of 1'])
    const study = readStudy(results.experimentPath)
    const [result] = study.results
    expect(readFileSync(join(result?.checkpoint?.path ?? '', 'row'), 'utf8')).toBe('1')
    const [trial] = study.view.trials
    expect(trial && study.history(trial).map(({ checkpoint }) => checkpoint?.name)).toEqual([
      'checkpoint_000000',
    ])
    study.close()
  })

  it('saves where its metrics ask for it', async () => {
    class Asks extends Sums {
      override step(): Metrics {
        return {
          ...super.step(),
          should_checkpoint: this.iteration === 0,
          done: this.iteration === 2,
        }
      }
    }
    const checkpointConfig = { checkpointAtEnd: false }
    const results = await run(Asks, { ...common, paramSpace: { x: 1 }, checkpointConfig })
    expect(
      results.at(0)?.bestCheckpoints.map(({ metrics }) => metrics['training_iteration']),
    ).toEqual([1])
  })

  it('leaves nothing of a state that is given up for that of another', async () => {
    class Endless extends Sums {
      override step(): Metrics {
        return { loss: this.config.x, should_checkpoint: this.iteration === 0 }
      }
      override loadCheckpoint(): void {}
    }
    const results = await run(Endless, {
      ...common,
      paramSpace: { x: gridSearch([1, 2, 3, 4]) },
      maxConcurrentTrials: 4,
      scheduler: new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 2,
        quantileFraction: 0.5,
        hyperparamMutations: { x: uniform(0, 10) },
      }),
      checkpointConfig: { checkpointFrequency: 0 },
      stop: { training_iteration: 6 },
      seed: 1,
    })
    const attempts = [...results].flatMap(({ metricsDataframe }) =>
      metricsDataframe.map(
        ({ iterations_since_restore: own, training_iteration: all }) => own === all,
      ),
    )
    expect(attempts).toContain(false)
    const folders = [...results].flatMap(({ path }) => readdirSync(path))
    expect(folders.filter((name) => name.startsWith('.checkpoint_'))).toEqual([])
  })

  it.each([undefined, null, 'much'])('fails where a step returns %o', async (value) => {
    class Odd extends TrainableClass {
      step(): Metrics {
        return value as never
      }
    }
    const results = await run(Odd, common)
    expect(results.errors[0]).toMatchObject({
      code: 'INVALID_METRICS',
      message: expect.stringContaining('step() returned') as unknown,
    })
  })

  it('cannot go on from a checkpoint that it cannot load', async () => {
    class Forgets extends Sums {
      override step(): Metrics {
        if (this.iteration === 1) throw new Error('boom')
        return { loss: 1 }
      }
    }
    const results = await run(Forgets, {
      ...common,
      paramSpace: { x: 1 },
      checkpointConfig: { checkpointFrequency: 1 },
      failureConfig: { maxFailures: 1 },
    })
    expect(results.errors[0]).toMatchObject({
      code: 'METHOD_MISSING',
      message: expect.stringContaining('Forgets has no method loadCheckpoint') as unknown,
    })
  })

  it('has to extend TrainableClass', () => {
    class Stranger {
      step(): number {
        return 1
      }
    }
    expect(() => new Tuner(Stranger as never)).toThrow(
      expect.objectContaining({
        code: 'INVALID_TRAINABLE',
        message: expect.stringContaining('class Stranger extends TrainableClass') as unknown,
      }),
    )
  })
})

describe('checkpointFrequency and checkpointAtEnd', () => {
  const train = (): number => 1
  it.each([
    ['a function', train],
    ['a command', command('./solve')],
    ['a simulated trial', simulated(() => [])],
    ['a Python script', python(new URL('../e2e/fixtures/train.py', import.meta.url))],
  ])('are refused with %s, which is no class', (_, trainable) => {
    for (const checkpointConfig of [{ checkpointFrequency: 2 }, { checkpointAtEnd: true }]) {
      expect(() => new Tuner(trainable as never, { runConfig: { checkpointConfig } })).toThrow(
        expect.objectContaining({
          code: 'CLASS_REQUIRED',
          path: ['runConfig', 'checkpointConfig'],
          message: expect.stringContaining('report(metrics, { checkpoint })') as unknown,
        }),
      )
    }
    const checkpointConfig = { checkpointFrequency: 0, checkpointAtEnd: false }
    expect(new Tuner(trainable as never, { runConfig: { checkpointConfig } })).toBeInstanceOf(Tuner)
  })

  it.each([{ checkpointFrequency: -1 }, { checkpointFrequency: 1.5 }, { checkpointAtEnd: 1 }])(
    'are checked: %o',
    (checkpointConfig) => {
      expect(
        () =>
          new Tuner(Sums as never, { runConfig: { checkpointConfig: checkpointConfig as never } }),
      ).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
    },
  )

  it('are by default every iteration where the scheduler pauses or copies trials', () => {
    const orders = (name: string, options = {}, checkpointConfig = {}): unknown => {
      const schedule = createScheduler(name, options).create({
        metric: 'loss',
        mode: 'min',
        random: Random.fromSeed(1),
      })
      return checkpointOrders({ checkpointConfig }, schedule)
    }
    const pbt = { hyperparamMutations: { x: uniform(0, 1) } }
    for (const [name, options] of [
      ['hyperband', {}],
      ['hb_bohb', {}],
      ['pbt', pbt],
      ['resource_changing', {}],
      ['asha', { variant: 'promote' }],
    ] as const) {
      expect(orders(name, options)).toEqual({ frequency: 1 })
      expect(orders(name, options, { checkpointFrequency: 0 })).toBeUndefined()
      expect(orders(name, options, { checkpointFrequency: 3 })).toEqual({
        frequency: 3,
        asked: true,
      })
    }
    expect(orders('asha')).toBeUndefined()
    expect(orders('fifo', {}, { checkpointAtEnd: false })).toEqual({ atEnd: false })
    expect(orders('fifo', {}, { checkpointAtEnd: true })).toEqual({ atEnd: true, asked: true })
  })
})
