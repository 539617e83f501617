import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  Checkpoint,
  gridSearch,
  PopulationBasedTraining,
  Tuner,
  uniform,
} from '../../../src/index.ts'
import { MLflowLogger } from '../../../src/logger/mlflow/mlflow-logger.ts'
import { flatten } from '../../../src/math/flatten.ts'
import { storedEvents } from '../../support/stored-study.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { freePort, MLflowServer } from './mlflow-server.ts'
import type { Trial } from '../../../src/index.ts'
import type { Callback } from '../../../src/logger/callback.ts'
import type { StudyEvent } from '../../../src/study/events.ts'
import type { ReadRun } from './mlflow-server.ts'

const root = tempFolder()
let server: MLflowServer

const SLOW = { timeout: 400_000 }

beforeAll(async () => {
  server = await MLflowServer.start(join(root, 'server'))
}, 600_000)

afterAll(() => server.kill())

type History = Record<string, (readonly [step: number, value: number])[]>

/** What is filled in about the report, the process or the machine. */
const FILLED_IN =
  /^(?:checkpoint_dir_name|date|done|hostname|node_ip|pid|timestamp|trial_id|training_iteration)$|_restore$/

/** Names on the server of those that cannot be names there. */
const RENAMED: Readonly<Record<string, string>> = { 'mAP@50': 'mAP_50', '/a//b/..': 'a/b/__' }

/** Every number that a trial has reported, as a server with a database holds it. */
function reported(events: readonly StudyEvent[], trial: string): History {
  const history: History = {}
  for (const event of events) {
    if (event.type !== 'reported' || event.trial !== trial) continue
    for (const [path, value] of Object.entries(flatten(event.result))) {
      if (FILLED_IN.test(path) || !['number', 'boolean'].includes(typeof value)) continue
      const number = Number(value)
      // SQL has no infinity.
      const held = Math.abs(number) === Infinity ? Math.sign(number) * Number.MAX_VALUE : number
      const points = (history[RENAMED[path] ?? path] ??= [])
      points.push([Number(event.result['training_iteration']), held])
    }
  }
  for (const points of Object.values(history)) points.sort(([a], [b]) => a - b)
  return history
}

function read({ history }: ReadRun): History {
  const entries = Object.entries(history).map(([key, points]) => [
    key,
    points.map(([step, value]) => [step, value === 'nan' ? Number.NaN : Number(value)] as const),
  ])
  return Object.fromEntries(entries) as History
}

function lengths(history: History): Record<string, number> {
  return Object.fromEntries(Object.entries(history).map(([key, points]) => [key, points.length]))
}

const childrenOf = (runs: readonly ReadRun[]): readonly ReadRun[] =>
  runs.filter(({ tags }) => 'mlflow.parentRunId' in tags)

/** Every value that was reported is on the server, once, and nothing else is. */
async function expectAllRead(dir: string, experiment: string): Promise<readonly ReadRun[]> {
  // A study does not wait for ever for a slow server, which gets the rest all the same.
  await server.untilEnded(experiment)
  const events = storedEvents(dir)
  const runs = await server.read(experiment)
  const trials = new Set(events.flatMap((event) => ('trial' in event ? [event.trial] : [])))
  expect(childrenOf(runs).map(({ tags }) => tags['attune.trial'])).toHaveLength(trials.size)
  for (const run of childrenOf(runs)) {
    const history = read(run)
    const expected = reported(events, String(run.tags['attune.trial']))
    // First in short: there may be thousands.
    expect(lengths(history)).toEqual(lengths(expected))
    expect(history).toEqual(expected)
  }
  return runs
}

/** Hears what goes wrong in a logger, as the tuner does. */
function listenTo(logger: MLflowLogger): { readonly callback: Callback; readonly said: string[] } {
  const said: string[] = []
  const callback: Record<string, unknown> = {}
  for (const hook of Object.getOwnPropertyNames(MLflowLogger.prototype)) {
    if (!hook.startsWith('on')) continue
    const method = logger[hook as 'onStudyEnd'] as (...args: unknown[]) => unknown
    callback[hook] = (...args: unknown[]): unknown => {
      const hear = (error: unknown): void => {
        const { code, message } = error as { readonly code: string; readonly message: string }
        said.push(`${code}: ${message}`)
      }
      try {
        const result = method.apply(logger, args)
        return result instanceof Promise ? result.catch(hear) : result
      } catch (error) {
        hear(error)
      }
    }
  }
  return { callback, said }
}

