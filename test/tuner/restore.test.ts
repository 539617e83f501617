import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  ASHAScheduler,
  gridSearch,
  module,
  run,
  sampleFrom,
  Tuner,
  uniform,
  withParameters,
  withResources,
} from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { RestoreOptions, ResultGrid, Trial } from '../../src/index.ts'

const storagePath = tempFolder()
let count = 0
const fresh = (): { storagePath: string; name: string; verbose: 0 } => ({
  storagePath,
  name: `study-${count++}`,
  verbose: 0,
})

/** Counts on from its checkpoint; some trials fail after their first new step. */
function counter(failing: ReadonlySet<number>, steps: number) {
  return async function count({ id }: { id: number }, trial: Trial): Promise<void> {
    const from = trial.getCheckpoint()
    const start = from ? Number(readFileSync(join(from.path, 'it'), 'utf8')) : 0
    for (let it = start + 1; it <= start + steps; it++) {
      await trial.report(
        { it },
        { checkpoint: (dir) => writeFileSync(join(dir, 'it'), String(it)) },
      )
      if (failing.has(id)) throw new Error(`trial ${id} fails`)
    }
  }
}

const iterations = (results: ResultGrid): number[] =>
  [...results].map((result) => Number(result.metrics?.['it'])).sort((a, b) => a - b)

async function studyWithErrors(): Promise<string> {
  const results = await run(counter(new Set([1, 3]), 2), {
    paramSpace: { id: gridSearch([0, 1, 2, 3]) },
    metric: 'it',
    mode: 'max',
    ...fresh(),
  })
  expect(results.numErrors).toBe(2)
  expect(iterations(results)).toEqual([1, 1, 2, 2])
  return results.experimentPath
}

