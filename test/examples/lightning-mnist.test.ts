import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, LIGHTNING } from '../../scripts/venv.mjs'
import { resultLines } from '../support/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { root, runExample } from './run-example.ts'

const tune = 'examples/lightning-mnist/tune.ts'
const storage = tempFolder()
const populations = tempFolder()
const alone = tempFolder()

let python: string
beforeAll(async () => {
  python = await ensureVenv(LIGHTNING)
}, 1_800_000)

/** The results of each trial of a study. */
function resultsIn(study: string): Readonly<Record<string, unknown>>[][] {
  const folders = readdirSync(study, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.map(({ name }) => resultLines(join(study, name)))
}

/** The learning rates in the config and in the optimizer. */
function ratesOf(result: Readonly<Record<string, unknown>>): [unknown, unknown] {
  return [(result['config'] as { readonly lr: number }).lr, result['effective_lr']]
}

describe('the Lightning example', () => {
  it('runs', async () => {
    const { best, accuracy } = await runExample(tune, '--smoke-test', '--storage', storage)
    expect(best).toMatchObject({ epochs: 2, seed: 1, data_dir: null })
    expect(accuracy).toBeGreaterThan(0.5)
    const trials = resultsIn(join(storage, 'lightning-mnist'))
    expect(trials).toHaveLength(2)
    for (const [result] of trials) expect(result).toMatchObject({ epoch: 0 })
  })

  it('trains copies with the learning rate of their config', async () => {
    const smoke = ['--smoke-test', '--storage', populations]
    const { accuracy } = await runExample(tune, '--scheduler', 'pbt', ...smoke)
    expect(accuracy).toBeGreaterThan(0.5)
    const trials = resultsIn(join(populations, 'lightning-mnist'))
    const rates = trials.map((results) => results.map(ratesOf))
    for (const [configured, effective] of rates.flat()) expect(effective).toBe(configured)
    const changed = rates.filter(([first, second]) => first?.[0] !== second?.[0])
    expect(changed).toHaveLength(1)
    // No trial had this rate: it is no rate that a checkpoint brought back.
    expect(rates.map(([first]) => first?.[0])).not.toContain(changed[0]?.[1]?.[0])
    for (const results of trials) expect(results.map((row) => row['epoch'])).toEqual([0, 1])
  })

  it('has a script that trains by itself', async () => {
    const env = { ...process.env, PYTHONPATH: join(root, 'python'), OMP_NUM_THREADS: '1' }
    const script = join(root, 'examples/lightning-mnist/train.py')
    const { stderr } = await promisify(execFile)(python, [script], { cwd: alone, env })
    expect(stderr).toContain('max_epochs=5')
  })
})