async function troublesome(config: { readonly kind: string }, trial: Trial): Promise<void> {
  const odd = [Number.NaN, Infinity, -Infinity, 1e-300, -0.1]
  for (let i = 1; config.kind === 'stopped' || i <= odd.length; i++) {
    if (config.kind === 'fails' && i === 3) throw new TypeError('no third step')
    const folder = await mkdtemp(join(root, 'checkpoint-'))
    writeFileSync(join(folder, 'state.txt'), `${config.kind} ${i}`)
    const metrics = {
      loss: config.kind === 'fine' ? 1 / i : i,
      odd: odd[(i - 1) % odd.length],
      isEven: i % 2 === 0,
      phase: `phase ${i}`,
      val: { acc: i / 7 },
      weights: [1, 2],
      'mAP@50': i,
      '/a//b/..': i,
      'größe in m': i,
    }
    const isSaved = config.kind === 'fine' && i > 3
    const checkpoint = Checkpoint.fromDirectory(folder)
    await trial.report(metrics, isSaved ? { checkpoint } : {})
  }
}

describe('a study on an MLflow server', () => {
  let runs: readonly ReadRun[]
  let dir: string

  it('has every value that was reported, NaN and infinities included', SLOW, async () => {
    const tuner = new Tuner(troublesome, {
      paramSpace: {
        kind: gridSearch(['fine', 'fails', 'stopped']),
        lr: uniform(0, 1),
        model: { layers: [64, 32], dropout: Number.NaN, isDeep: true, text: 'x'.repeat(7000) },
      },
      tuneConfig: { metric: 'loss', mode: 'min', seed: 1 },
      runConfig: {
        name: 'values',
        storagePath: root,
        verbose: 0,
        stop: { training_iteration: 6 },
        failureConfig: { maxFailures: 1 },
        callbacks: [new MLflowLogger({ uri: server.uri, tags: { team: 'vision' } })],
      },
    })
    dir = (await tuner.fit()).experimentPath
    runs = await expectAllRead(dir, 'values')
    expect(existsSync(join(dir, 'mlflow-unsent.jsonl'))).toBe(false)
  })

  it("is read by MLflow's own client", SLOW, async () => {
    const byName = (a: { name: string }, b: { name: string }): number =>
      a.name.localeCompare(b.name)
    const byClient = await server.readWithClient('values')
    expect(byClient.map((run) => ({ ...run, history: read(run) })).toSorted(byName)).toEqual(
      runs.map((run) => ({ ...run, history: read(run) })).toSorted(byName),
    )
  })

  const runOf = (kind: string): ReadRun | undefined =>
    runs.find(({ params }) => params['kind'] === kind)

  it('is a run with one in it for each trial', () => {
    const parent = runs.find(({ name }) => name === 'values')
    expect(runs).toHaveLength(4)
    for (const child of childrenOf(runs)) expect(child.tags['mlflow.parentRunId']).toBe(parent?.id)
    expect(runs.every(({ tags }) => tags['team'] === 'vision')).toBe(true)
    const fine = runOf('fine')
    expect(parent).toMatchObject({
      status: 'FINISHED',
      tags: {
        'attune.dir': dir,
        'attune.search': 'random',
        'attune.metric': 'loss',
        'attune.mode': 'min',
        'attune.failed_trials': '1',
        'attune.best.trial': fine?.name,
        'attune.best.run': fine?.id,
        'best/lr': fine?.params['lr'],
      },
    })
    expect(parent?.history['best/loss']?.at(-1)?.[1]).toBe('0.2')
  })

  it('says how each trial ended', () => {
    expect(runOf('fine')).toMatchObject({ status: 'FINISHED', tags: { phase: 'phase 5' } })
    expect(runOf('fine')?.tags).not.toHaveProperty('attune.reason')
    expect(runOf('fails')).toMatchObject({
      status: 'FAILED',
      tags: {
        'attune.attempts': '2',
        'attune.failures': '2',
        'attune.error': 'TypeError: no third step',
      },
    })
    expect(runOf('stopped')).toMatchObject({ status: 'FINISHED' })
    expect(runOf('stopped')?.tags['attune.reason']).toContain('training_iteration')
    for (const { startTime, endTime } of runs) expect(endTime).toBeGreaterThanOrEqual(startTime)
  })

  it('has the config of each trial as parameters', () => {
    const { params } = runOf('fine') ?? {}
    expect(params).toEqual({
      kind: 'fine',
      lr: expect.stringMatching(/^0\.\d+$/),
      'model/layers': '[64,32]',
      'model/dropout': 'nan',
      'model/isDeep': 'True',
      'model/text': `${'x'.repeat(5999)}…`,
    })
  })

  it("has the best trial's latest checkpoint as artifacts, and no other", () => {
    expect(runOf('fine')?.artifacts).toEqual({ 'checkpoint_000001/state.txt': 'fine 5' })
    expect(runOf('fails')?.artifacts).toEqual({})
  })
})

