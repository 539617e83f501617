import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  gridSearch,
  HyperBandScheduler,
  module,
  PopulationBasedTraining,
  run,
  Tuner,
  uniform,
} from 'attune'
import { tempFolder } from '../support/temp-folder.ts'
import type { Result, ResultGrid, RunOptions, Stopper } from 'attune'

const url = new URL('./fixtures/classes.ts', import.meta.url)
const common = { metric: 'loss', mode: 'min', verbose: 0, storagePath: tempFolder() } as const
type Where = 'inline' | 'thread' | 'process'

function runIn(
  where: Where,
  name: string,
  options: Partial<RunOptions<object>>,
): Promise<ResultGrid> {
  return run(module(url, { export: name }), { ...common, ...options, executor: where })
}

const logOf = ({ path }: Result<unknown>): string[] =>
  readFileSync(join(path, 'log'), 'utf8').trim().split('\n')
const column = ({ metricsDataframe }: Result<unknown>, name: string): unknown[] =>
  metricsDataframe.map((row) => row[name])
const saved = ({ checkpoint }: Result<unknown>, file = 'n'): string | undefined =>
  checkpoint && readFileSync(join(checkpoint.path, file), 'utf8')

describe.each(['inline', 'process'] as const)('a class as a trainable, %s', (where) => {
  it('is set up, stepped until it is done, saved and cleaned up', async () => {
    const [result] = await runIn(where, 'default', {
      paramSpace: { x: 2, steps: 5 },
      checkpointConfig: { checkpointFrequency: 2 },
    })
    expect(result).toMatchObject({ status: 'TERMINATED', metrics: { loss: 0.4, n: 5 } })
    expect(result && column(result, 'n')).toEqual([1, 2, 3, 4, 5])
    expect(result && logOf(result)).toEqual(['setup 2', 'save 2', 'save 4', 'save 5', 'cleanup'])
    expect(result && column(result, 'checkpoint_dir_name')).toEqual([
      null,
      'checkpoint_000000',
      null,
      'checkpoint_000001',
      null,
    ])
    expect(result && saved(result)).toBe('5')
    expect(result?.bestCheckpoints.map(({ metrics }) => metrics['n'])).toEqual([2, 4, 5])
  })

  it('goes on from its checkpoint after a failure, in an object of its own', async () => {
    const [result] = await runIn(where, 'Fails', {
      paramSpace: { x: 1 },
      checkpointConfig: { checkpointFrequency: 1, checkpointAtEnd: false },
      failureConfig: { maxFailures: 1 },
    })
    expect(result && column(result, 'n')).toEqual([1, 2, 3])
    expect(new Set(result && column(result, 'object')).size).toBe(2)
    expect(result && logOf(result)).toEqual(
      'setup 1,save 1,save 2,cleanup,setup 1,load 2,save 3,cleanup'.split(','),
    )
  })

  it.each([
    ['with every report by default', undefined],
    ['at the pauses alone', 0],
  ])('goes on where HyperBand has paused it, saved %s', async (_, checkpointFrequency) => {
    const results = await runIn(where, 'default', {
      paramSpace: { x: gridSearch([1, 2, 3, 4]), steps: 9 },
      scheduler: new HyperBandScheduler({ maxT: 9, reductionFactor: 3 }),
      ...(checkpointFrequency === undefined ? {} : { checkpointConfig: { checkpointFrequency } }),
    })
    expect(results.errors).toEqual([])
    const counts = [...results].map((result) => column(result, 'n'))
    const lengths = counts.map((count) => count.length)
    expect(Math.min(...lengths)).toBeLessThan(Math.max(...lengths))
    expect(counts).toEqual(lengths.map((length) => Array.from({ length }, (_, i) => i + 1)))
    // It is compared at 1, 3 and 9.
    const savedAtTwo = [...results].some((result) => logOf(result).includes('save 2'))
    expect(savedAtTwo).toBe(checkpointFrequency === undefined)
    for (const result of results) expect(saved(result)).toBe(String(result.metrics?.['n']))
  })

  it('becomes a copy of another where population based training says so', async () => {
    let copies = 0
    const results = await runIn(where, 'Climber', {
      metric: 'height',
      mode: 'max',
      paramSpace: { rate: gridSearch([0.001, 0.002, 1, 2]) },
      maxConcurrentTrials: 2,
      scheduler: new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 2,
        quantileFraction: 0.5,
        hyperparamMutations: { rate: uniform(0, 2) },
      }),
      stop: { training_iteration: 8 },
      callbacks: [{ onTrialExploit: () => void (copies += 1) }],
      seed: 1,
    })
    expect(results.errors).toEqual([])
    for (const result of results) {
      // The state and the count of steps came along with each other, and with the config.
      expect(column(result, 'steps')).toEqual(column(result, 'training_iteration'))
      expect(result.metrics?.['rate']).toBe((result.config as { readonly rate: number }).rate)
      expect(Number(saved(result, 'height'))).toBe(result.metrics?.['height'])
    }
    expect(copies).toBeGreaterThan(0)
  })

  it('tells the step that was under way when the study ended, and keeps its state', async () => {
    const results = await runIn(where, 'Waits', {
      paramSpace: { x: gridSearch([1, 2]), steps: 100 },
      maxConcurrentTrials: 2,
      capacity: { cpu: 2 },
      stop: endsEarly(),
    })
    const waiting = results.at(1)
    expect(waiting && column(waiting, 'n')).toEqual([1, 2])
    expect(waiting && saved(waiting)).toBe('2')
  })

  it('has the time that it needs to save its last state', async () => {
    const results = await runIn(where, 'SavesSlowly', { paramSpace: { x: 1 }, graceS: 0.2 })
    expect(results.at(0)?.status).toBe('TERMINATED')
    expect([...results].map((result) => saved(result))).toEqual(['3'])
  })

  it('ends all the same where its last state cannot be saved', async () => {
    const [result] = await runIn(where, 'CannotSave', { paramSpace: { x: 1 } })
    expect(result).toMatchObject({ status: 'TERMINATED', checkpoint: undefined, metrics: { n: 3 } })
    expect(readdirSync(result?.path ?? '').filter((name) => name.includes('checkpoint'))).toEqual(
      [],
    )
    if (where === 'inline') return
    expect(readFileSync(join(result?.path ?? '', 'stderr'), 'utf8')).toContain('the disk is full')
  })

  it('needs no state where nobody asks for it', async () => {
    const options = { paramSpace: { x: 7 }, stop: { training_iteration: 2 } }
    const [result] = await runIn(where, 'Stateless', options)
    expect(result && column(result, 'loss')).toEqual([7, 7])
    const asked = { ...options, checkpointConfig: { checkpointAtEnd: true } }
    const results = await runIn(where, 'Stateless', asked)
    expect(results.errors[0]).toMatchObject({
      code: 'METHOD_MISSING',
      message: expect.stringContaining('Stateless has no method saveCheckpoint') as unknown,
    })
  })
})

