import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { paretoFront } from '../../src/analyze/pareto-front.ts'
import { readStudy } from '../../src/tuner/stored-study.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { fakeCli } from '../cli/fake-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { dumpOptuna, runScript } from './readers.ts'
import type { TrialStatus } from '../../src/study/events.ts'
import type { StoredStudy } from '../../src/tuner/stored-study.ts'
import type { OptunaDump } from './readers.ts'

const cwd = tempFolder()
const database = join(cwd, 'optuna.db')
const journal = join(cwd, 'journal.log')
const SOURCES = [
  ['SQLite', 'optuna.db', `sqlite:///${database}`],
  ['journal', 'journal.log', journal],
] as const

const NAMES = ['single', 'several', 'conditional'] as const

/** What Optuna knows of all studies, by source and name. */
const known = new Map<string, OptunaDump>()

beforeAll(async () => {
  await runScript('write_optuna.py', [`sqlite:///${database}`, journal])
  const all = SOURCES.flatMap(([, , storage]) => NAMES.map((name) => [storage, name] as const))
  const dumps = await dumpOptuna(all)
  for (const [i, [storage, name]] of all.entries()) {
    known.set(`${storage} ${name}`, dumps[i] as OptunaDump)
  }
}, 1_800_000)

function knownOf(storage: string, name: string): OptunaDump {
  return known.get(`${storage} ${name}`) as OptunaDump
}

async function attune(...args: readonly string[]): Promise<ReturnType<typeof fakeCli>> {
  const fake = fakeCli({ cwd })
  const code = await runCli(args, fake.cli)
  expect(fake.stderr()).not.toContain('error:')
  expect(code).toBe(0)
  return fake
}

let count = 0

/** Imports a study and hands it to `look`. */
async function imported<T>(
  source: string,
  study: string,
  look: (study: StoredStudy, fake: ReturnType<typeof fakeCli>) => T,
): Promise<T> {
  const name = `${study}-${count++}`
  const fake = await attune('import', source, '--study', study, '--name', name)
  const stored = readStudy(join(cwd, 'attune_results', name))
  try {
    return look(stored, fake)
  } finally {
    stored.close()
  }
}

const STATES: readonly string[] = [
  'COMPLETE',
  'COMPLETE',
  'COMPLETE',
  'PRUNED',
  'FAIL',
  'FAIL',
  'COMPLETE',
  'COMPLETE',
  'RUNNING',
  'WAITING',
]

const STATUS: Readonly<Record<string, TrialStatus>> = {
  COMPLETE: 'TERMINATED',
  PRUNED: 'TERMINATED',
  FAIL: 'ERROR',
  RUNNING: 'PENDING',
  WAITING: 'PENDING',
}

describe.each(SOURCES)('a study in %s', { timeout: 240_000 }, (_, source, storage) => {
  it('keeps states, params, values and times', async () => {
    const there = knownOf(storage, 'single')
    await imported(source, 'single', (study) => {
      const { trials } = study.view
      expect(trials.map((trial) => trial.status)).toEqual(
        there.trials.map(({ state }) => STATUS[state]),
      )
      expect(there.trials.map(({ state }) => state)).toEqual(STATES)
      for (const [i, trial] of trials.slice(0, 8).entries()) {
        const { params, values, intermediate } = there.trials[i] as OptunaDump['trials'][number]
        const { seed, ...drawn } = params
        expect(trial.params).toEqual(drawn)
        expect(trial.config).toMatchObject({ x: params['x'], seed, kind: params['kind'] })
        expect(trial.config).toHaveProperty('model', {
          lr: params['model/lr'],
          drop: params['model/drop'],
        })
        const losses = study.history(trial).map(({ result }) => result['loss'])
        const reported = Object.values(intermediate)
        const isOfItsOwn = values !== null && values[0] !== reported.at(-1)
        expect(losses).toEqual([...reported, ...(isOfItsOwn ? values : [])])
      }
      expect(trials[0]?.lastResult).toMatchObject({ user_attrs: { note: 'trial 0' } })
      expect(trials[3]).toMatchObject({ reason: 'pruned by Optuna' })
      expect(trials[9]?.config).toEqual({ x: 2 })
      expect(study.view.best?.number).toBe(there.best[0])
      const ends = [...study.events()].flatMap((e) => (e.type === 'ended' ? [e] : []))
      const first = new Date(there.trials[0]?.complete.replace(' ', 'T') ?? '').getTime()
      expect(ends[0]?.at).toBeCloseTo(first, -1)
      expect(study.isComplete).toBe(false)
      expect(study.ending).toBe('interrupted')
    })
  })

  it('makes a space of the distributions', async () => {
    await imported(source, 'single', ({ record }) => {
      expect(record.paramSpace).toEqual({
        x: { type: 'uniform', lower: -5, upper: 5 },
        model: {
          lr: { type: 'loguniform', lower: 1e-5, upper: 1e-1 },
          drop: { type: 'quniform', lower: 0, upper: 1, q: 0.1 },
        },
        odd_grid: { type: 'choice', options: [0.05, 0.3, 0.55, 0.8], ordered: true },
        layers: { type: 'randint', lower: 1, upper: 11 },
        width: { type: 'lograndint', lower: 1, upper: 1025 },
        even: { type: 'qrandint', lower: 2, upper: 10, q: 2 },
        seed: 7,
        kind: { type: 'choice', options: [null, true, 3, 'a', 1.5] },
      })
      expect(record.tuneConfig).toMatchObject({ metric: 'loss', mode: 'min', numSamples: 10 })
    })
  })

  it('comes back to Optuna with all that Optuna knew', async () => {
    const back: [string, string][] = []
    for (const name of NAMES) {
      const dir = await imported(source, name, (study) => study.dir)
      const out = join(dir, 'back.db')
      await attune('export', dir, '--to', 'optuna', '--out', out)
      back.push([`sqlite:///${out}`, name])
    }
    expect(await dumpOptuna(back)).toEqual(NAMES.map((name) => knownOf(storage, name)))
  })
})

