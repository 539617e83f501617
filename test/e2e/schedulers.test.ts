import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ASHAScheduler, gridSearch, module, PopulationBasedTraining, Tuner, uniform } from 'attune'
import { csvIterations, resultLines, storedEvents, upTo } from '../support/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { PopulationBasedTrainingOptions, Result, TunerOptions } from 'attune'
import type { StudyEvent } from '../../src/study/events.ts'

const url = new URL('./fixtures/climb.mjs', import.meta.url)
const climb = module(url)
const storagePath = tempFolder()
const metric = { metric: 'score', mode: 'max', seed: 1 } as const

type Space = Readonly<Record<string, unknown>>

/** A new study with short names for what these tests change. */
function study(
  name: string,
  paramSpace: Space,
  { tuneConfig, runConfig }: Pick<TunerOptions<Space>, 'tuneConfig' | 'runConfig'>,
): Tuner<Space> {
  return new Tuner(climb, {
    paramSpace,
    tuneConfig: { ...metric, ...tuneConfig },
    runConfig: { name, storagePath, verbose: 0, ...runConfig },
  })
}

/** A population that is judged at 2, 4, … all together. */
function population(options: PopulationBasedTrainingOptions = {}): PopulationBasedTraining {
  return new PopulationBasedTraining({
    timeAttr: 'training_iteration',
    perturbationInterval: 2,
    resampleProbability: 0,
    synch: true,
    hyperparamMutations: { x: [1, 5, 10, 20] },
    ...options,
  })
}

/** That a trial's results are 1, 2, … n wherever one looks, and each state followed from the one before. */
function expectWhole(result: Result<unknown>, n = result.metricsDataframe.length): void {
  const rows = result.metricsDataframe.map((row) => row['training_iteration'])
  expect(rows).toEqual(upTo(n))
  expect(result.metricsDataframe.map((row) => row['n'])).toEqual(rows)
  expect(csvIterations(result.path)).toEqual(rows)
  expect(resultLines(result.path).map((row) => row['training_iteration'])).toEqual(rows)
}

function xOf(result: Result<unknown> | undefined): number {
  return (result?.config as { readonly x: number } | undefined)?.x ?? Number.NaN
}

function checkpoints(result: Result<unknown>): string[] {
  return readdirSync(result.path).filter((name) => name.includes('checkpoint'))
}

function startsOf(
  events: readonly StudyEvent[],
  trial: string,
): { attempt: number; from: number }[] {
  return events.flatMap((event) =>
    event.type === 'started' && event.trial === trial
      ? [{ attempt: event.attempt, from: event.from }]
      : [],
  )
}

describe('ASHA with promotion', () => {
  it('pauses process trials, resumes those that are promoted, and ends the others', async () => {
    const results = await study(
      'promote',
      { x: uniform(0, 1), steps: 20 },
      {
        tuneConfig: {
          numSamples: 12,
          scheduler: new ASHAScheduler({ variant: 'promote', maxT: 9, reductionFactor: 3 }),
        },
        runConfig: { checkpointConfig: { numToKeep: 1 } },
      },
    ).fit()
    expect(results.numTerminated).toBe(12)
    const events = storedEvents(results.experimentPath)
    const lengths = [...results].map((result) => result.metricsDataframe.length)
    expect([...new Set(lengths)].sort((a, b) => a - b)).toEqual([1, 3, 9])
    // A third of those that came to a rung may go on, and more only while fewer had come.
    expect(lengths.filter((n) => n > 1).length).toBeGreaterThanOrEqual(4)
    for (const result of results) {
      expectWhole(result)
      expect(checkpoints(result)).toHaveLength(1)
      const starts = startsOf(events, result.trialId)
      expect(starts.map(({ attempt }) => attempt)).toEqual(upTo(starts.length))
      expect([[0], [0, 1], [0, 1, 3], [0, 3]]).toContainEqual(starts.map(({ from }) => from))
      if (result.metricsDataframe.length < 9) expect(result.reason).toMatch(/^rung \d: .* of /)
    }
    const paused = events.filter((event) => event.type === 'ended' && event.outcome === 'PAUSED')
    expect(paused.length).toBeGreaterThan(0)
    expect(events.filter((event) => event.type === 'idle')).toHaveLength(1)
  })
})

