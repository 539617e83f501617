import { describe, expect, it } from 'vitest'
import { ASHAScheduler, Tuner, uniform, withResources } from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'

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
    [{ tuneConfig: { mode: 'maximum' } }, 'INVALID_OPTION', 'Give one of: "min", "max"'],
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
    expect(make({}, withResources(train, { gpu: 1.5 }))).toThrow('1.5 GPUs')
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

describe('Tuner.restore', () => {
  it('refuses a folder without a study', () => {
    const folder = tempFolder()
    expect(Tuner.canRestore(folder)).toBe(false)
    expect(() => Tuner.restore(folder)).toThrow(
      expect.objectContaining({ code: 'STUDY_NOT_FOUND' }),
    )
  })
})
