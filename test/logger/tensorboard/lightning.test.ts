import { basename } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, LIGHTNING } from '../../../scripts/venv.mjs'
import { gridSearch, python as pythonScript, run, TensorBoardLogger } from '../../../src/index.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { TensorBoardServer } from './tensorboard-server.ts'
import type { ResultGrid, RunConfig } from '../../../src/index.ts'
import type { Reader } from './tensorboard-server.ts'

const script = new URL('./lightning_trial.py', import.meta.url)
const storagePath = tempFolder()

let python: string
beforeAll(async () => {
  python = await ensureVenv(LIGHTNING)
}, 1_800_000)

const servers: TensorBoardServer[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

/** A study of a script that gives its `trainer` a TensorBoardLogger for the trial's folder. */
async function study(defaultHpMetric: boolean, options: RunConfig = {}): Promise<ResultGrid> {
  const results = await run(pythonScript(script, { function: 'train', python }), {
    paramSpace: { lr: gridSearch([0.1, 0.01]), default_hp_metric: defaultHpMetric },
    metric: 'loss',
    mode: 'min',
    verbose: 0,
    storagePath,
    name: `hp-metric-${defaultHpMetric}`,
    ...options,
  })
  expect(results.errors).toEqual([])
  return results
}

/** Runs with the steps of a scalar of ours and of theirs, the page's columns, and its rows. */
async function shown(results: ResultGrid, reader: Reader): Promise<() => Promise<unknown>> {
  const server = await TensorBoardServer.open(python, results.experimentPath, reader)
  servers.push(server)
  return async () => {
    const scalars = await server.scalars()
    const { params, metrics, sessions } = await server.hparams()
    const stepsOf = (name: string, tag: string): unknown =>
      scalars[name]?.[tag]?.map(([, at]) => at)
    return {
      runs: (await server.runs()).map((name) => [
        name,
        stepsOf(name, 'ray/tune/loss'),
        stepsOf(name, 'val/loss'),
        stepsOf(name, 'train/loss'),
      ]),
      columns: [...Object.keys(params), ...metrics.filter((name) => !name.includes('time'))],
      rows: Object.keys(sessions)
        .toSorted()
        .map((name) => {
          const session = sessions[name]
          return [name, session?.hparams['lr'], session?.status, session?.metrics['ray/tune/loss']]
        }),
    }
  }
}

function expected(results: ResultGrid, columns: readonly string[]): unknown {
  const trials = [...results].toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return {
    // Each trial once. Theirs count batches: four an epoch, of which the validation is after the last.
    runs: trials.map(({ path }) => [basename(path), [1, 2], [3, 7], [0, 1, 2, 3, 4, 5, 6, 7]]),
    columns,
    rows: trials.map(({ path, config, metrics }) => [
      basename(path),
      (config as { readonly lr: number }).lr,
      'STATUS_SUCCESS',
      [Math.fround(Number(metrics?.['loss'])), 2],
    ]),
  }
}

const READERS: readonly Reader[] = ['python', 'rust']
const within = { timeout: 60_000, interval: 300 }

describe('a study of trials with a TensorBoardLogger of Lightning', { timeout: 300_000 }, () => {
  it('shows each trial once, with what both have written', async () => {
    const results = await study(false)
    const ours = ['epoch', 'iterations_since_restore', 'loss'].map((name) => `ray/tune/${name}`)
    const columns = ['lr', 'epoch', ...ours, 'train/loss', 'val/loss']
    for (const reader of READERS) {
      const ask = await shown(results, reader)
      await expect.poll(ask, within).toEqual(expected(results, columns))
    }
  })

  it('has the columns that we declare, also where Lightning declares its own', async () => {
    const results = await study(true, {
      defaultLoggers: false,
      callbacks: [new TensorBoardLogger({ columns: true })],
    })
    for (const reader of READERS) {
      const ask = await shown(results, reader)
      await expect.poll(ask, within).toEqual(expected(results, ['lr', 'ray/tune/loss']))
    }
  })
})
