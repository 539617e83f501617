import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { Tuner, uniform } from '../../src/index.ts'
import { readStudy } from '../../src/tuner/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { fakeCli } from './fake-cli.ts'
import type { ResultGrid, Trial } from '../../src/index.ts'
import type { FakeCli } from './fake-cli.ts'

const storagePath = tempFolder()

interface Started {
  readonly dir: string
  readonly end: Promise<ResultGrid>
  /** Calls a command beside it. */
  readonly call: (...args: string[]) => Promise<FakeCli & { readonly code: number }>
  readonly status: (number: number) => string | undefined
}

/** A study of three trials that report until they are ended. */
async function start(name: string): Promise<Started> {
  const endless = async (_config: unknown, trial: Trial): Promise<void> => {
    for (let n = 1; ; n++) {
      await sleep(2)
      await trial.report({ n })
    }
  }
  const tuner = new Tuner(endless, {
    paramSpace: { lr: uniform(0, 1), model: { layers: uniform(1, 9) } },
    tuneConfig: { metric: 'n', mode: 'max', numSamples: 3, maxConcurrentTrials: 3 },
    runConfig: { name, storagePath, verbose: 0, handleSignals: false, defaultLoggers: false },
  })
  const end = tuner.fit()
  const dir = `${storagePath}/${name}`
  const status = (number: number): string | undefined => {
    const study = readStudy(dir)
    try {
      return study.view.trials[number]?.status
    } finally {
      study.close()
    }
  }
  const call: Started['call'] = async (...args) => {
    const fake = fakeCli({ cwd: storagePath, env: { ATTUNE_STORAGE: storagePath } })
    return { ...fake, code: await runCli(args, fake.cli) }
  }
  await waitUntil(() => {
    try {
      return status(2) === 'RUNNING'
    } catch {
      return false
    }
  })
  return { dir, end, call, status }
}

describe('a running study', () => {
  it('pauses trials, lets them go on, ends one for good, and takes a new one', async () => {
    const { call, status, end } = await start('talks')

    const paused = await call('pause', 'talks', '0', '1')
    expect(paused).toMatchObject({ code: 0 })
    expect(paused.stderr()).toBe('')
    expect(paused.stdout()).toMatch(
      /^(\w+_00000) pauses at its next report\.\n(\w+_00001) pauses [^]*attune resume talks \1 \2\n$/,
    )
    await waitUntil(() => status(0) === 'PAUSED' && status(1) === 'PAUSED')

    const resumed = await call('resume', 'talks', '00001', '--json')
    expect(resumed.json()).toMatchObject({
      study: 'talks',
      trials: [{ trial: expect.stringMatching(/_00001$/) as unknown }],
    })
    await waitUntil(() => status(1) === 'RUNNING')

    const stopped = await call('stop', 'talks', '2', '--reason', 'dull', '--json')
    expect(stopped.json()).toMatchObject({
      trials: [{ status: 'TERMINATED', reason: expect.stringContaining('dull') as unknown }],
    })
    const again = await call('stop', 'talks', '2')
    expect(again.code).toBe(1)
    expect(again.stderr()).toContain('has ended already: TERMINATED')

    const added = await call('add', 'talks', 'lr=0.5', 'model.layers=3', '--json')
    expect(added.json()).toMatchObject({
      trial: expect.stringMatching(/_00003$/) as unknown,
      given: { lr: 0.5, model: { layers: 3 } },
    })
    await waitUntil(() => status(3) === 'RUNNING')

    const wrong = await call('add', 'talks', 'lrr=1')
    expect(wrong.code).toBe(1)
    expect(wrong.stderr()).toContain('lrr')

    const ended = await call('stop', 'talks')
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.stdout()).toBe(
      'talks has ended, with 3 trials to go on with. To resume it: attune resume talks\n',
    )
    const results = await end
    expect(results.interrupted).toBe(true)
    expect(results.at(3)?.config).toEqual({ lr: 0.5, model: { layers: 3 } })
    expect(results.at(2)?.status).toBe('TERMINATED')
  })

  it('is killed with --now, and --no-wait returns at once', async () => {
    const { call, end, dir } = await start('killed')
    const { code, json } = await call('stop', 'killed', '--now', '--no-wait', '--json')
    expect(code).toBe(0)
    expect(json()).toEqual({ study: 'killed', dir, how: 'now', ended: false })
    expect((await end).interrupted).toBe(true)

    const late = await call('stop', 'killed', '--json')
    expect(late.code).toBe(1)
    expect(late.json()).toMatchObject({
      error: {
        code: 'STUDY_NOT_RUNNING',
        message: expect.stringContaining('attune resume killed') as unknown,
      },
    })
  })

  it.each([
    [['stop', 'nowhere'], 'STUDY_NOT_FOUND'],
    [['stop', 'named', '77'], 'UNKNOWN_TRIAL'],
    [['stop', 'named', '1', '--now'], 'INVALID_ARGUMENT'],
    [['pause', 'named', 'zz'], 'UNKNOWN_TRIAL'],
    [['add', 'named', 'lr'], 'INVALID_ARGUMENT'],
    [['add', 'named', '--config', '3'], 'INVALID_ARGUMENT'],
    [['resume', 'named', '9'], 'UNKNOWN_TRIAL'],
    [['pause', 'named'], 'USAGE'],
  ])('%j is refused', async (args, code) => {
    if (code !== 'STUDY_NOT_FOUND') await ensureEnded()
    const fake = fakeCli({ cwd: storagePath, env: { ATTUNE_STORAGE: storagePath } })
    expect(await runCli([...args, '--json'], fake.cli)).toBe(1)
    expect(fake.json()).toMatchObject({ error: { code } })
  })
})

let named: Promise<unknown> | undefined

/** A study of two trials that is finished. */
async function ensureEnded(): Promise<void> {
  named ??= new Tuner(() => ({ n: 1 }), {
    tuneConfig: { metric: 'n', mode: 'max', numSamples: 2 },
    runConfig: { name: 'named', storagePath, verbose: 0, defaultLoggers: false },
  }).fit()
  await named
}
