import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  ASHAScheduler,
  Checkpoint,
  choice,
  gridSearch,
  report,
  run,
  Tuner,
  uniform,
  withParameters,
  withResources,
} from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Trial } from '../../src/index.ts'

const storagePath = tempFolder()
let count = 0
/** Quiet, in a folder of its own. */
const quiet = (): { storagePath: string; name: string; verbose: 0 } => ({
  storagePath,
  name: `study-${count++}`,
  verbose: 0,
})

describe('an inline study', () => {
  it('tries every sample, stores every result and knows the best', async () => {
    const results = await new Tuner(
      async ({ x }, trial) => {
        for (let i = 1; i <= 3; i++) await trial.report({ loss: (x - 0.5) ** 2 / i })
      },
      {
        paramSpace: { x: uniform(0, 1), fixed: 'constant' },
        tuneConfig: { metric: 'loss', mode: 'min', numSamples: 8, seed: 1 },
        runConfig: quiet(),
      },
    ).fit()
    expect(results.length).toBe(8)
    expect(results.numTerminated).toBe(8)
    const best = results.getBestResult()
    const losses = [...results].map((result) => Number(result.metrics?.['loss']))
    expect(best.metrics?.['loss']).toBe(Math.min(...losses))
    expect(best.config.fixed).toBe('constant')
    expect(best.metricsDataframe.map((row) => row['training_iteration'])).toEqual([1, 2, 3])
    expect(best.metrics).toMatchObject({
      training_iteration: 3,
      trial_id: best.trialId,
      config: best.config,
      checkpoint_dir_name: null,
    })
    const lines = readFileSync(join(best.path, 'result.json'), 'utf8').trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { loss: number }).loss)).toHaveLength(3)
    expect(JSON.parse(readFileSync(join(best.path, 'params.json'), 'utf8'))).toEqual(best.config)
  })

  it('begins a retry with the config as it was, whatever the trial has done to it', async () => {
    const results = await new Tuner(
      ({ layers }, trial) => {
        layers.push(0)
        if (trial.attempt === 1) throw new Error('boom')
        return { loss: layers.length }
      },
      {
        paramSpace: { layers: [8, 4] },
        tuneConfig: { metric: 'loss', mode: 'min' },
        runConfig: { ...quiet(), failureConfig: { maxFailures: 1 } },
      },
    ).fit()
    expect(results.at(0)).toMatchObject({ config: { layers: [8, 4] }, metrics: { loss: 3 } })
  })

  it('gives the same configs for the same seed, whatever the order of events', async () => {
    const configs = async (maxConcurrentTrials: number): Promise<unknown[]> => {
      const results = await run(({ x }) => x, {
        paramSpace: { x: uniform(0, 1), y: choice(['a', 'b']) },
        mode: 'min',
        numSamples: 6,
        seed: 42,
        maxConcurrentTrials,
        ...quiet(),
      })
      return [...results].map((result) => result.config)
    }
    expect(await configs(1)).toEqual(await configs(4))
  })

  it('takes a returned number for the metric, anonymous or named', async () => {
    const anonymous = await run(({ x }) => x, {
      paramSpace: { x: gridSearch([3, 1, 2]) },
      mode: 'min',
      ...quiet(),
    })
    expect(anonymous.getBestResult().metrics).toMatchObject({ _metric: 1 })
    const named = await run(({ x }) => x, {
      paramSpace: { x: gridSearch([3, 1, 2]) },
      metric: 'loss',
      mode: 'max',
      ...quiet(),
    })
    expect(named.getBestResult().metrics?.['loss']).toBe(3)
  })

  it('reports what a generator yields, and runs its finally block when it is stopped', async () => {
    let cleaned = 0
    const results = await run(
      async function* () {
        try {
          for (let i = 0; ; i++) yield { loss: i }
        } finally {
          cleaned += 1
        }
      },
      { metric: 'loss', mode: 'min', stop: { training_iteration: 4 }, ...quiet() },
    )
    expect(results.at(0)?.metrics?.['loss']).toBe(3)
    expect(cleaned).toBe(1)
  })

  it('speaks through the module-level report from deep inside', async () => {
    const deep = async (loss: number): Promise<void> => {
      await new Promise(setImmediate)
      await report({ loss })
    }
    const results = await run(({ x }) => deep(x), {
      paramSpace: { x: gridSearch([1, 2, 3, 4]) },
      metric: 'loss',
      mode: 'max',
      maxConcurrentTrials: 4,
      ...quiet(),
    })
    expect([...results].map((result) => result.metrics?.['loss'])).toEqual([1, 2, 3, 4])
  })

  it('stops trials exactly where the scheduler says', async () => {
    const seen: number[] = []
    const results = await run(
      async ({ x }: { x: number }, trial: Trial) => {
        for (let i = 1; i <= 4; i++) {
          await trial.report({ score: x * i })
          if (x === 1) seen.push(i)
        }
      },
      {
        paramSpace: { x: gridSearch([3, 2, 1]) },
        metric: 'score',
        mode: 'max',
        maxConcurrentTrials: 1,
        scheduler: new ASHAScheduler({ maxT: 4, reductionFactor: 2 }),
        ...quiet(),
      },
    )
    expect(seen).toEqual([])
    expect(results.at(2)).toMatchObject({ status: 'TERMINATED', metrics: { done: true } })
    expect(results.at(2)?.reason).toContain('rung 1')
  })

  it('hands constants over and tells a trial what it may use', async () => {
    const big = new Float64Array([1, 2, 3])
    const results = await run(
      withResources(
        withParameters(
          (_config: unknown, trial: Trial, { data }: { data: Float64Array }) => ({
            sum: data.reduce((a, b) => a + b),
            cpu: trial.resources['cpu'],
          }),
          { data: big },
        ),
        { cpu: 0.5 },
      ),
      { metric: 'sum', mode: 'max', ...quiet() },
    )
    expect(results.at(0)?.metrics).toMatchObject({ sum: 6, cpu: 0.5 })
    const params = readFileSync(join(results.at(0)?.path ?? '', 'params.json'), 'utf8')
    expect(JSON.parse(params)).toEqual({})
  })
})

