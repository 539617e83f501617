// Trials that end in every way there is. Alone, this file is a tuner that is to be killed.
import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setInterval } from 'node:timers'
import { fileURLToPath } from 'node:url'
import { choice, gridSearch, run, uniform } from '../../../src/index.ts'
import type { Trial } from '../../../src/index.ts'

export const KINDS = ['done', 'odd', 'fails', 'retried', 'broken', 'long'] as const

export interface KindConfig {
  readonly kind: (typeof KINDS)[number]
  readonly lr: number
  readonly bias: boolean
  readonly sizes: readonly number[]
}

const ODD = [Number.NaN, Infinity, -Infinity, 0.5, 1e300, -0.1]

export async function kinds({ kind, lr }: KindConfig, trial: Trial): Promise<void> {
  if (kind === 'broken') throw new Error('broken from the beginning')
  const last = kind === 'long' && trial.attempt === 1 ? 4 : 6
  for (let i = trial.iteration + 1; i <= last; i++) {
    const loss = kind === 'odd' ? ODD[i - 1] : lr / i + 10 * (trial.attempt - 1)
    const checkpoint = (dir: string): void => writeFileSync(`${dir}/at`, String(i))
    const late = i > 2 ? { late: i } : {}
    await trial.report(
      { loss, val: { acc: i / 7 }, note: 'text', flag: true, ...late },
      i === 2 ? { checkpoint } : {},
    )
    if (kind === 'fails' || (kind === 'retried' && i === 4 && trial.attempt === 1)) {
      throw new Error('once more, please')
    }
  }
  if (kind !== 'long' || trial.attempt > 1) return
  await new Promise(() => setInterval(() => undefined, 1000))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dir = process.argv[2] ?? ''
  await run(kinds, {
    paramSpace: {
      kind: gridSearch([...KINDS]),
      lr: uniform(0.1, 1),
      bias: choice([true, false]),
      sizes: choice([[8, 8]]),
    },
    metric: 'loss',
    mode: 'min',
    seed: 1,
    storagePath: dirname(dir),
    name: 'kinds',
    verbose: 0,
    maxConcurrentTrials: KINDS.length,
    failureConfig: { maxFailures: 1 },
  })
}
