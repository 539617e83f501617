import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ASHAScheduler, Tuner, uniform, withResources } from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Trial, TunerOptions } from '../../src/index.ts'

const train = (): number => 1

/** Options are checked at run time too: these are what JavaScript or a cast lets through. */
function make(options: unknown, trainable: unknown = train): () => unknown {
  return () => new Tuner(trainable as typeof train, options as Record<string, never>)
}

describe('new Tuner', () => {
  it.each([
    [{ tuneConfig: { numSamples: 0 } }, 'INVALID_OPTION', 'tuneConfig.numSamples is 0'],
    [{ tuneConfig: { numSamples: 1.5 } }, 'INVALID_OPTION', 'tuneConfig.numSamples is 1.5'],
    [{ tuneConfig: { maxConcurrentTrials: -1 } }, 'INVALID_OPTION', 'is -1'],
    [{ tuneConfig: { mode: 'maximum' } }, 'INVALID_OPTION', "Give 'min' or 'max'"],
    [{ tuneConfig: { metric: '' } }, 'INVALID_OPTION', 'tuneConfig.metric'],
    [{ tuneConfig: { timeBudgetS: 0 } }, 'INVALID_OPTION', 'tuneConfig.timeBudgetS is 0'],
    [{ tuneConfig: { numSample: 3 } }, 'UNKNOWN_OPTION', '"numSample"'],
    [{ runConfig: { verbose: 7 } }, 'INVALID_OPTION', 'runConfig.verbose is 7'],
    [{ runConfig: { name: 'a/b' } }, 'INVALID_OPTION', 'runConfig.name'],
    [{ runConfig: { name: '..' } }, 'INVALID_OPTION', 'runConfig.name'],
    [{ runConfig: { failureConfig: { maxFailures: -2 } } }, 'INVALID_OPTION', 'is -2'],
    [
      { runConfig: { failureConfig: { maxFailures: 1, failFast: true } } },
      'INVALID_OPTION',
      'must be 0 when failFast',
    ],
    [{ runConfig: { checkpointConfig: { numToKeep: -1 } } }, 'INVALID_OPTION', 'is -1'],
    [{ paramspace: {} }, 'UNKNOWN_OPTION', '"paramspace"'],
    [{ tuneConfig: { metric: 'loss' } }, 'MODE_REQUIRED', 'tuneConfig.mode'],
    [{ tuneConfig: { scheduler: 'nope' } }, 'UNKNOWN_SCHEDULER', 'nope'],
    [{ tuneConfig: { searchAlg: 'nope' } }, 'UNKNOWN_SEARCHER', 'nope'],
    [{ tuneConfig: { scheduler: 'asha' } }, 'METRIC_REQUIRED', 'metric'],
    [
      {
        tuneConfig: {
          metric: 'loss',
          mode: 'min',
          scheduler: new ASHAScheduler({ metric: 'acc', mode: 'max' }),
        },
      },
      'METRIC_CONFLICT',
      'tuneConfig.metric is "loss"',
    ],
    [{ tuneConfig: { executor: 'process' } }, 'FUNCTION_NOT_SENDABLE', 'import.meta.url'],
    [{ tuneConfig: { capacity: { cpu: -1 } } }, 'INVALID_RESOURCES', 'cpu is -1'],
    [{ tuneConfig: { capacity: { gpu: 0.5 } } }, 'INVALID_CAPACITY', 'gpu is 0.5'],
    [{ tuneConfig: { capacity: null } }, 'INVALID_OPTION', 'capacity is null'],
    [{ tuneConfig: { scheduler: null } }, 'INVALID_OPTION', 'scheduler is null'],
    [{ tuneConfig: { searchAlg: 5 } }, 'INVALID_OPTION', 'searchAlg is 5'],
    [{ tuneConfig: { seed: Number.NaN } }, 'INVALID_OPTION', 'seed is NaN'],
    [{ tuneConfig: { reuse: 'no' } }, 'INVALID_OPTION', 'reuse is "no"'],
    [{ tuneConfig: { timeBudgetS: Infinity } }, 'INVALID_OPTION', 'timeBudgetS is Infinity'],
    [{ runConfig: { graceS: Infinity } }, 'INVALID_OPTION', 'graceS is Infinity'],
    [{ runConfig: { graceS: '5' } }, 'INVALID_OPTION', 'graceS is "5"'],
    [{ runConfig: { callbacks: {} } }, 'INVALID_OPTION', 'callbacks is {}'],
    [{ runConfig: { callbacks: [ASHAScheduler] } }, 'INVALID_OPTION', 'Give an array of callbacks'],
    [{ runConfig: { storagePath: 's3://bucket' } }, 'INVALID_OPTION', 's3://bucket'],
    [{ runConfig: { storagePath: '' } }, 'INVALID_OPTION', 'storagePath is ""'],
    [{ runConfig: { name: 123 } }, 'INVALID_OPTION', 'name is 123'],
    [{ runConfig: { logToFile: '../out' } }, 'INVALID_OPTION', '../out'],
    [{ runConfig: { logToFile: 'result.json' } }, 'INVALID_OPTION', 'result.json'],
    [{ runConfig: { logToFile: '' } }, 'INVALID_OPTION', 'logToFile is ""'],
    [{ runConfig: { progressReporter: 'cli' } }, 'INVALID_OPTION', 'CLIReporter'],
    [{ runConfig: { failureConfig: { backoffS: Infinity } } }, 'INVALID_OPTION', 'backoffS'],
    [{ runConfig: { failureConfig: { failFast: 'raise' } } }, 'INVALID_OPTION', 'failFast'],
    [{ runConfig: { checkpointConfig: { checkpointScoreAttribute: 5 } } }, 'INVALID_OPTION', '5'],
  ])('refuses %j', (options, code, message) => {
    expect(make(options)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as unknown }),
    )
  })

  it('refuses what can never run, at once, with what is needed and what is there', () => {
    const greedy = withResources(train, { cpu: 1, gpu: 4 })
    expect(make({ tuneConfig: { capacity: { cpu: 2, gpu: 1 } } }, greedy)).toThrow(
      expect.objectContaining({
        code: 'INFEASIBLE_RESOURCES',
        message: expect.stringMatching(/4 gpu.*only 2 cpu, 1 gpu/) as unknown,
      }),
    )
    expect(() => withResources(train, { gpu: 1.5 })).toThrow('1.5 GPUs')
  })

  it.each([
    [undefined, 'INVALID_TRAINABLE'],
    [3, 'INVALID_TRAINABLE'],
    [{ kind: 'other' }, 'INVALID_TRAINABLE'],
    ['./no-such-file.ts', 'TRAINABLE_NOT_FOUND'],
    [new URL('https://example.org/train.js'), 'TRAINABLE_NOT_FOUND'],
  ])('refuses the trainable %s', (trainable, code) => {
    expect(make({}, trainable ?? null)).toThrow(expect.objectContaining({ code }))
  })
})

