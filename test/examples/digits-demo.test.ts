import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runExample } from './run-example.ts'

const SCRIPT = 'examples/digits/tune.ts'
let storage: string
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'attune-digits-'))
})
afterEach(() => rm(storage, { recursive: true, force: true }))

async function trialFolders(study: string): Promise<string[]> {
  const entries = await readdir(join(storage, study), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

describe('the digits example', () => {
  for (const executor of ['process', 'thread', 'inline']) {
    it(`runs with ${executor} trials`, async () => {
      const args = ['--smoke-test', '--storage', storage, '--executor', executor]
      const { best, accuracy } = await runExample(SCRIPT, ...args)
      expect(best).toMatchObject({ epochs: 3, seed: 1 })
      expect(accuracy).toBeGreaterThan(0.7)
      const trials = await trialFolders('digits')
      expect(trials).toHaveLength(4)
      for (const trial of trials) {
        const params = await readFile(join(storage, 'digits', trial, 'params.json'), 'utf8')
        expect(JSON.parse(params)).toMatchObject({ epochs: 3 })
      }
    })
  }

  it('gives each study a folder of its own, and goes on with a finished one at its end', async () => {
    const args = ['--smoke-test', '--trials', '1', '--storage', storage]
    const first = await runExample(SCRIPT, ...args)
    const second = await runExample(SCRIPT, ...args, '--seed', '2')
    expect((await readdir(storage)).sort()).toEqual(['digits', 'digits-2'])
    const again = await runExample(SCRIPT, ...args, '--resume')
    expect(again.best).toEqual(second.best)
    expect(again.best).not.toEqual(first.best)
    expect((await readdir(storage)).sort()).toEqual(['digits', 'digits-2'])
  })
})
