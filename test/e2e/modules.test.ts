import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gridSearch, module, run, withParameters, withResources } from 'attune'
import { isRunning } from '../support/processes.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Domain, ModuleTrainable } from 'attune'

const url = new URL('./fixtures/trials.ts', import.meta.url)
const storagePath = tempFolder()
const common = { metric: 'loss', mode: 'min', verbose: 0, storagePath } as const
const x = (...values: number[]): { paramSpace: { x: Domain<number> } } => ({
  paramSpace: { x: gridSearch(values) },
})

describe.each(['process', 'thread'] as const)('trials in a %s', (executor) => {
  const trainable = (name: string): ModuleTrainable => module(url, { export: name, executor })

  it('run as TypeScript, in reused workers, with their output in their folders', async () => {
    const results = await run(module(url, { executor }), {
      ...common,
      ...x(1, 2, 3, 4, 5, 6),
      maxConcurrentTrials: 2,
    })
    expect(results.numTerminated).toBe(6)
    const served = [...results].map((result) => Number(result.metrics?.['served']))
    expect(Math.max(...served)).toBeGreaterThan(1)
    for (const result of results) {
      expect(readFileSync(join(result.path, 'stdout'), 'utf8')).toBe(
        `trial ${result.trialId} says ${result.config.x}\n`,
      )
      expect(readFileSync(join(result.path, 'stderr'), 'utf8')).toBe(
        `trial ${result.trialId} complains\n`,
      )
      const here = result.metrics?.['worker'] === process.pid
      expect(here).toBe(executor === 'thread')
    }
  })

  it('get a fresh worker each with reuse off', async () => {
    const results = await run(module(url, { executor }), {
      ...common,
      ...x(1, 2, 3),
      reuse: false,
    })
    expect([...results].map((result) => result.metrics?.['served'])).toEqual([1, 1, 1])
  })

  it('get a fresh worker after one that left a timer behind', async () => {
    const results = await run(trainable('leavesTimer'), {
      ...common,
      ...x(1, 2),
      maxConcurrentTrials: 1,
    })
    expect([...results].map((result) => result.metrics?.['served'])).toEqual([1, 1])
  })

  it('unwind at exactly the report at which they are stopped', async () => {
    const results = await run(trainable('endless'), {
      ...common,
      ...x(1, 2),
      stop: { training_iteration: 3 },
    })
    for (const result of results) {
      expect(result.status).toBe('TERMINATED')
      expect(result.metricsDataframe).toHaveLength(3)
      expect(existsSync(join(result.path, 'unwound'))).toBe(true)
    }
  })

  it('are ended from outside when they do not listen', async () => {
    const results = await run(trainable('stuck'), {
      ...common,
      ...x(1),
      stop: { training_iteration: 1 },
      graceS: 0.1,
    })
    expect(results.at(0)).toMatchObject({ status: 'TERMINATED', metrics: { loss: 1 } })
  })

  it('fail alone, with a stack trace in TypeScript', async () => {
    const results = await run(trainable('throws'), { ...common, ...x(1, 2, 3) })
    expect(results.numErrors).toBe(1)
    expect(results.numTerminated).toBe(2)
    expect(results.errors[0]?.message).toBe('x must not be one')
    expect(results.errors[0]?.stack).toMatch(/RangeError[^]*trials\.ts:\d+/)
    const error = readFileSync(join(results.at(0)?.path ?? '', 'error.txt'), 'utf8')
    expect(error).toContain('x must not be one')
  })

  it('go on from their checkpoint after a failure, and report nothing twice', async () => {
    const results = await run(trainable('counts'), {
      ...common,
      ...x(1),
      metric: 'n',
      mode: 'max',
      failureConfig: { maxFailures: 1 },
      checkpointConfig: { numToKeep: 1 },
    })
    const [result] = results
    expect(result?.metricsDataframe.map((row) => row['n'])).toEqual([1, 2, 3, 4, 5, 6])
    expect(readFileSync(join(result?.checkpoint?.path ?? '', 'n'), 'utf8')).toBe('6')
  })

  it('get large constants once, in shared memory where there is some', async () => {
    const data = Float64Array.from({ length: 1000 }, (_, i) => i)
    const results = await run(withParameters(trainable('sums'), { data, shared: 'text' }), {
      ...common,
      ...x(1, 2),
    })
    expect(results.at(1)?.metrics).toMatchObject({
      loss: 499500,
      shared: 'text',
      kind: executor === 'thread' ? 'SharedArrayBuffer' : 'ArrayBuffer',
    })
  })

  it('say which exports there are when the named one is missing', async () => {
    const results = await run(trainable('nope'), { ...common, ...x(1) })
    expect(results.errors[0]).toMatchObject({
      code: 'TRAINABLE_NOT_EXPORTED',
      message: expect.stringContaining('default, dies, endless') as unknown,
    })
  })
})

describe('trials in processes', () => {
  it('that are killed fail alone, and say so', async () => {
    const results = await run(module(url, { export: 'dies' }), { ...common, ...x(1, 2) })
    expect(results.numTerminated).toBe(1)
    expect(results.errors[0]).toMatchObject({
      code: 'WORKER_DIED',
      message: expect.stringContaining('SIGKILL') as unknown,
    })
  })

  it('take what they started with them when they are ended', async () => {
    const results = await run(module(url, { export: 'orphans' }), {
      ...common,
      ...x(1),
      stop: { training_iteration: 1 },
      graceS: 0.1,
    })
    const pid = Number(readFileSync(join(results.at(0)?.path ?? '', 'grandchild'), 'utf8'))
    expect(isRunning(pid)).toBe(false)
  })

  it('see only the devices they were granted, and keep the working directory', async () => {
    const options = { ...common, capacity: { cpu: 2, gpu: 2 }, maxConcurrentTrials: 1 }
    const none = await run(module(url, { export: 'environment' }), options)
    expect(none.at(0)?.metrics).toMatchObject({ cuda: '', fd: 'none', cwd: process.cwd() })
    const shared = await run(
      withResources(module(url, { export: 'environment' }), { gpu: 2 }),
      options,
    )
    expect(shared.at(0)?.metrics).toMatchObject({ cuda: '0,1' })
  })
})
