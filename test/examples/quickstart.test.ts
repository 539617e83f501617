import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from './run-example.ts'

interface LastResult {
  readonly loss: number
  readonly config: { readonly lr: number; readonly layers: number }
}

it('the quickstart tries twenty configs and prints a good one', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'attune-quickstart-'))
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'examples/quickstart.ts'],
      { cwd: root, env: { ...process.env, ATTUNE_STORAGE: storage } },
    )
    const [study = ''] = await readdir(storage)
    const entries = await readdir(join(storage, study), { withFileTypes: true })
    const trials = entries.filter((entry) => entry.isDirectory())
    expect(trials).toHaveLength(20)
    const results = await Promise.all(
      trials.map(async ({ name }) => {
        const text = await readFile(join(storage, study, name, 'result.json'), 'utf8')
        return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as LastResult
      }),
    )
    const [best] = results.sort((a, b) => a.loss - b.loss)
    expect(stdout).toContain(`\nbest: { lr: ${best?.config.lr}, layers: ${best?.config.layers} }\n`)
  } finally {
    await rm(storage, { recursive: true, force: true })
  }
})