describe('Tuner.restore', () => {
  it.each([
    ['resumeErrored', { resumeErrored: true }, [2, 2, 3, 3]],
    ['restartErrored', { restartErrored: true }, [2, 2, 2, 2]],
    ['neither', {}, [1, 1, 2, 2]],
  ])('brings failed trials back with %s', async (_name, rules, expected) => {
    const path = await studyWithErrors()
    const results = await Tuner.restore(path, counter(new Set(), 2), rules).fit()
    expect(iterations(results)).toEqual(expected)
    expect(results.numErrors).toBe(expected.includes(1) ? 2 : 0)
    // The order of the trials is what it was.
    expect([...results].map((result) => result.config.id)).toEqual([0, 1, 2, 3])
  })

  it('adds trials, which continue the same random sequence', async () => {
    const options = {
      paramSpace: { x: uniform(0, 1) },
      tuneConfig: { mode: 'min', numSamples: 3, seed: 9 },
    } as const
    const objective = ({ x }: { x: number }): number => x
    const first = await new Tuner(objective, { ...options, runConfig: fresh() }).fit()
    const more = await Tuner.restore(first.experimentPath, objective, {
      tuneConfig: { numSamples: 6 },
    }).fit()
    const whole = await new Tuner(objective, {
      ...options,
      tuneConfig: { ...options.tuneConfig, numSamples: 6 },
      runConfig: fresh(),
    }).fit()
    expect([...more].map((result) => result.config)).toEqual(
      [...whole].map((result) => result.config),
    )
  })

  it('takes another stop rule', async () => {
    const endless = async (_config: unknown, trial: Trial): Promise<void> => {
      for (let i = trial.iteration + 1; ; i++) {
        await trial.report({ i }, { checkpoint: () => undefined })
      }
    }
    const first = await run(endless, {
      metric: 'i',
      mode: 'max',
      stop: [{ name: 'custom', create: () => new StopAfter(3) }],
      ...fresh(),
    })
    // A rule that is code cannot be written down.
    expect(() => Tuner.restore(first.experimentPath, endless)).toThrow(
      expect.objectContaining({ code: 'PART_REQUIRED' }),
    )
    const again = await Tuner.restore(first.experimentPath, endless, {
      runConfig: { stop: { training_iteration: 6 } },
      tuneConfig: { numSamples: 2 },
    }).fit()
    expect([...again].map((result) => result.metrics?.['i'])).toEqual([3, 6])
  })

  it('works on a folder that was moved and renamed', async () => {
    const path = await studyWithErrors()
    const moved = join(tempFolder(), 'elsewhere')
    renameSync(path, moved)
    const results = await Tuner.restore(moved, counter(new Set(), 1), { resumeErrored: true }).fit()
    expect(iterations(results)).toEqual([2, 2, 2, 2])
    for (const result of results) {
      expect(result.checkpoint?.path.startsWith(moved)).toBe(true)
      expect(existsSync(join(result.checkpoint?.path ?? '', 'it'))).toBe(true)
    }
    expect(existsSync(path)).toBe(false)
  })

  it('reads results without running anything', async () => {
    const path = await studyWithErrors()
    const results = Tuner.restore(path, counter(new Set(), 1)).getResults()
    expect(iterations(results)).toEqual([1, 1, 2, 2])
    expect(results.getBestResult().metrics?.['it']).toBe(2)
  })

  it('knows the scheduler, the metric and the space again by itself', async () => {
    const url = new URL('../e2e/fixtures/plain.mjs', import.meta.url)
    const first = await run(module(url), {
      paramSpace: { x: uniform(0, 1) },
      metric: 'loss',
      mode: 'min',
      executor: 'inline',
      numSamples: 2,
      seed: 1,
      scheduler: new ASHAScheduler({ maxT: 3 }),
      ...fresh(),
    })
    const again = await Tuner.restore(first.experimentPath, undefined, {
      tuneConfig: { numSamples: 4 },
      runConfig: { defaultLoggers: false },
    }).fit()
    expect(again.length).toBe(4)
    expect(again.numTerminated).toBe(4)
    expect(again.at(0)?.reason).toContain('maxT')
    expect(again.getBestResult().metrics?.['loss']).toBeDefined()
  })

  it('remembers what was changed, and finished trials stay finished', async () => {
    let calls = 0
    const objective = (): number => (calls += 1)
    const first = await run(objective, { mode: 'max', numSamples: 3, ...fresh() })
    const path = first.experimentPath
    await Tuner.restore(path, objective, { tuneConfig: { numSamples: 5 } }).fit()
    expect(calls).toBe(5)
    const third = await Tuner.restore(path, objective).fit()
    expect(calls).toBe(5)
    expect(third.length).toBe(5)
    expect(third.numTerminated).toBe(5)
    expect(third.interrupted).toBe(false)
  })

  it('keeps what became of a trial under rules that have changed since', async () => {
    const path = await studyWithErrors()
    const objective = counter(new Set(), 1)
    const failureConfig = { maxFailures: 5 }
    const results = await Tuner.restore(path, objective, { runConfig: { failureConfig } }).fit()
    expect(results.numErrors).toBe(2)
    expect(Tuner.restore(path, objective).getResults().numErrors).toBe(2)
    expect((await Tuner.restore(path, objective).fit()).numErrors).toBe(2)
  })

  it('remembers a capacity that was stated', async () => {
    const greedy = withResources(counter(new Set(), 1), { cpu: 64, licence: 1 })
    const results = await new Tuner(greedy, {
      paramSpace: { id: 0 },
      tuneConfig: { metric: 'it', mode: 'max', capacity: { cpu: 64, licence: 1 } },
      runConfig: fresh(),
    }).fit()
    const more = await Tuner.restore(results.experimentPath, greedy, {
      tuneConfig: { numSamples: 2 },
    }).fit()
    expect(more.numTerminated).toBe(2)
  })

  it('refuses options that it does not have', async () => {
    const path = await studyWithErrors()
    const objective = counter(new Set(), 1)
    const restore = (overrides: unknown) => () =>
      Tuner.restore(path, objective, overrides as RestoreOptions)
    expect(restore({ resumeErorred: true })).toThrow('Did you mean resumeErrored?')
    expect(restore({ runConfig: { name: 'x' } })).toThrow('Move or rename the folder')
  })

  it('says what it needs', async () => {
    const path = await studyWithErrors()
    const refused = (make: () => unknown, code: string, message: string): void => {
      expect(make).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(message) as unknown }),
      )
    }
    refused(() => Tuner.restore(path), 'TRAINABLE_REQUIRED', 'Give it again')
    refused(() => Tuner.restore(path, () => 1), 'TRAINABLE_CHANGED', 'trainable')

    const constants = await run(
      withParameters((_c: unknown, _t: Trial, { a }: { a: number }) => a, { a: 1 }),
      { mode: 'max', ...fresh() },
    )
    refused(() => Tuner.restore(constants.experimentPath), 'TRAINABLE_REQUIRED', 'Give it again')

    const objective = ({ y }: { y: number }): number => y
    const computed = await run(objective, {
      paramSpace: { x: uniform(0, 1), y: sampleFrom(({ x }: { x: number }) => x * 2) },
      mode: 'max',
      ...fresh(),
    })
    const restored = Tuner.restore(computed.experimentPath, objective)
    expect(restored.getResults().length).toBe(1)
    await expect(
      Tuner.restore(computed.experimentPath, objective, { tuneConfig: { numSamples: 2 } }).fit(),
    ).rejects.toMatchObject({ code: 'PART_REQUIRED' })
  })

  it('refuses a study that another tuner is working on', async () => {
    const runConfig = fresh()
    let second: unknown
    const objective = async (): Promise<number> => {
      second ??= await Tuner.restore(join(storagePath, runConfig.name), objective)
        .fit()
        .catch((error: unknown) => error)
      return 1
    }
    await new Tuner(objective, { tuneConfig: { mode: 'min' }, runConfig }).fit()
    expect(second).toMatchObject({ code: 'STUDY_IN_USE' })
  })
})

class StopAfter {
  readonly #max: number
  #seen = 0

  constructor(max: number) {
    this.#max = max
  }

  onResult(): string | undefined {
    this.#seen += 1
    return this.#seen >= this.#max ? 'seen enough' : undefined
  }

  stopAll(): undefined {
    return undefined
  }
}