/** Ends the study when a trial has three results. */
function endsEarly(): Stopper {
  let most = 0
  return {
    name: 'ends early',
    create: () => ({
      onResult: (_trial, { n }) => void (most = Math.max(most, Number(n))),
      stopAll: () => (most >= 3 ? 'it is enough' : undefined),
    }),
  }
}

describe.each(['thread', 'process'] as const)('an object that is used again, in a %s', (where) => {
  it('is asked to take the next config, and cleaned up when it does not or no other comes', async () => {
    const results = await runIn(where, 'Reused', {
      paramSpace: { x: gridSearch([1, 2, 3, 4]) },
      maxConcurrentTrials: 1,
    })
    const objects = [...results].map(({ metrics }) => metrics?.['object'])
    expect(objects[1]).toBe(objects[0])
    expect(objects[2]).not.toBe(objects[0])
    expect(objects[3]).toBe(objects[2])
    expect([...results].map(logOf)).toEqual([
      ['setup 1', 'save 3'],
      ['reset 1 to 2', 'save 3'],
      ['reset 2 to 3', 'cleanup', 'setup 3', 'save 3'],
      ['reset 3 to 4', 'save 3', 'cleanup'],
    ])
  })

  it('is not used again with reuse off', async () => {
    const results = await runIn(where, 'Reused', {
      paramSpace: { x: gridSearch([1, 2]) },
      maxConcurrentTrials: 1,
      reuse: false,
    })
    expect([...results].map(logOf)).toEqual([
      ['setup 1', 'save 3', 'cleanup'],
      ['setup 2', 'save 3', 'cleanup'],
    ])
  })

  it('continues another trial from its checkpoint', async () => {
    const results = await runIn(where, 'Reused', {
      paramSpace: { x: gridSearch([1, 2]), steps: 4 },
      maxConcurrentTrials: 1,
      scheduler: new HyperBandScheduler({ maxT: 4, reductionFactor: 2 }),
    })
    expect(results.errors).toEqual([])
    const continued = [...results].flatMap(logOf).filter((line) => line.startsWith('load'))
    expect(continued.length).toBeGreaterThan(0)
    for (const result of results) {
      expect(column(result, 'n')).toEqual(column(result, 'training_iteration'))
    }
  })

  it('is cleaned up also where the worker ends by an error beside it', async () => {
    const results = await runIn(where, 'ThrowsAside', { paramSpace: { x: 1 } })
    expect(results.errors[0]?.message).toBe('nobody catches this')
    expect([...results].map(logOf)).toEqual([['setup 1', 'cleanup']])
  })

  it('says of a function that its checkpoints cannot be asked for', async () => {
    const results = await runIn(where, 'notAClass', {
      checkpointConfig: { checkpointFrequency: 1 },
    })
    expect(results.errors[0]?.code).toBe('CLASS_REQUIRED')
  })

  it('says of a class what it has to extend', async () => {
    const results = await runIn(where, 'Foreign', {})
    expect(results.errors[0]).toMatchObject({
      code: 'INVALID_TRAINABLE',
      message: expect.stringContaining('extends TrainableClass') as unknown,
    })
  })
})

describe('a study of a class', () => {
  it('is restored, its late checkpoints included', async () => {
    const results = await runIn('process', 'default', { paramSpace: { x: gridSearch([1, 2]) } })
    const again = await Tuner.restore(results.experimentPath).fit()
    expect([...again].map((result) => saved(result))).toEqual(['3', '3'])
    expect([...again].map(logOf)).toEqual([...results].map(logOf))
  })
})
