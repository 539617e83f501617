import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  Tuner,
  ASHAScheduler,
  choice,
  gridSearch,
  lograndint,
  loguniform,
  qloguniform,
  qrandint,
  qrandn,
  quniform,
  randint,
  randn,
  report,
  sampleFrom,
  uniform,
} from '../../src/index.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { fakeCli } from '../cli/fake-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { dumpOptuna } from './readers.ts'
import type { ResultGrid } from '../../src/index.ts'
import type { OptunaDump, OptunaTrialDump } from './readers.ts'

const cwd = tempFolder()
const quiet = { storagePath: cwd, verbose: 0, handleSignals: false } as const

async function exported(study: string, ...more: readonly string[]): Promise<string> {
  const fake = fakeCli({ cwd })
  const out = join(cwd, `${study}.db`)
  const code = await runCli(
    ['export', join(cwd, study), '--to', 'optuna', '--out', out, ...more],
    fake.cli,
  )
  expect(fake.stderr()).not.toContain('error:')
  expect(code).toBe(0)
  return fake.stderr()
}

/** A loss that depends on the first parameter most of all. */
async function train(config: {
  readonly lr: number
  readonly cell: number
  readonly optimizer: { readonly kind: string; readonly momentum?: number }
}): Promise<void> {
  if (config.cell === 2 && config.lr > 0.02) throw new RangeError('diverged')
  for (let step = 1; step <= 9; step++) {
    const loss = Math.abs(Math.log10(config.lr) + 3) / step + (config.optimizer.momentum ?? 0) / 10
    const spoilt = config.cell === 1 && step === 2 ? Number.NaN : loss
    await report({ loss: spoilt, val: { accuracy: 1 - loss }, note: `step ${step}` })
  }
}

const tuner = new Tuner(train, {
  paramSpace: {
    lr: loguniform(1e-5, 1e-1),
    dropout: quniform(0, 0.5, 0.1),
    decay: uniform(0, 1),
    steps: qloguniform(10, 1000, 10),
    layers: randint(1, 5),
    width: lograndint(8, 513),
    heads: qrandint(2, 8, 2),
    bias: randn(0, 1),
    shift: qrandn(0, 1, 0.5),
    sizes: choice([
      [32, 16],
      [64, 32],
    ]),
    mixed: choice([null, true, 1.5, 'none']),
    optimizer: choice([{ kind: 'sgd', momentum: uniform(0, 0.9) }, { kind: 'adam' }]),
    either: choice([uniform(0, 1), 5]),
    cell: gridSearch([1, 2]),
    derived: sampleFrom((config: { layers: number }) => config.layers * 2),
    epochs: 9,
    data: { name: 'digits' },
  },
  tuneConfig: {
    metric: 'loss',
    mode: 'min',
    numSamples: 12,
    maxConcurrentTrials: 4,
    seed: 3,
    scheduler: new ASHAScheduler({ maxT: 9, gracePeriod: 1, reductionFactor: 3 }),
  },
  runConfig: { ...quiet, name: 'rich' },
})

describe('a study with every kind of parameter', () => {
  let results: ResultGrid
  let dump: OptunaDump
  let notes: string
  beforeAll(async () => {
    results = await tuner.fit()
    notes = await exported('rich')
    const dumps = await dumpOptuna([[`sqlite:///${join(cwd, 'rich.db')}`, 'rich']], { ask: true })
    dump = dumps[0] as OptunaDump
  }, 1_800_000)

  it('has the same best trial with the same params', () => {
    const best = results.getBestResult()
    const number = Number(best.trialId.slice(6))
    expect(dump.best).toEqual([number])
    const config = best.config as Readonly<Record<string, unknown>>
    const trial = dump.trials[number] as OptunaTrialDump
    expect(trial.values).toEqual([best.metrics?.['loss']])
    for (const name of ['lr', 'dropout', 'decay', 'steps', 'layers', 'width', 'heads', 'bias']) {
      expect(trial.params[name]).toBe(config[name])
    }
    expect(trial.params).toMatchObject({ cell: config['cell'], mixed: config['mixed'] })
    expect(trial.params['sizes']).toBe(JSON.stringify(config['sizes']))
  })

  it('has every trial with its state and all its values', () => {
    const states = new Set<string>()
    for (const [i, result] of [...results].entries()) {
      const trial = dump.trials[i] as OptunaTrialDump
      states.add(trial.state)
      const rows = result.metricsDataframe
      expect(Object.values(trial.intermediate)).toEqual(rows.map((row) => row['loss']))
      expect(Object.keys(trial.intermediate).map(Number)).toEqual(
        rows.map((row) => row['training_iteration']),
      )
      expect(trial.userAttrs).toMatchObject({
        'attune:trial': result.trialId,
        'config/epochs': 9,
        'config/data/name': 'digits',
      })
      const optimizer = Object(result.config).optimizer as { kind: string; momentum?: number }
      expect(trial.params['optimizer']).toBe(optimizer.kind)
      expect(trial.params['optimizer/momentum']).toBe(optimizer.momentum)
      if (result.status === 'ERROR') {
        expect(trial.state).toBe('FAIL')
        expect(trial.userAttrs['attune:error']).toBe('RangeError: diverged')
      } else expect(trial.userAttrs['val/accuracy']).toBe(rows.at(-1)?.['val/accuracy'])
    }
    expect([...states].toSorted()).toEqual(['COMPLETE', 'FAIL', 'PRUNED'])
    // A NaN among the values, too.
    const all = dump.trials.flatMap(({ intermediate }) => Object.values(intermediate))
    expect(all.some(Number.isNaN)).toBe(true)
  })

  it('has distributions that say as much as Optuna can', () => {
    const distributions = Object.assign(
      {},
      ...dump.trials.map((trial) => trial.distributions),
    ) as Readonly<Record<string, string>>
    expect(distributions).toMatchObject({
      lr: 'FloatDistribution(high=0.1, log=True, low=1e-05, step=None)',
      dropout: 'FloatDistribution(high=0.5, log=False, low=0.0, step=0.1)',
      decay: 'FloatDistribution(high=1.0, log=False, low=0.0, step=None)',
      steps: 'IntDistribution(high=1000, log=True, low=10, step=1)',
      layers: 'IntDistribution(high=4, log=False, low=1, step=1)',
      width: 'IntDistribution(high=512, log=True, low=8, step=1)',
      heads: 'IntDistribution(high=8, log=False, low=2, step=2)',
      sizes: "CategoricalDistribution(choices=('[32,16]', '[64,32]'))",
      mixed: "CategoricalDistribution(choices=(None, True, 1.5, 'none'))",
      optimizer: "CategoricalDistribution(choices=('sgd', 'adam'))",
      'optimizer/momentum': 'FloatDistribution(high=0.9, log=False, low=0.0, step=None)',
      either: "CategoricalDistribution(choices=('uniform(0, 1)', 5))",
      'either//0': 'FloatDistribution(high=1.0, log=False, low=0.0, step=None)',
      cell: 'CategoricalDistribution(choices=(1, 2))',
    })
    expect(distributions['shift']).toMatch(/^FloatDistribution\(.*step=0.5\)$/)
    expect(notes).toContain(
      'bias: Optuna cannot hold of its distribution that it is normal and has no bounds',
    )
    expect(notes).toContain('Not in every trial')
    expect(notes).toContain('derived')
  })

  it('can be gone on with, and analysed', () => {
    expect(dump.asked?.number).toBe(24)
    expect(dump.importance).toHaveProperty('lr')
    expect(dump.columns).toContain('params_lr')
    expect(dump.columns).toContain('user_attrs_val/accuracy')
  })
})

