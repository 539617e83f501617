import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, TENSORBOARD } from '../../../scripts/venv.mjs'
import { PopulationBasedTraining, run, Tuner, uniform } from '../../../src/index.ts'
import { flatten } from '../../../src/math/flatten.ts'
import { storedEvents } from '../../support/stored-study.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { eventFiles, readEvents } from './event-reader.ts'
import { kinds, KINDS } from './kinds.ts'
import { TensorBoardServer } from './tensorboard-server.ts'
import type { Result as AnyResult, ResultGrid, Trial } from '../../../src/index.ts'
import type { Reader, Session } from './tensorboard-server.ts'

type Result = AnyResult<unknown>

const program = fileURLToPath(new URL('./kinds.ts', import.meta.url))
const READERS: readonly Reader[] = ['python', 'rust']

let python: string
beforeAll(async () => {
  python = await ensureVenv(TENSORBOARD)
}, 600_000)

const servers: TensorBoardServer[] = []
afterAll(() => Promise.all(servers.map((server) => server.close())))

async function openServer(dir: string, reader: Reader): Promise<TensorBoardServer> {
  const server = await TensorBoardServer.open(python, dir, reader)
  servers.push(server)
  return server
}

/** Asks again until the answer is as expected; the last one is the failure's. */
async function eventually<T>(ask: () => Promise<T>, expected: unknown): Promise<void> {
  await expect.poll(ask, { timeout: 50_000, interval: 300 }).toEqual(expected)
}

/** Runs a tuner until all but the last trial have ended, and that one has written what it reports. */
async function killedTuner(dir: string): Promise<void> {
  const tuner = spawn(process.execPath, ['--import', 'tsx', program, dir], { stdio: 'inherit' })
  const exit = once(tuner, 'exit')
  while (!isAsFarAsItGets(dir)) {
    if (tuner.exitCode !== null) throw new Error(`the tuner ended with ${tuner.exitCode}`)
    await sleep(20)
  }
  tuner.kill('SIGKILL')
  await exit
}

function isAsFarAsItGets(dir: string): boolean {
  const folders = existsSync(dir)
    ? readdirSync(dir).filter((name) => name.startsWith('kinds_'))
    : []
  const isDone = folders.map((name) => {
    const events = readEvents(join(dir, name))
    const kind = events.find((event) => event.start)?.start?.hparams['kind']
    return kind === 'long' ? events.at(-1)?.step === 4 : events.some((event) => event.end)
  })
  return isDone.length === KINDS.length && isDone.every(Boolean)
}

/** What was reported, as TensorBoard has it: step and value in single precision, by tag. */
function reported(result: Result): Record<string, [number, number | string][]> {
  const byTag: Record<string, [number, number | string][]> = {}
  for (const row of result.metricsDataframe) {
    const { config: _config, training_iteration: step, ...metrics } = row
    for (const [key, value] of Object.entries(flatten(metrics))) {
      const isLeftOut = ['pid', 'time_total_s', 'timestamp'].includes(key)
      if (typeof value !== 'number' || isLeftOut) continue
      ;(byTag[`ray/tune/${key}`] ??= []).push([Number(step), spelled(value)])
    }
  }
  return byTag
}

function spelled(value: number): number | string {
  const single = Math.fround(value)
  return Number.isFinite(single) ? single : String(single)
}

const STATUS: Record<string, string> = {
  done: 'SUCCESS',
  odd: 'SUCCESS',
  fails: 'FAILURE',
  retried: 'SUCCESS',
  broken: 'FAILURE',
  long: 'SUCCESS',
}

/** The HPARAMS page's session of a trial. */
function session(result: Result, status: string): Session {
  const { sizes, ...params } = result.config as Record<string, unknown>
  const lists = sizes === undefined ? {} : { sizes: JSON.stringify(sizes) }
  const metrics = Object.entries(reported(result)).map(
    ([tag, points]) => [tag, [points.at(-1)?.[1], points.at(-1)?.[0]]] as const,
  )
  return {
    hparams: { ...params, ...lists },
    status: `STATUS_${status}`,
    metrics: Object.fromEntries(metrics) as Session['metrics'],
  }
}

function byRun<T>(results: ResultGrid, of: (result: Result) => T): Record<string, T> {
  return Object.fromEntries([...results].map((result) => [basename(result.path), of(result)]))
}