describe('fit', () => {
  it('refuses a study that is there already, and to fit twice', async () => {
    const runConfig = { storagePath: tempFolder(), name: 'twice', verbose: 0 } as const
    const tuner = new Tuner(train, { runConfig })
    await tuner.fit()
    await expect(tuner.fit()).rejects.toMatchObject({ code: 'ALREADY_FITTED' })
    await expect(new Tuner(train, { runConfig }).fit()).rejects.toMatchObject({
      code: 'STUDY_EXISTS',
    })
  })

  it.each([
    [() => ({ cpu: 1e6 }), 'INFEASIBLE_RESOURCES'],
    [() => ({ cpu: -1 }), 'INVALID_RESOURCES'],
    [() => 5 as never, 'INVALID_RESOURCES'],
  ])('fails a trial at once whose resources are %s', async (resources, code) => {
    let called = false
    const results = await new Tuner(
      withResources(() => (called = true), resources),
      { tuneConfig: { mode: 'min' }, runConfig: { storagePath: tempFolder(), verbose: 0 } },
    ).fit()
    expect(results.errors).toMatchObject([{ code }])
    expect(called).toBe(false)
  })

  it('fails a trial whose resources cannot be had, and goes on', async () => {
    const results = await new Tuner(
      withResources(
        ({ x }: { x: number }) => x,
        ({ x }: { x: number }) => ({ cpu: x < 0.5 ? 1 : 1e6 }),
      ),
      {
        paramSpace: { x: uniform(0, 1) },
        tuneConfig: { mode: 'min', numSamples: 10, seed: 3 },
        runConfig: { storagePath: tempFolder(), verbose: 0 },
      },
    ).fit()
    expect(results.numErrors).toBeGreaterThan(0)
    expect(results.numTerminated).toBeGreaterThan(0)
    expect(results.numErrors + results.numTerminated).toBe(10)
    expect(results.errors[0]).toMatchObject({ code: 'INFEASIBLE_RESOURCES' })
  })
})

