import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open.ts'
import { Tuner } from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { StudyEvent } from '../../src/study/events.ts'

const script = fileURLToPath(new URL('./tuner.mjs', import.meta.url))

/** Runs the tuner; kills it as soon as so many more results are stored, unless it ends by itself. */
async function sit(folder: string, results: number): Promise<{ readonly killed: boolean }> {
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  let ended = false
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve)).finally(() => {
    ended = true
  })
  const goal = countResults(folder) + results
  while (!ended && countResults(folder) < goal) await sleep(5)
  child.kill('SIGKILL')
  const code = await exit
  if (code !== 0 && code !== null) throw new Error(`the tuner failed: ${stderr}`)
  return { killed: code === null }
}

function countResults(folder: string): number {
  const path = join(folder, 'chaos', 'study.db')
  if (!existsSync(path)) return 0
  try {
    const storage = openSqliteStorage(path, { readOnly: true })
    try {
      return [...storage.events()].filter((event) => event.type === 'reported').length
    } finally {
      storage.close()
    }
  } catch {
    // The tuner has made the file and not yet its tables.
    return 0
  }
}

function workersOf(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const cmdline = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      const environ = readFileSync(`/proc/${pid}/environ`, 'utf8')
      return cmdline.includes('counting.mjs') && environ.includes(folder)
    } catch {
      return false
    }
  })
}

describe('a study whose tuner is killed again and again', () => {
  it('ends with the same trials and nothing reported twice', { timeout: 120_000 }, async () => {
    const folder = tempFolder()
    const random = Random.fromSeed('kills')
    let kills = 0
    for (;;) {
      const { killed } = await sit(folder, kills < 6 ? random.integer(1, 20) : Infinity)
      if (!killed) break
      kills += 1
      // What the tuner had started goes with it, though nobody told it to.
      while (workersOf(folder).length > 0) await sleep(10)
    }
    expect(kills).toBe(6)

    const dir = join(folder, 'chaos')
    const results = Tuner.restore(dir).getResults()
    expect(results.length).toBe(16)
    expect(results.numTerminated).toBe(16)
    for (const result of results) {
      const rows = result.metricsDataframe
      const last = rows.length
      const expected = Array.from({ length: last }, (_, i) => i + 1)
      expect(rows.map((row) => row['n'])).toEqual(expected)
      expect(rows.map((row) => row['training_iteration'])).toEqual(expected)

      const json = readFileSync(join(result.path, 'result.json'), 'utf8').trim().split('\n')
      expect(json.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual(expected)
      const csv = readFileSync(join(result.path, 'progress.csv'), 'utf8').trim().split(/\r?\n/)
      expect(csv).toHaveLength(last + 1)

      const folders = readdirSync(result.path).filter((name) => name.includes('checkpoint'))
      const latest = result.checkpoint?.path.split('/').at(-1)
      expect(folders).toEqual(latest ? [latest] : [])
      if (result.checkpoint) expect(existsSync(join(result.checkpoint.path, 'n'))).toBe(true)
    }

    const storage = openSqliteStorage(join(dir, 'study.db'), { readOnly: true })
    const stops = decisions(storage.events())
    storage.close()
    for (const result of results) {
      // Stopped where it was told to, and never continued after that.
      if (result.reason) expect(stops.get(result.trialId)).toBe(result.metricsDataframe.length)
    }
  })
})

function decisions(events: Iterable<StudyEvent>): Map<string, number> {
  const stopped: Map<string, number> = new Map()
  for (const event of events) {
    if (event.type !== 'reported') continue
    expect(stopped.has(event.trial)).toBe(false)
    if (event.decision === 'stop') {
      stopped.set(event.trial, Number(event.result['training_iteration']))
    }
  }
  return stopped
}
