import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Tuner } from 'attune'
import { isRunning } from '../support/processes.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { ChildProcess } from 'node:child_process'

const script = fileURLToPath(new URL('./fixtures/interrupted.mjs', import.meta.url))

interface Running {
  readonly child: ChildProcess
  readonly dir: string
  readonly output: () => string
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>
}

function start(kind: string): Running {
  const storage = tempFolder()
  const child = spawn(process.execPath, [script, storage, kind], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return { child, dir: join(storage, 'interrupted'), output: () => output, exit }
}

/** The trials' folders that have this file. */
function trialsWith(dir: string, file: string): string[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .map((name) => join(dir, name, file))
    .filter((path) => existsSync(path))
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20)
}

describe('Ctrl-C', () => {
  it.each(['process', 'thread', 'python'])(
    'once ends a study of %s trials gracefully',
    async (kind) => {
      const { child, dir, output, exit } = start(kind)
      await until(() => trialsWith(dir, 'result.json').length >= 2)
      child.kill('SIGINT')
      expect(await exit).toEqual({ code: 0, signal: null })
      expect(output()).toContain('SIGINT: ending gracefully')
      expect(output()).toContain('interrupted: true')
      const results = Tuner.restore(dir).getResults()
      expect([...results].map((result) => result.status)).toEqual(Array(4).fill('PENDING'))
      expect(results.at(0)?.metricsDataframe.length).toBeGreaterThan(0)
    },
  )

  it('twice kills everything at once, grandchildren included', async () => {
    const { child, dir, output, exit } = start('deaf')
    await until(() => trialsWith(dir, 'pids').length >= 2)
    const pids = trialsWith(dir, 'pids').flatMap((path) =>
      readFileSync(path, 'utf8').split(' ').map(Number),
    )
    expect(pids.every(isRunning)).toBe(true)
    child.kill('SIGINT')
    await until(() => output().includes('ending gracefully'))
    child.kill('SIGINT')
    expect(await exit).toEqual({ code: null, signal: 'SIGINT' })
    expect(pids.filter(isRunning)).toEqual([])
    expect(Tuner.restore(dir).getResults().length).toBe(4)
  })

  it('is not needed: kill -9 takes the trials along too', async () => {
    const { child, dir, exit } = start('deaf')
    await until(() => trialsWith(dir, 'pids').length >= 2)
    const pids = trialsWith(dir, 'pids').flatMap((path) =>
      readFileSync(path, 'utf8').split(' ').map(Number),
    )
    child.kill('SIGKILL')
    await exit
    await until(() => !pids.some(isRunning))
    expect(pids.filter(isRunning)).toEqual([])
  })
})
