import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { listOf, schedulersOf } from '../../src/cli/simulate/schedulers.ts'
import { gridSearch, run, simulate } from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import type { FakeCli } from './fake-cli.ts'

const storagePath = tempFolder()
const name = 'curves'
let study: Promise<unknown> | undefined

/** Nine trials of nine iterations, the later ones the better. */
function recorded(): Promise<unknown> {
  study ??= run(
    async ({ x }: { x: number }, trial) => {
      for (let n = 1; n <= 9; n++)
        await trial.report({ score: x * n }, { checkpoint: () => undefined })
    },
    {
      paramSpace: { x: gridSearch([1, 2, 3, 4, 5, 6, 7, 8, 9]) },
      metric: 'score',
      mode: 'max',
      maxConcurrentTrials: 1,
      verbose: 0,
      defaultLoggers: false,
      storagePath,
      name,
    },
  )
  return study
}

async function call(...args: string[]): Promise<FakeCli & { readonly code: number }> {
  await recorded()
  const fake = fakeCli({ cwd: storagePath })
  return { ...fake, code: await runCli(['simulate', ...args], fake.cli) }
}

describe('attune simulate', () => {
  it('says what the library says', async () => {
    const { code, json } = await call(
      name,
      '-s',
      'asha',
      '-o',
      'max_t=9',
      '-o',
      'grace_period=1',
      '--json',
    )
    expect(code).toBe(0)
    const expected = simulate(`${storagePath}/${name}`, {
      scheduler: { name: 'asha', maxT: 9, gracePeriod: 1 },
    })
    expect(json()).toEqual({
      study: name,
      dir: `${storagePath}/${name}`,
      simulations: [JSON.parse(JSON.stringify(expected))],
    })
    expect(expected.trials).toBe(9)

    const text = await call(name, '--scheduler', '{name: asha, max_t: 9, grace_period: 1}')
    expect(text.stdout()).toMatch(/^asha on 9 recorded trials\n/)
  })

  it('compares several in a table', async () => {
    const { code, stdout } = await call(name, '--compare', 'asha,hyperband,median', '-o', 'max_t=9')
    expect(code).toBe(0)
    const rows = stdout().split('\n').slice(3, -2)
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual([
      '(all to their end)',
      'asha',
      'hyperband',
      'median_stopping_rule',
    ])
    expect(rows[0]).toContain('0 of 9')
  })

  it.each([
    [[], 'INVALID_ARGUMENT'],
    [['-s', 'ashaa'], 'UNKNOWN_SCHEDULER'],
    [['-s', '{max_t: 9}'], 'INVALID_ARGUMENT'],
    [['-s', 'asha', '-o', 'maxt'], 'INVALID_ARGUMENT'],
    [['-c', 'asha,hyperband', '-o', 'nonsense=9'], 'UNKNOWN_OPTION'],
    [['-s', 'asha', '-o', 'max_t=-1'], 'INVALID_OPTION'],
    [['-s', 'asha', '--startup', 'soon'], 'INVALID_ARGUMENT'],
    [['-s', 'asha', '--max-concurrent', '1.5'], 'INVALID_ARGUMENT'],
    [['-s', 'pbt', '-o', 'hyperparam_mutations={x: [1, 2]}'], 'NOT_REPLAYABLE'],
  ])('refuses %j', async (args, code) => {
    const called = await call(name, ...args, '--json')
    expect(called.json()).toMatchObject({ error: { code } })
    expect(called.code).toBe(1)
  })

  it('says where a study is not', async () => {
    const { code, stderr } = await call('nowhere', '-s', 'asha')
    expect(code).toBe(1)
    expect(stderr()).toContain('holds no study')
  })
})

describe('schedulers on the command line', () => {
  it('are divided by commas outside of maps', () => {
    expect(listOf('asha, {name: hyperband, max_t: 9},median')).toEqual([
      'asha',
      '{name: hyperband, max_t: 9}',
      'median',
    ])
  })

  it('get the options that they have', () => {
    const schedulers = schedulersOf(['asha', 'median'], ['max_t=27', 'grace_period=3'])
    const options = schedulers.map((scheduler) => scheduler.toJSON?.()?.options)
    expect(options[0]).toMatchObject({ maxT: 27, gracePeriod: 3 })
    expect(options[1]).toMatchObject({ gracePeriod: 3 })
    expect(options[1]).not.toHaveProperty('maxT')
  })
})