describe('checkpoints', () => {
  it('are on disk when report resolves, are ranked, and are handed back', async () => {
    const results = await run(
      async (_config, trial) => {
        for (const [i, score] of [1, 5, 3].entries()) {
          await trial.report(
            { score, i },
            { checkpoint: (dir) => writeFileSync(join(dir, 'state.json'), JSON.stringify({ i })) },
          )
          expect(existsSync(join(trial.dir, `checkpoint_00000${i}`, 'state.json'))).toBe(true)
        }
      },
      {
        metric: 'score',
        mode: 'max',
        checkpointConfig: { numToKeep: 1, checkpointScoreAttribute: 'score' },
        ...quiet(),
      },
    )
    const [result] = results
    expect(result?.error).toBeUndefined()
    expect(result?.checkpoint?.path).toMatch(/checkpoint_000002$/)
    expect(result?.bestCheckpoints.map(({ metrics }) => metrics['score'])).toEqual([5])
    expect(existsSync(join(result?.path ?? '', 'checkpoint_000000'))).toBe(false)
  })

  it('let a retried trial go on where it was, with nothing reported twice', async () => {
    let failures = 0
    const results = await run(
      async (_config, trial) => {
        const from = trial.getCheckpoint()
        const start = from
          ? (JSON.parse(readFileSync(join(from.path, 'i.json'), 'utf8')) as number)
          : 0
        expect(trial.iteration).toBe(start)
        for (let i = start + 1; i <= 5; i++) {
          const keep = i === 2
          await trial.report(
            { i },
            keep ? { checkpoint: (dir) => writeFileSync(join(dir, 'i.json'), String(i)) } : {},
          )
          if (i === 4 && failures++ === 0) throw new Error('boom')
        }
      },
      { metric: 'i', mode: 'max', failureConfig: { maxFailures: 1 }, ...quiet() },
    )
    const [result] = results
    expect(result?.status).toBe('TERMINATED')
    expect(result?.metricsDataframe.map((row) => row['i'])).toEqual([1, 2, 3, 4, 5])
    const lines = readFileSync(join(result?.path ?? '', 'result.json'), 'utf8')
      .trim()
      .split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { i: number }).i)).toEqual([1, 2, 3, 4, 5])
    expect(readFileSync(join(result?.path ?? '', 'error.txt'), 'utf8')).toContain('boom')
  })

  it('may be given as a folder, which is copied', async () => {
    const source = tempFolder()
    writeFileSync(join(source, 'weights'), 'w')
    const results = await run(
      async (_config, trial) => {
        await trial.report({ a: 1 }, { checkpoint: Checkpoint.fromDirectory(source) })
      },
      { metric: 'a', mode: 'max', ...quiet() },
    )
    const path = results.at(0)?.checkpoint?.path ?? ''
    expect(readFileSync(join(path, 'weights'), 'utf8')).toBe('w')
    expect(existsSync(join(source, 'weights'))).toBe(true)
  })
})