it('loses nothing when the server is killed and comes back', SLOW, async () => {
  let isBack = false
  let hasKilled: Promise<void> | undefined
  let waits = 0
  const train = async (config: { readonly kind: number }, trial: Trial): Promise<void> => {
    for (let i = 1; i <= 2000; i++) {
      const begun = performance.now()
      await trial.report({ loss: config.kind / i })
      waits = Math.max(waits, performance.now() - begun)
      if (config.kind === 1 && i === 700) {
        hasKilled = server.kill()
        await hasKilled
      }
      if (i === 1500) while (!isBack) await sleep(20)
    }
  }
  const logger = new MLflowLogger({ uri: server.uri, experiment: 'outage', patienceS: 60 })
  const { callback, said } = listenTo(logger)
  const study = new Tuner(train, {
    paramSpace: { kind: gridSearch([1, 2, 3]) },
    tuneConfig: { metric: 'loss', mode: 'min', capacity: { cpu: 3 } },
    runConfig: { name: 'outage', storagePath: root, verbose: 0, callbacks: [callback] },
  }).fit()
  await waitUntil(() => hasKilled !== undefined)
  await hasKilled
  await server.start()
  isBack = true
  const { experimentPath } = await study
  // An answer of the server takes longer than that at its start alone.
  expect(waits).toBeLessThan(5000)
  expect(said.filter((each) => !each.startsWith('MLFLOW_UNREACHABLE'))).toEqual([])
  expect(existsSync(join(experimentPath, 'mlflow-unsent.jsonl'))).toBe(false)
  const runs = await expectAllRead(experimentPath, 'outage')
  expect(childrenOf(runs).map(({ history }) => history['loss']?.length)).toEqual([2000, 2000, 2000])
  expect(runs.every(({ status }) => status === 'FINISHED')).toBe(true)
})