describe('fit, when the ground gives way', () => {
  const options = (name: string): TunerOptions<Record<string, never>> => ({
    tuneConfig: { metric: 'n', mode: 'max' },
    runConfig: { storagePath: tempFolder(), name, verbose: 0, graceS: 0.1 },
  })

  it('ends when its folder is deleted: nothing could be kept any more', async () => {
    const { tuneConfig = {}, runConfig = {} } = options('gone')
    const endless = async (_config: unknown, trial: Trial): Promise<void> => {
      for (let n = 0; ; n++) {
        await trial.report({ n })
        if (n === 3) rmSync(join(runConfig.storagePath ?? '', 'gone'), { recursive: true })
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    await expect(new Tuner(endless, { tuneConfig, runConfig }).fit()).rejects.toMatchObject({
      code: 'STUDY_FOLDER_GONE',
    })
  })

  it('abandons a function that never ends, also when it broke the rules before', async () => {
    const never = (): Promise<never> => new Promise(() => undefined)
    const { tuneConfig = {}, runConfig = {} } = options('never')
    const timed = await new Tuner(never, {
      tuneConfig: { ...tuneConfig, timeBudgetS: 0.2 },
      runConfig,
    }).fit()
    expect(timed.at(0)?.status).toBe('TERMINATED')
    const offender = async (_config: unknown, trial: Trial): Promise<never> => {
      await trial.report({ other: 1 }).catch(() => undefined)
      return never()
    }
    const results = await new Tuner(offender, options('offender')).fit()
    expect(results.errors).toMatchObject([{ code: 'METRIC_MISSING' }])
  })

  it('fails a trial that says nothing where a metric is expected', async () => {
    const results = await new Tuner(async () => undefined, options('silent')).fit()
    expect(results.errors).toMatchObject([{ code: 'NO_RESULT' }])
  })

  it('says which stop function failed at which trial', async () => {
    const { tuneConfig = {}, runConfig = {} } = options('stop')
    const stop = (): boolean => {
      throw new Error('oops')
    }
    const tuner = new Tuner(() => ({ n: 1 }), { tuneConfig, runConfig: { ...runConfig, stop } })
    await expect(tuner.fit()).rejects.toMatchObject({
      code: 'STOP_FAILED',
      message: expect.stringMatching(
        /function stop failed at a result of trial \w+: oops/,
      ) as unknown,
    })
  })
})

describe('Tuner.restore', () => {
  it('refuses a folder without a study', () => {
    const folder = tempFolder()
    expect(Tuner.canRestore(folder)).toBe(false)
    expect(() => Tuner.restore(folder)).toThrow(
      expect.objectContaining({ code: 'STUDY_NOT_FOUND' }),
    )
  })
})
