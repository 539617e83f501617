import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, LIGHTNING } from '../../scripts/venv.mjs'
import { attune } from '../support/attune-cli.ts'
import { resultLines } from '../support/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { root } from './run-example.ts'

const storage = tempFolder()

let python: string
beforeAll(async () => {
  python = await ensureVenv(LIGHTNING)
}, 1_800_000)

const PARAMETERS = ['batch_size', 'layer_1_size', 'layer_2_size', 'lr']

/** Runs a study file of the example in small, and gives the folders of its trials. */
async function trialsOf(file: string, epochs: readonly string[]): Promise<readonly string[]> {
  const small = ['trials=2', 'seed=1', ...epochs].flatMap((option) => ['-o', option])
  const path = `examples/lightning-declarative/${file}`
  const { code, stdout, stderr } = await attune(
    ['run', path, '--storage', storage, '--name', file, ...small],
    { cwd: root, env: { ATTUNE_PYTHON: python, OMP_NUM_THREADS: '1' } },
  )
  expect({ code, stderr, stdout }).toMatchObject({ code: 0, stderr: '' })
  for (const name of PARAMETERS) expect(stdout).toMatch(new RegExp(`\\| Trial name.* ${name} `))
  expect(stdout).toMatch(/Best trial: .* with val_accuracy=0\.\d+ and parameters=\{/)
  const dir = join(storage, file)
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(dir, name))
}

describe('the declarative Lightning example', () => {
  it('runs as a study file alone', async () => {
    const trials = await trialsOf('study.yaml', ['lightning.trainer.max_epochs=2'])
    expect(trials).toHaveLength(2)
    for (const trial of trials) {
      const rows = resultLines(trial)
      const [first] = rows
      expect(Object.keys(first?.['config'] as object).toSorted()).toEqual(PARAMETERS)
      expect(first).toMatchObject({ epoch: 0, val_accuracy: expect.any(Number) as number })
      // One checkpoint of Attune's, and the best of Lightning's.
      const files = readdirSync(trial)
      expect(files.filter((name) => name.startsWith('checkpoint_'))).not.toEqual([])
      expect(readdirSync(join(trial, 'lightning_checkpoints'))).toHaveLength(rows.length)
    }
  })

  it('runs as Python has declared it', async () => {
    const trials = await trialsOf('build.yaml', ['stop.training_iteration=2'])
    expect(trials).toHaveLength(2)
    const rows = trials.map(resultLines)
    expect(Math.max(...rows.map(({ length }) => length))).toBe(2)
    for (const [first] of rows) {
      const config = first?.['config'] as Readonly<Record<string, unknown>>
      expect(Object.keys(config).toSorted()).toEqual(PARAMETERS)
      expect(first?.['effective_lr']).toBe(config['lr'])
    }
  })
})
