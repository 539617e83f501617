import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, TORCH } from '../../../../scripts/venv.mjs'
import { PythonExecutor } from '../../../../src/executor/python/python-executor.ts'
import { python } from '../../../../src/executor/python/python.ts'
import { isRunning } from '../../../support/processes.ts'
import { Harness } from '../harness.ts'
import { folder, openExecutor, TWO } from './gang-fixture.ts'
import type { Ended } from '../harness.ts'

const script = fileURLToPath(new URL('./fixtures/ddp.py', import.meta.url))

let interpreter: string
let harness: Harness
beforeAll(async () => {
  interpreter = await ensureVenv(TORCH)
  const trainable = python(script, { function: 'train', python: interpreter })
  harness = await new Harness(new PythonExecutor(trainable)).open({ graceMs: 500 })
}, 1_800_000)
afterAll(() => harness.close())

async function train(config: Readonly<Record<string, unknown>>): Promise<Ended> {
  return harness.run({ lr: 0.5, steps: 4, timeout: 60, end: 'well', ...config }, TWO)
}

/** The steps that a trial has reported. */
function stepsOf({ trial }: Ended): unknown[] {
  return harness.reports(trial).map(({ step }) => step)
}

it('the script of docs/distributed.md trains', async () => {
  const page = readFileSync(new URL('../../../../docs/distributed.md', import.meta.url), 'utf8')
  const path = join(folder, 'documented.py')
  writeFileSync(path, /```python\n([^]*?)```/.exec(page)?.[1] ?? '')
  const documented = await openExecutor(
    new PythonExecutor(python(path, { function: 'train', python: interpreter })),
  )
  expect(await documented.run({ lr: 0.01, epochs: 3 }, TWO)).toMatchObject({ cause: 'completed' })
  expect(documented.reports()).toEqual([1, 2, 3].map(() => ({ loss: expect.any(Number) })))
})

describe('two ranks of PyTorch', () => {
  it('train together', async () => {
    const ended = await train({})
    expect(ended).toMatchObject({ cause: 'completed' })
    expect(harness.reports(ended.trial)).toEqual(
      [1, 2, 3, 4].map((step) => ({ step, total: 3, world: 2, gradient: 1.5, elastic: true })),
    )
  })

  it('end at a report of rank 0', async () => {
    harness.decide = () => 'stop'
    const ended = await train({ steps: 1000 })
    harness.decide = () => 'continue'
    expect(ended).toMatchObject({ cause: 'stopped' })
    expect(stepsOf(ended)).toEqual([1])
  })

  it('end when one of them is killed, which is blamed', async () => {
    const ended = await train({ end: 'kill' })
    expect(ended).toMatchObject({
      cause: 'error',
      error: {
        code: 'KILLED_BY_SIGNAL',
        message: expect.stringMatching(/^Rank 1 of 2 was killed/),
      },
    })
    expect(stepsOf(ended).slice(0, 2)).toEqual([1, 2])
  })

  it('end when one of them fails, and not with what the other says of it', async () => {
    const ended = await train({ end: 'raise' })
    expect(ended).toMatchObject({
      cause: 'error',
      error: { name: 'ValueError', message: 'Rank 1 of 2: broken on purpose' },
    })
  })

  it('end when one of them is frozen, after the time that the others wait for it', async () => {
    const ended = await train({ end: 'freeze', timeout: 1 })
    expect(ended).toMatchObject({
      cause: 'error',
      error: { message: expect.stringMatching(/^Rank 0 of 2: [^]*Timed out/i) },
    })
    const pids = harness.events.flatMap((event) => (event.type === 'started' ? [event.pid] : []))
    expect(pids.filter((pid) => pid !== undefined && isRunning(pid))).toEqual([])
  })
})