it(
  'harms no study when the server is never there, and tells it when it is restored',
  SLOW,
  async () => {
    const uri = `http://127.0.0.1:${await freePort()}`
    const train = async (config: { readonly lr: number }, trial: Trial): Promise<void> => {
      for (let i = 1; i <= 5; i++) await trial.report({ loss: config.lr * i, note: 'hm' })
    }
    const { callback, said } = listenTo(new MLflowLogger({ uri, patienceS: 0.5 }))
    const results = await new Tuner(train, {
      paramSpace: { lr: uniform(0, 1) },
      tuneConfig: { metric: 'loss', mode: 'min', numSamples: 2 },
      runConfig: { name: 'nobody', storagePath: root, verbose: 0, callbacks: [callback] },
    }).fit()
    expect(results.errors).toEqual([])
    expect(said).toEqual([expect.stringMatching(/^MLFLOW_UNSENT: 10 results were not sent/)])
    const path = join(results.experimentPath, 'mlflow-unsent.jsonl')
    const lines = readFileSync(path, 'utf8').trim().split('\n')
    const unsent = lines.map((line) => JSON.parse(line) as { metrics: { key: string }[] })
    const losses = unsent.flatMap(({ metrics }) => metrics.filter(({ key }) => key === 'loss'))
    expect(losses).toHaveLength(10)

    const callbacks = [new MLflowLogger({ uri: server.uri })]
    await Tuner.restore(results.experimentPath, train, {
      runConfig: { callbacks, verbose: 0 },
    }).fit()
    const runs = await expectAllRead(results.experimentPath, 'nobody')
    expect(runs.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED', 'FINISHED'])
    expect(existsSync(path)).toBe(false)
  },
)

it('goes on in the same runs after the tuner was killed', SLOW, async () => {
  const dir = join(root, 'killed')
  const script = fileURLToPath(new URL('./killed-tuner.ts', import.meta.url))
  const start = (): ReturnType<typeof spawn> =>
    spawn(process.execPath, ['--import', 'tsx', script, root, server.uri], { stdio: 'inherit' })
  const reports = (): number => storedEvents(dir).filter(({ type }) => type === 'reported').length
  for (const least of [1, 150, 700]) {
    const child = start()
    const gone = new Promise((resolve) => child.once('exit', resolve))
    await waitUntil(() => reports() > least)
    child.kill('SIGKILL')
    await gone
  }
  const last = start()
  expect(await new Promise((resolve) => last.once('exit', resolve))).toBe(0)
  const runs = await expectAllRead(dir, 'killed')
  expect(runs).toHaveLength(4)
  expect(runs.map(({ status }) => status)).toEqual(Array(4).fill('FINISHED'))
})

it('shows what population based training changes as tags and metrics', SLOW, async () => {
  const train = async (config: { readonly lr: number }, trial: Trial): Promise<void> => {
    let start = 0
    const from = trial.getCheckpoint()
    if (from) start = Number(readFileSync(join(from.path, 'at'), 'utf8'))
    for (let i = start + 1; i <= 8; i++) {
      const folder = await mkdtemp(join(root, 'checkpoint-'))
      writeFileSync(join(folder, 'at'), String(i))
      const checkpoint = Checkpoint.fromDirectory(folder)
      await trial.report({ score: config.lr * i }, { checkpoint })
    }
  }
  const scheduler = new PopulationBasedTraining({
    timeAttr: 'training_iteration',
    perturbationInterval: 2,
    synch: true,
    hyperparamMutations: { lr: uniform(0, 1) },
  })
  const results = await new Tuner(train, {
    paramSpace: { lr: gridSearch([0.1, 0.2, 0.8, 0.9]) },
    tuneConfig: { metric: 'score', mode: 'max', scheduler, seed: 3, capacity: { cpu: 4 } },
    runConfig: {
      name: 'pbt',
      storagePath: root,
      verbose: 0,
      callbacks: [new MLflowLogger({ uri: server.uri, artifacts: 'all', prefix: 'tune/' })],
    },
  }).fit()
  await server.untilEnded('pbt')
  const runs = childrenOf(await server.read('pbt'))
  const config = new Map(Array.from(results, ({ path, config }) => [path, config.lr]))
  const changed = runs.filter(({ tags }) => 'attune.copied_from' in tags)
  expect(changed.length).toBeGreaterThan(0)
  expect(new Set(runs.map(({ params }) => params['lr']))).toEqual(
    new Set(['0.1', '0.2', '0.8', '0.9']),
  )
  for (const { name, tags, params, history, artifacts } of changed) {
    expect(tags['tune/param/lr']).toBe(String(config.get(join(results.experimentPath, name))))
    const rates = history['tune/param/lr'] ?? []
    expect(rates[0]).toEqual([0, params['lr']])
    expect(rates.map(([, value]) => value)).toContain(tags['tune/param/lr'])
    expect(Object.values(artifacts)).toEqual(['8'])
  }
})

describe('an experiment that cannot be used', () => {
  const run = async (name: string, options: { uri: string; experiment?: string }) => {
    const { callback, said } = listenTo(new MLflowLogger({ ...options, patienceS: 0.5 }))
    const train = async (_: unknown, trial: Trial): Promise<void> => {
      await trial.report({ loss: 1 })
    }
    const { errors } = await new Tuner(train, {
      tuneConfig: { metric: 'loss', mode: 'min' },
      runConfig: { name, storagePath: root, verbose: 0, callbacks: [callback] },
    }).fit()
    expect(errors).toEqual([])
    return said
  }

  it('is said to be deleted', SLOW, async () => {
    const made = (await server.post('experiments/create', { name: 'gone' })) as object
    await server.post('experiments/delete', made)
    const said = await run('deleted', { uri: server.uri, experiment: 'gone' })
    expect(said.at(-1)).toMatch(/^MLFLOW_UNSENT: .*has been deleted.*mlflow experiments restore/)
  })

  it('is made once by two studies at the same time', SLOW, async () => {
    const options = { uri: server.uri, experiment: 'shared' }
    await Promise.all([run('one', options), run('two', options)])
    await server.untilEnded('shared')
    const runs = await server.read('shared')
    expect(runs.map(({ status }) => status)).toEqual(Array(4).fill('FINISHED'))
  })
})