describe('HyperBand', () => {
  const script = fileURLToPath(new URL('./fixtures/hyperband.mjs', import.meta.url))

  function start(
    every: number,
    ms: number,
  ): {
    readonly dir: string
    readonly output: () => string
    readonly interrupt: () => void
    readonly exit: Promise<number | null>
  } {
    const storage = tempFolder()
    const child = spawn(process.execPath, [script, storage, String(every), String(ms)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    return {
      dir: join(storage, 'hyperband'),
      output: () => output,
      interrupt: () => child.kill('SIGINT'),
      exit: new Promise((resolve) => child.once('close', resolve)),
    }
  }

  it('says once and clearly that trials without checkpoints start over', async () => {
    const { dir, output, exit } = start(0, 0)
    expect(await exit).toBe(0)
    const warnings = output()
      .split('\n')
      .filter((line) => line.includes('Warning'))
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(
      /climb_\w+_0000\d is paused at iteration 1 .* no checkpoint: when it goes on, it starts over/,
    )
    const results = Tuner.restore(dir).getResults()
    const events = storedEvents(dir)
    for (const result of results) expectWhole(result)
    const lengths = [...results].map((result) => result.metricsDataframe.length)
    expect(lengths.sort((a, b) => b - a)).toEqual([9, 3, 3, 1, 1, 1, 1, 1, 1])
    // What was reported again took the place of what had been reported before.
    const reports = events.filter((event) => event.type === 'reported').length
    expect(reports).toBeGreaterThan(lengths.reduce((a, b) => a + b))
    for (const event of events) if (event.type === 'started') expect(event.from).toBe(0)
  })

  it('keeps paused trials over a Ctrl-C', async () => {
    const { dir, output, interrupt, exit } = start(1, 30)
    const isPause = (event: StudyEvent): boolean =>
      event.type === 'ended' && event.outcome === 'PAUSED'
    await waitUntil(() => storedEvents(dir).filter(isPause).length >= 3)
    interrupt()
    expect(await exit).toBe(0)
    expect(output()).toContain('interrupted: true')
    const before = Tuner.restore(dir).getResults()
    const statuses = [...before].map((result) => result.status)
    expect(statuses.filter((status) => status === 'PAUSED').length).toBeGreaterThanOrEqual(3)
    expect(new Set(statuses)).not.toContain('RUNNING')

    const results = await Tuner.restore(dir, undefined, { runConfig: { verbose: 0 } }).fit()
    expect(results.numTerminated).toBe(9)
    for (const result of results) expectWhole(result)
    const lengths = [...results].map((result) => result.metricsDataframe.length)
    expect(lengths.sort((a, b) => b - a)).toEqual([9, 3, 3, 1, 1, 1, 1, 1, 1])
    // Nobody did anything twice.
    const reports = storedEvents(dir).filter((event) => event.type === 'reported').length
    expect(reports).toBe(lengths.reduce((a, b) => a + b))
  })
})

describe('a population', () => {
  it('needs checkpoints, says so, and goes on with a trainable that reports them', async () => {
    const tuner = study(
      'careless',
      { x: gridSearch([1, 10]), steps: 6, every: 0 },
      { tuneConfig: { scheduler: population() } },
    )
    await expect(tuner.fit()).rejects.toMatchObject({
      name: 'ConfigurationError',
      code: 'CHECKPOINT_REQUIRED',
      message: expect.stringMatching(
        /no trial has reported a checkpoint.*report\(metrics, \{ checkpoint \}\).*getCheckpoint\(\)/,
      ) as unknown,
    })
    const dir = join(storagePath, 'careless')
    const careful = module(new URL('./fixtures/careful/climb.mjs', import.meta.url))
    const results = await Tuner.restore(dir, careful).fit()
    expect(results.numTerminated).toBe(2)
    for (const result of results) expectWhole(result, 6)
    expect([5, 20]).toContain(xOf(results.at(0)))
  })

  it.each([0, 1])('finds what it copies with numToKeep %i', async (numToKeep) => {
    const results = await study(
      `keep-${numToKeep}`,
      // Half of the time the copy has none of its own yet when the other's next one comes.
      { x: gridSearch([1, 1, 5, 5, 10, 10]), steps: 12, every: gridSearch([1, 2]) },
      {
        tuneConfig: { scheduler: population({ synch: false, quantileFraction: 0.5 }) },
        runConfig: { checkpointConfig: { numToKeep } },
      },
    ).fit()
    expect(results.errors).toEqual([])
    expect(results.numTerminated).toBe(12)
    const exploits = storedEvents(results.experimentPath).filter(
      (event) => event.type === 'reported' && event.exploit,
    )
    expect(exploits.length).toBeGreaterThan(0)
    for (const result of results) {
      expect(result.metricsDataframe.at(-1)).toMatchObject({ n: 12, training_iteration: 12 })
      expect(checkpoints(result)).toHaveLength(numToKeep)
    }
  })

  it.each([
    { maxFailures: 0, status: 'ERROR' },
    { maxFailures: 1, status: 'TERMINATED' },
  ])('outlives a trial that fails when it has been copied: $status', async (expected) => {
    const { maxFailures, status } = expected
    const results = await study(
      `fails-${maxFailures}`,
      { x: gridSearch([10, 1]), steps: 4, fails: 10 },
      {
        tuneConfig: { scheduler: population() },
        runConfig: {
          checkpointConfig: { numToKeep: 1 },
          failureConfig: { maxFailures },
          stop: { training_iteration: 4 },
        },
      },
    ).fit()
    const [source, copy] = results
    const x = xOf(copy)
    expect([5, 20]).toContain(x)
    expect(copy?.status).toBe('TERMINATED')
    // The sum tells whose life it was: twice 10, and from there on its own.
    const sums = copy?.metricsDataframe.map((row) => row['sum'])
    expect(sums).toEqual([1, 2, 20 + x, 20 + 2 * x])
    expect(source?.status).toBe(status)
    if (status === 'ERROR') expect(source?.error?.message).toBe('x was 10')
    else expect(source?.metricsDataframe.map((row) => row['sum'])).toEqual([10, 20, 30, 40])
  })

  it('ends with a copy that was made at the end, and has nothing left to train', async () => {
    const results = await study(
      'at-the-end',
      { x: gridSearch([10, 1]), steps: 2 },
      { tuneConfig: { scheduler: population(), maxConcurrentTrials: 1 } },
    ).fit()
    expect(results.numTerminated).toBe(2)
    const copy = results.at(1)
    expect([5, 20]).toContain(xOf(copy))
    expect(copy?.metricsDataframe.map((row) => row['sum'])).toEqual([1, 2])
    const events = storedEvents(results.experimentPath)
    expect(startsOf(events, copy?.trialId ?? '')).toEqual([
      { attempt: 1, from: 0 },
      { attempt: 2, from: 2 },
    ])
  })

  it('never copies a trial whose score is NaN, and lets it become a copy', async () => {
    const results = await study(
      'nan',
      { x: gridSearch([null, 1, null, 10]), steps: 6 },
      { tuneConfig: { scheduler: population() } },
    ).fit()
    expect(results.numTerminated).toBe(4)
    const ids = [...results].map((result) => result.trialId)
    const exploits = storedEvents(results.experimentPath).flatMap((event) => [
      ...(event.type === 'reported' && event.exploit
        ? [{ trial: event.trial, ...event.exploit }]
        : []),
      ...(event.orders ?? []).flatMap((order) =>
        order.action === 'exploit' ? [{ trial: order.trial, ...order.exploit }] : [],
      ),
    ])
    const first = exploits.slice(0, 2)
    expect(first.map(({ trial }) => trial).sort()).toEqual([ids[0], ids[2]])
    for (const { from } of first) expect([ids[1], ids[3]]).toContain(from)
    for (const result of results) expect(result.metrics?.['score']).toBeGreaterThan(0)
  })

  it('ends where all scores are NaN', async () => {
    const results = await study(
      'all-nan',
      { x: null, steps: 6 },
      { tuneConfig: { numSamples: 3, scheduler: population() } },
    ).fit()
    expect(results.numTerminated).toBe(3)
    for (const result of results) expectWhole(result, 6)
  })
})
