import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { root, runExample } from './run-example.ts'

const SCRIPT = 'examples/digits/tune.ts'
let storage: string
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'attune-killed-'))
})
afterEach(() => rm(storage, { recursive: true, force: true }))

/** `training_iteration` of every line of every trial's result.json. */
async function iterations(): Promise<number[][]> {
  const study = join(storage, 'digits')
  const entries = await readdir(study, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((entry) => entry.isDirectory())
  return await Promise.all(
    folders.map(async ({ name }) => {
      const text = await readFile(join(study, name, 'result.json'), 'utf8').catch(() => '')
      // The last line may be half written.
      const lines = text.split('\n').slice(0, -1)
      return lines.map(
        (line) => (JSON.parse(line) as { training_iteration: number }).training_iteration,
      )
    }),
  )
}

it('the digits example, killed in the middle, goes on to the same number of trials', async () => {
  const args = ['--trials', '6', '--storage', storage]
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, ...args], {
    cwd: root,
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  await vi.waitUntil(async () => (await iterations()).flat().length >= 6, {
    timeout: 50_000,
    interval: 20,
  })
  child.kill('SIGKILL')
  await ended
  const before = await iterations()
  expect(before.length).toBeGreaterThan(0)

  const { accuracy } = await runExample(SCRIPT, '--resume', '--storage', storage)
  expect(accuracy).toBeGreaterThan(0.85)
  expect(await readdir(storage)).toEqual(['digits'])
  const after = await iterations()
  expect(after).toHaveLength(6)
  for (const trial of after) {
    expect(trial.length).toBeGreaterThan(0)
    // Each iteration once, none left out.
    expect(trial).toEqual(trial.map((_, index) => index + 1))
  }
  // At least one was allowed to train to its end.
  expect(Math.max(...after.map((trial) => trial.length))).toBe(16)
})
