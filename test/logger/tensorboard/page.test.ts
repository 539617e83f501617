import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, TENSORBOARD } from '../../../scripts/venv.mjs'
import { choice, loguniform, run, TensorBoardLogger } from '../../../src/index.ts'
import { openBrowser } from '../../support/browser.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { drawn, tableOf } from './hparams-page.ts'
import { TensorBoardServer } from './tensorboard-server.ts'
import type { Browser, Page } from 'playwright-core'
import type { Callback, ResultGrid, Trial } from '../../../src/index.ts'

/** A folder to look at the pages oneself; nothing is kept without it. */
const SCREENSHOTS = process.env['ATTUNE_TEST_SCREENSHOTS']

interface Config {
  readonly lr: number
  readonly depth: number
  readonly act: string
  readonly bias: boolean
}

async function train({ lr, depth }: Config, trial: Trial): Promise<void> {
  const isLarge = lr > 0.08
  for (let i = 1; i <= 3; i++) {
    const loss = isLarge && i === 3 ? Number.NaN : 1 / i + lr
    await trial.report({ loss, val: { acc: i / 10 + depth / 100 } })
  }
}

async function study(callbacks?: readonly Callback[]): Promise<ResultGrid<Config>> {
  return run(train, {
    paramSpace: {
      lr: loguniform(1e-4, 1e-1),
      depth: choice([1, 2, 3]),
      act: choice(['relu', 'tanh']),
      bias: choice([true, false]),
    },
    numSamples: 8,
    seed: 3,
    metric: 'loss',
    mode: 'min',
    verbose: 0,
    storagePath: tempFolder(),
    ...(callbacks === undefined ? {} : { callbacks, defaultLoggers: false }),
  })
}

let python: string
let browser: Browser
const servers: TensorBoardServer[] = []
beforeAll(async () => {
  python = await ensureVenv(TENSORBOARD)
  browser = await openBrowser()
}, 600_000)
afterAll(async () => {
  await browser.close()
  await Promise.all(servers.map((server) => server.close()))
})

async function openPage(dir: string): Promise<Page> {
  const server = await TensorBoardServer.open(python, dir, 'rust')
  servers.push(server)
  // Its page asks once: what it is to show must have been read by then.
  await eventually(async () => Object.keys((await server.hparams()).sessions).length, 8)
  await eventually(async () => Object.keys(await server.scalars()).length, 8)
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
  await page.goto(`${server.url}/#hparams`)
  return page
}

async function eventually<T>(ask: () => Promise<T>, expected: unknown): Promise<void> {
  await expect.poll(ask, { timeout: 100_000, interval: 200 }).toEqual(expected)
}

async function keep(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS !== undefined) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` })
}

/** As the page writes them, apart from zeros at the end. */
function written(value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value)
    ? Number(value.toPrecision(5))
    : String(value)
}

/** The table with numbers as numbers, since how many zeros end them is the page's affair. */
async function table(page: Page, columns: readonly string[]): Promise<unknown> {
  const [header = [], ...rows] = await tableOf(page)
  return rows.map((row) =>
    ['Trial ID', ...columns].map((name) => {
      const cell = row[header.indexOf(name)]
      return cell === undefined || cell === '' || Number.isNaN(Number(cell)) ? cell : Number(cell)
    }),
  )
}

function expectedRows(results: ResultGrid<Config>): unknown {
  return [...results].map(({ path, config, metrics }) => [
    path.split('/').at(-1),
    ...[config.act, config.bias, config.depth, config.lr].map(written),
    written(Math.fround(Number(metrics?.['loss']))),
    written(Math.fround((metrics?.['val'] as { readonly acc: number } | undefined)?.acc ?? 0)),
  ])
}

const PARAMS = ['act', 'bias', 'depth', 'lr']

describe("TensorBoard's HPARAMS page", { timeout: 240_000 }, () => {
  it('shows all trials with their hyperparameters and metrics, in its three views', async () => {
    const results = await study()
    const page = await openPage(results.experimentPath)
    const metrics = ['ray/tune/loss', 'ray/tune/val/acc']
    await eventually(() => table(page, [...PARAMS, ...metrics]), expectedRows(results))
    await keep(page, 'table')

    await page.getByText('PARALLEL COORDINATES VIEW').click()
    const parallel = 'tf-hparams-parallel-coords-plot'
    const finite = [...results].filter(({ metrics: last }) => !Number.isNaN(last?.['loss']))
    expect(finite).toHaveLength(7)
    // A line for each trial whose values all are numbers that can be drawn.
    await eventually(async () => {
      const lines = await drawn(page, parallel, '.foreground path', 'd')
      return new Set(lines.filter((line) => /^M[\d.,]+(L[\d.,]+){8}$/.test(line))).size
    }, 7)
    const axes = await drawn(page, parallel, '.axis-title')
    expect(axes).toEqual(expect.arrayContaining([...PARAMS, ...metrics]))
    await keep(page, 'parallel')

    await page.getByText('SCATTER PLOT MATRIX VIEW').click()
    const scatter = 'tf-hparams-scatter-plot-matrix-plot'
    await eventually(async () => {
      const xs = await drawn(page, scatter, '.x-axis-label title')
      return [...PARAMS, ...metrics].filter((name) => !xs.includes(name))
    }, [])
    const ys = await drawn(page, scatter, '.y-axis-label title')
    expect(ys).toEqual(expect.arrayContaining(metrics))
    const dots = await drawn(page, scatter, 'circle', 'cx')
    // Every metric against everything, for each trial; but not what has to do with a loss that is NaN.
    const columns = PARAMS.length + ys.length
    expect(dots.length).toBe(8 * ys.length * columns - (ys.length + columns - 1))
    await keep(page, 'scatter')
    await page.close()
  })

  it('has the columns that were declared, by their own names', async () => {
    const columns = { metrics: ['loss', 'val/acc'] }
    const results = await study([new TensorBoardLogger({ columns })])
    const page = await openPage(results.experimentPath)
    await eventually(() => table(page, [...PARAMS, 'loss', 'val/acc']), expectedRows(results))
    const [header = []] = await tableOf(page)
    expect(header.filter(Boolean).toSorted()).toEqual(
      ['Trial ID', 'Show Metrics', ...PARAMS, 'loss', 'val/acc'].toSorted(),
    )
    await keep(page, 'columns')
    await page.close()
  })
})