describe('a study with two metrics', { timeout: 240_000 }, () => {
  it('has the same Pareto front', async () => {
    const results = await new Tuner(
      ({ a, b }: { a: number; b: number }) => ({ cost: a + b * b, gain: 2 * a - b }),
      {
        paramSpace: { a: uniform(0, 1), b: uniform(0, 1) },
        tuneConfig: { metric: ['cost', 'gain'], mode: ['min', 'max'], numSamples: 20, seed: 1 },
        runConfig: { ...quiet, name: 'front' },
      },
    ).fit()
    await exported('front')
    const [dump] = await dumpOptuna([[`sqlite:///${join(cwd, 'front.db')}`, 'front']])
    expect(dump?.directions).toEqual(['MINIMIZE', 'MAXIMIZE'])
    expect(dump?.systemAttrs).toEqual({ 'study:metric_names': ['cost', 'gain'] })
    const front = results.getParetoFront().map(({ trialId }) => Number(trialId.slice(6)))
    expect(dump?.best).toEqual(front)
    expect(front.length).toBeGreaterThan(2)
  })
})

describe('a value that is no number', { timeout: 240_000 }, () => {
  it('is a failure in Optuna, which is said', async () => {
    await new Tuner(({ x }: { x: number }) => ({ y: [Number.NaN, Infinity, 1][x] as number }), {
      paramSpace: { x: gridSearch([0, 1, 2]) },
      tuneConfig: { metric: 'y', mode: 'min' },
      runConfig: { ...quiet, name: 'nan' },
    }).fit()
    expect(await exported('nan')).toContain('whose metric is NaN or missing are FAIL')
    const [dump] = await dumpOptuna([[`sqlite:///${join(cwd, 'nan.db')}`, 'nan']])
    expect(dump?.trials.map(({ state }) => state)).toEqual(['FAIL', 'COMPLETE', 'COMPLETE'])
    expect(dump?.trials.map(({ intermediate }) => intermediate['1'])).toEqual([
      Number.NaN,
      Infinity,
      1,
    ])
    expect(dump?.trials[1]?.values).toEqual([Infinity])
  })
})

describe('a study without a metric', { timeout: 240_000 }, () => {
  it('has to be told one', async () => {
    await new Tuner(({ x }: { x: number }) => ({ y: x }), {
      paramSpace: { x: gridSearch([3, 2]) },
      runConfig: { ...quiet, name: 'bare' },
    }).fit()
    const fake = fakeCli({ cwd })
    const args = ['export', join(cwd, 'bare'), '--to', 'optuna', '--out', 'bare.db', '--json']
    expect(await runCli(args, fake.cli)).toBe(1)
    expect(fake.json()).toMatchObject({ error: { code: 'METRIC_REQUIRED' } })
    expect(existsSync(join(cwd, 'bare.db'))).toBe(false)
    await exported('bare', '--metric', 'y', '--mode', 'min')
    const [dump] = await dumpOptuna([[`sqlite:///${join(cwd, 'bare.db')}`, 'bare']])
    expect(dump?.best).toEqual([1])
  })
})