describe('failures', () => {
  it('are results: the study goes on and fit resolves', async () => {
    const results = await run(
      ({ x }) => {
        if (x === 2) throw new TypeError('no twos')
        return { loss: x }
      },
      {
        paramSpace: { x: gridSearch([1, 2, 3]) },
        metric: 'loss',
        mode: 'min',
        ...quiet(),
      },
    )
    expect(results.numErrors).toBe(1)
    expect(results.numTerminated).toBe(2)
    expect(results.errors[0]?.message).toBe('no twos')
    expect(results.errors[0]?.stack).toContain('tuner.test.ts')
    expect(results.getBestResult().config.x).toBe(1)
  })

  it('name the metric that is missing and those that are there', async () => {
    const results = await run(() => ({ los: 1 }), {
      metric: 'loss',
      mode: 'min',
      numSamples: 2,
      ...quiet(),
    })
    expect(results.numErrors).toBe(2)
    expect(results.errors[0]).toMatchObject({
      code: 'METRIC_MISSING',
      message: expect.stringContaining('It reported: los') as unknown,
    })
    expect(() => results.getBestResult()).toThrow(
      expect.objectContaining({ code: 'NO_BEST_TRIAL' }),
    )
  })

  it('of a callback harm no trial', async () => {
    const results = await run(() => ({ loss: 1 }), {
      metric: 'loss',
      mode: 'min',
      numSamples: 3,
      callbacks: [
        {
          onTrialResult() {
            throw new Error('sync')
          },
          onTrialComplete: () => Promise.reject(new Error('async')),
        },
      ],
      ...quiet(),
    })
    expect(results.numTerminated).toBe(3)
  })

  it('pass NaN and infinities over when choosing the best', async () => {
    const results = await run(({ x }) => ({ score: [Number.NaN, 1, Infinity, 2][x] }), {
      paramSpace: { x: gridSearch([0, 1, 2, 3]) },
      metric: 'score',
      mode: 'max',
      ...quiet(),
    })
    expect(results.getBestResult().config.x).toBe(3)
    expect(results.getBestResult('score', 'max', 'last', false).config.x).toBe(2)
    expect(results.at(0)?.metrics?.['score']).toBeNaN()
  })
})

describe('ResultGrid', () => {
  it('compares by scope', async () => {
    const values = { a: [1, 9, 2], b: [4, 4, 4], c: [0, 0, 5] }
    const results = await run(
      async ({ name }, trial) => {
        for (const score of values[name]) await trial.report({ score })
      },
      {
        paramSpace: { name: gridSearch(['a', 'b', 'c']) },
        metric: 'score',
        mode: 'max',
        ...quiet(),
      },
    )
    const best = (scope: 'last' | 'all' | 'avg'): string =>
      results.getBestResult('score', 'max', scope).config.name
    expect([best('last'), best('all'), best('avg')]).toEqual(['c', 'a', 'a'])
    expect(results.getDataframe().map((row) => row['score'])).toEqual([2, 4, 5])
    expect(results.getDataframe('score', 'max').map((row) => row['score'])).toEqual([9, 4, 5])
    expect(results.getDataframe()[0]).toMatchObject({
      'config/name': 'a',
      logdir: results.at(0)?.trialId,
    })
  })
})