/** Steps and values by run and tag; and whether every wall time is that of the report. */
async function scalarsOf(server: TensorBoardServer, results: ResultGrid): Promise<unknown> {
  const runs = byRun(results, (result) => result.metricsDataframe)
  const scalars = await server.scalars()
  const late: unknown[] = []
  const values = Object.entries(scalars).map(([name, tags]) => {
    const timeOf = new Map(
      runs[name]?.map((row) => [Number(row['training_iteration']), Number(row['timestamp'])]),
    )
    const points = Object.entries(tags).map(([tag, all]) => {
      for (const [wall, step] of all) {
        // A tuner that lives notes when it wrote; the stored time is in whole seconds.
        const delay = wall - (timeOf.get(step) ?? 0)
        if (!(Math.abs(delay) < 10)) late.push([name, tag, step, delay])
      }
      return [tag, all.map(([, step, value]) => [step, value])]
    })
    return [name, Object.fromEntries(points)]
  })
  return { values: Object.fromEntries(values), late }
}

function hasScalars(results: ResultGrid): unknown {
  const runs = Object.entries(byRun(results, reported))
  const withAny = runs.filter(([, tags]) => Object.keys(tags).length > 0)
  return { values: Object.fromEntries(withAny), late: [] }
}

describe('a study whose tuner was killed', () => {
  const dir = join(tempFolder(), 'kinds')
  const kindOf = ({ config }: Result): string => (config as { readonly kind: string }).kind
  const open = new Map<Reader, TensorBoardServer>()

  const has = (results: ResultGrid, status: Record<string, string>): object => ({
    runs: [...results].map((result) => basename(result.path)).toSorted(),
    params: {
      kind: 'DATA_TYPE_STRING',
      lr: 'DATA_TYPE_FLOAT64',
      bias: 'DATA_TYPE_BOOL',
      sizes: 'DATA_TYPE_STRING',
    },
    sessions: byRun(results, (result) => session(result, status[kindOf(result)] ?? '')),
    scalars: hasScalars(results),
  })
  const shown = async (server: TensorBoardServer, results: ResultGrid): Promise<object> => {
    const { params, sessions } = await server.hparams()
    const scalars = await scalarsOf(server, results)
    return { runs: await server.runs(), params, sessions, scalars }
  }

  beforeAll(async () => {
    await killedTuner(dir)
    const results = Tuner.restore(dir, kinds).getResults()
    const long = [...results].find((result) => kindOf(result) === 'long')
    const [file = ''] = eventFiles(long?.path ?? '')
    appendFileSync(file, readFileSync(file).subarray(0, 30))
  })

  it.each(READERS)('is shown as it was, also where a file is torn: %s', async (reader) => {
    const results = Tuner.restore(dir, kinds).getResults()
    const counts = [...results].map((result) => result.metricsDataframe.length)
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1, 4, 6, 6, 6])
    const server = await openServer(dir, reader)
    open.set(reader, server)
    const expected = has(results, { ...STATUS, long: 'UNKNOWN' })
    await eventually(() => shown(server, results), expected)
  })

  it('goes on, and a TensorBoard that is open follows, as does one that is opened', async () => {
    const results = await Tuner.restore(dir, kinds).fit()
    const long = [...results].find((result) => kindOf(result) === 'long')
    // It went back to its checkpoint.
    expect(long?.metricsDataframe.map((row) => Number(row['loss']) > 10)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ])
    for (const server of [
      ...open.values(),
      await openServer(dir, 'python'),
      await openServer(dir, 'rust'),
    ]) {
      await eventually(() => shown(server, results), has(results, STATUS))
    }
  })
})

describe('population based training', () => {
  it('is shown with the hyperparameters that trials have come to', async () => {
    const climb = async ({ lr }: { lr: number }, trial: Trial): Promise<void> => {
      const from = trial.getCheckpoint()
      let score = from ? Number(readFileSync(join(from.path, 'score'), 'utf8')) : 0
      for (let i = trial.iteration + 1; i <= 12; i++) {
        score += lr
        const checkpoint = (to: string): void => writeFileSync(join(to, 'score'), String(score))
        await trial.report({ score }, { checkpoint })
      }
    }
    const results = await run(climb, {
      paramSpace: { lr: uniform(0, 1) },
      metric: 'score',
      mode: 'max',
      numSamples: 6,
      seed: 4,
      verbose: 0,
      storagePath: tempFolder(),
      scheduler: new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 3,
        synch: true,
        hyperparamMutations: { lr: uniform(0, 1) },
      }),
      checkpointConfig: { numToKeep: 1 },
    })
    const firstConfigs = storedEvents(results.experimentPath).flatMap((event) =>
      event.type === 'trial-added' ? [event.config] : [],
    )
    expect([...results].map((result) => result.config)).not.toEqual(firstConfigs)
    for (const reader of READERS) {
      const server = await openServer(results.experimentPath, reader)
      await eventually(
        async () => (await server.hparams()).sessions,
        byRun(results, (result) => session(result, 'SUCCESS')),
      )
      await eventually(() => scalarsOf(server, results), hasScalars(results))
    }
  })
})
