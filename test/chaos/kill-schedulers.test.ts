import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { Tuner } from '../../src/index.ts'
import { csvIterations, resultLines, storedEvents, upTo } from '../support/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { ScheduleOrder } from '../../src/index.ts'
import type { StudyEvent } from '../../src/study/events.ts'

const script = fileURLToPath(new URL('./schedulers.mjs', import.meta.url))

const KILLS = 3

/** Runs the tuner; kills it once so many more events are stored, unless it ends by itself. */
async function sit(storage: string, kind: string, events: number): Promise<{ killed: boolean }> {
  const child = spawn(process.execPath, [script, storage, kind], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  let ended = false
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve)).finally(() => {
    ended = true
  })
  const dir = join(storage, kind)
  const goal = storedEvents(dir).length + events
  while (!ended && storedEvents(dir).length < goal) await sleep(5)
  child.kill('SIGKILL')
  const code = await exit
  if (code !== 0 && code !== null) throw new Error(`the tuner failed: ${stderr}`)
  return { killed: code === null }
}

function workersOf(storage: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const cmdline = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      const environ = readFileSync(`/proc/${pid}/environ`, 'utf8')
      return cmdline.includes('climb.mjs') && environ.includes(storage)
    } catch {
      return false
    }
  })
}

describe.each(['promote', 'hyperband', 'pbt', 'pbt-synch'])(
  'a %s study whose tuner is killed again and again',
  (kind) => {
    it('ends as if nothing had happened', { timeout: 120_000 }, async () => {
      const storage = tempFolder()
      const dir = join(storage, kind)
      const random = Random.fromSeed(kind)
      const remembered: StudyEvent[][] = []
      for (;;) {
        const isLast = remembered.length === KILLS
        const { killed } = await sit(storage, kind, isLast ? Infinity : random.integer(5, 30))
        // What the tuner had started goes with it, though nobody told it to.
        await waitUntil(() => workersOf(storage).length === 0)
        if (!killed) break
        remembered.push(storedEvents(dir))
      }
      expect(remembered).toHaveLength(KILLS)

      const events = storedEvents(dir)
      for (const before of remembered) expect(events.slice(0, before.length)).toEqual(before)
      expect(expectObeyed(events) > 0).toBe(kind.startsWith('pbt'))
      const results = Tuner.restore(dir).getResults()
      expect(results.numTerminated).toBe(results.length)
      for (const result of results) {
        const rows = result.metricsDataframe.map((row) => Number(row['training_iteration']))
        expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b))
        if (kind.startsWith('pbt')) expect(rows.at(-1)).toBe(12)
        else expect(rows).toEqual(upTo(rows.length))
        // The count is in the checkpoint: it went on where it had been.
        expect(result.metricsDataframe.map((row) => row['n'])).toEqual(rows)
        expect(csvIterations(result.path)).toEqual(rows)
        expect(resultLines(result.path).map((row) => row['training_iteration'])).toEqual(rows)
        expect(readdirSync(result.path).filter((name) => name.includes('checkpoint'))).toEqual(
          result.checkpoint ? [result.checkpoint.path.split('/').at(-1)] : [],
        )
      }
    })
  },
)

/**
 * That every attempt began where what was stored before says, and that what was stopped never ran
 * again. Returns how many copies were made.
 */
function expectObeyed(events: readonly StudyEvent[]): number {
  const checkpoints = new Map<string, number>()
  const stopped = new Set<string>()
  const attempts = new Map<string, number>()
  let exploits = 0
  const obey = ({ trial, ...order }: ScheduleOrder): void => {
    if (order.action === 'stop') stopped.add(trial)
    else {
      exploits += 1
      const from = checkpoints.get(order.exploit.from)
      if (from !== undefined) checkpoints.set(trial, from)
    }
  }
  for (const event of events) {
    if (event.type === 'started') {
      expect(stopped).not.toContain(event.trial)
      expect(event.attempt).toBeGreaterThan(attempts.get(event.trial) ?? 0)
      expect(event.from).toBe(checkpoints.get(event.trial) ?? 0)
      attempts.set(event.trial, event.attempt)
    } else if (event.type === 'reported') {
      const { trial, checkpoint, decision, exploit } = event
      expect(stopped).not.toContain(trial)
      if (checkpoint) checkpoints.set(trial, checkpoint.iteration)
      if (decision === 'stop') stopped.add(trial)
      if (exploit) obey({ trial, action: 'exploit', exploit })
    }
    for (const order of event.orders ?? []) obey(order)
  }
  return exploits
}