describe('several objectives', () => {
  it('have the same Pareto front', async () => {
    const there = knownOf(`sqlite:///${database}`, 'several')
    await imported('optuna.db', 'several', ({ view }) => {
      expect(view.objectives).toEqual([
        { metric: 'values_0', mode: 'min' },
        { metric: 'values_1', mode: 'max' },
      ])
      const results = view.trials.map(({ number, status, lastResult: metrics }) => ({
        number,
        status,
        metrics,
      }))
      const front = paretoFront(results, view.objectives).map(({ number }) => number)
      expect(front).toEqual(there.best)
      expect(there.best.length).toBeGreaterThan(1)
    })
  })
})

describe('a space that is not the same in all trials', () => {
  it('takes the widest range, flattens names that are in each other’s way, and says so', async () => {
    await imported('optuna.db', 'conditional', ({ record }, fake) => {
      expect(record.paramSpace).toEqual({
        x: { type: 'uniform', lower: 0, upper: 2 },
        optimizer: { type: 'choice', options: ['sgd', 'adam'] },
        'optimizer.momentum': { type: 'uniform', lower: 0, upper: 0.9 },
      })
      expect(fake.stderr()).toContain('x was drawn from ranges that changed')
      expect(fake.stderr()).toMatch(/optimizer\/momentum is in \d of 8 trials only/)
    })
  })
})

describe('a study that goes on', { timeout: 240_000 }, () => {
  it('needs its trainable', async () => {
    const dir = await imported('optuna.db', 'valley', (study) => study.dir)
    expect(() => Tuner.restore(dir)).toThrow(
      expect.objectContaining({ code: 'TRAINABLE_REQUIRED' }),
    )
  })

  it('learns from the trials of Optuna', async () => {
    const dir = await imported('optuna.db', 'valley', (study) => study.dir)
    const objective = ({ x }: { x: number }): { value: number } => ({ value: (x - 2) ** 2 })
    const tuner = Tuner.restore<{ x: number }>(dir, objective, {
      tuneConfig: { numSamples: 36 },
      runConfig: { verbose: 0 },
    })
    const results = await tuner.fit()
    expect(results.length).toBe(36)
    const distances = [...results].slice(30).map(({ config }) => Math.abs(config.x - 2))
    // Of random ones from [-10, 10] hardly one in ten would be so near.
    expect(distances.filter((distance) => distance < 1).length).toBeGreaterThanOrEqual(3)
    // And what is new goes to Optuna with what is old.
    const out = join(dir, 'more.db')
    await attune('export', dir, '--to', 'optuna', '--out', out)
    const [dump] = await dumpOptuna([[`sqlite:///${out}`, 'valley']], { ask: true })
    const trials = dump?.trials ?? []
    expect(trials.slice(0, 36).every(({ state }) => state === 'COMPLETE')).toBe(true)
    expect(trials[35]?.distributions).toEqual(trials[0]?.distributions)
    expect(dump?.best).toEqual([Number(results.getBestResult().trialId.slice(6))])
    expect(dump?.asked?.number).toBe(36)
  })

  it('starts trials that had not begun', async () => {
    const dir = await imported('journal.log', 'single', (study) => study.dir)
    const given: unknown[] = []
    const objective = (config: Readonly<Record<string, unknown>>): { loss: number } => {
      given.push(config)
      return { loss: 1 }
    }
    const results = await Tuner.restore(dir, objective, { runConfig: { verbose: 0 } }).fit()
    expect(given).toEqual([{ x: 1, kind: 'a' }, { x: 2 }])
    expect(results.numTerminated).toBe(8)
  })
})

describe('a journal that was cut short', () => {
  it('is read without its last line', async () => {
    const torn = join(cwd, 'torn.log')
    copyFileSync(journal, torn)
    writeFileSync(torn, readFileSync(journal).subarray(0, -15))
    const fake = await attune('import', 'torn.log', '--study', 'valley', '--name', 'torn')
    expect(fake.stderr()).toMatch(/Line \d+, the last of the journal, is cut short/)
    expect(fake.stdout()).toContain('30 trials imported')
  })

  it('is refused when the broken line is not the last', async () => {
    const broken = join(cwd, 'broken.log')
    const lines = readFileSync(journal, 'utf8').split('\n')
    writeFileSync(broken, [...lines.slice(0, 5), '{"op_co', ...lines.slice(5)].join('\n'))
    const fake = fakeCli({ cwd })
    expect(await runCli(['import', 'broken.log', '--study', 'single'], fake.cli)).toBe(1)
    expect(fake.stderr()).toContain('Line 6 of')
  })
})
