import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'
import { storedEvents } from '../support/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { runExample } from './run-example.ts'

const storage = tempFolder()

beforeAll(async () => {
  await ensureVenv(TORCH)
}, 1_800_000)

it('the example of several ranks runs, and its ranks learn', async () => {
  const script = 'examples/torch-ddp/tune.ts'
  const { best, accuracy } = await runExample(script, '--smoke-test', '--storage', storage)
  expect(best).toMatchObject({ epochs: 3, seed: 1 })
  expect(accuracy).toBeGreaterThan(0.7)
  const dir = join(storage, 'torch-ddp')
  const ends = storedEvents(dir).filter((event) => event.type === 'ended')
  expect(ends).toHaveLength(3)
  expect(ends.map(({ cause }) => cause)).not.toContain('error')
  const entries = await readdir(dir, { withFileTypes: true })
  const trials = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name))
  expect(trials).toHaveLength(3)
  for (const trial of trials) expect(existsSync(join(trial, 'stderr.rank1'))).toBe(true)
})
