import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { readPythonJson } from '../../src/exchange/python-numbers.ts'
import { readStudy } from '../../src/tuner/stored-study.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { getCheckpoint, uniform } from '../../src/index.ts'
import { fakeCli } from '../cli/fake-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { FakeCli } from '../cli/fake-cli.ts'
import type { StoredStudy } from '../../src/tuner/stored-study.ts'

/** What Ray Tune 2.58.0 left of six trials under ASHA; 1 failed once, 3 failed for good. */
const fixture = fileURLToPath(new URL('fixtures/ray-results/digits', import.meta.url))
const FOLDERS = /^train_digits_3333f_0000\d/
const STATE = 'experiment_state-2026-11-21_20-43-25.json'
const STATUSES = ['TERMINATED', 'TERMINATED', 'TERMINATED', 'ERROR', 'TERMINATED', 'TERMINATED']
const cwd = tempFolder()
let count = 0

async function imported<T>(
  source: string,
  flags: readonly string[],
  look: (study: StoredStudy, fake: FakeCli) => T,
): Promise<T> {
  const fake = fakeCli({ cwd })
  const name = `ray-${count++}`
  expect(await runCli(['import', source, '--name', name, ...flags], fake.cli)).toBe(0)
  const study = readStudy(join(cwd, 'attune_results', name))
  try {
    return look(study, fake)
  } finally {
    study.close()
  }
}

/** A copy of the results that may be changed. */
function copy(name: string): string {
  const folder = join(cwd, name)
  cpSync(fixture, folder, { recursive: true })
  return folder
}

function folderOf(results: string, number: number): string {
  const state = readFileSync(join(fixture, STATE), 'utf8')
  const match = new RegExp(`train_digits_3333f_0000${number}_[^"\\\\]*`).exec(state)
  return join(results, match?.[0] ?? '')
}

interface Line extends Readonly<Record<string, unknown>> {
  readonly training_iteration: number
}

function linesOf(number: number): Line[] {
  const text = readFileSync(join(folderOf(fixture, number), 'result.json'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => readPythonJson(line) as Line)
}

describe('the results of Ray Tune', () => {
  it('become trials with the same ids, configs, params and states, in their order', async () => {
    await imported(fixture, ['--mode', 'min'], ({ view, record, ending }) => {
      expect(view.trials.map(({ id }) => id)).toEqual(
        [0, 1, 2, 3, 4, 5].map((n) => `3333f_0000${n}`),
      )
      expect(view.trials.map(({ status }) => status)).toEqual(STATUSES)
      for (const [i, trial] of view.trials.entries()) {
        expect(trial.name).toMatch(FOLDERS)
        const config = linesOf(i)[0]?.['config'] as { model: { layers: number } }
        expect(trial.config).toEqual(config)
        expect(trial.params).toMatchObject({ 'model/layers': config.model.layers, seed: i })
        expect(trial.params).not.toHaveProperty('epochs')
      }
      expect(view.objectives).toEqual([{ metric: 'loss', mode: 'min' }])
      expect(ending).toBe('finished')
      expect(view.best?.number).toBe(2)
      expect(record.paramSpace).toEqual({
        lr: { type: 'sampleFrom' },
        model: { layers: { type: 'sampleFrom' }, act: { type: 'sampleFrom' } },
        seed: { type: 'sampleFrom' },
        epochs: 6,
      })
    })
  })

  it('keep every value of the attempt that counts, NaN and infinities included', async () => {
    await imported(fixture, ['--mode', 'min'], (study) => {
      for (const [i, trial] of study.view.trials.entries()) {
        const last = new Map(linesOf(i).map((line) => [line.training_iteration, line]))
        const rows = study.history(trial)
        expect(rows.map(({ result }) => result['training_iteration'])).toEqual([...last.keys()])
        for (const { result } of rows) {
          const {
            config: _,
            checkpoint_dir_name: __,
            ...line
          } = last.get(Number(result['training_iteration'])) as Line
          expect(result).toMatchObject(line)
        }
      }
      const losses = study
        .history(study.view.trials[2] as never)
        .map(({ result }) => result['loss'])
      expect(losses[1]).toBeNaN()
      expect(study.view.trials[2]?.lastResult).toHaveProperty('val.top.k5')
      const first = study.history(study.view.trials[2] as never)[0]?.result
      expect(first).toMatchObject({ val: { top: { k5: Infinity } } })
    })
  })

  it('keep the failures, the one that was retried too, and the times', async () => {
    await imported(fixture, [], (study) => {
      const [, retried, , failed] = study.view.trials
      expect(retried).toMatchObject({ failures: 1, attempt: 2, error: { message: 'first time' } })
      expect(failed).toMatchObject({
        failures: 2,
        attempt: 2,
        error: { name: 'RuntimeError', message: 'always fails' },
      })
      expect(failed?.error?.stack).not.toContain('\u001b')
      const events = [...study.events()]
      const ats = events.map(({ at }) => at)
      expect(ats).toEqual(ats.toSorted((a, b) => a - b))
      const reports = events.flatMap((e) =>
        e.type === 'reported' && e.trial === retried?.id ? [e] : [],
      )
      expect(reports.map(({ at }) => at)).toEqual(
        linesOf(1).map((line) => Number(line['timestamp']) * 1000),
      )
      const log = readFileSync(join(study.dir, failed?.name ?? '', 'error.txt'), 'utf8')
      expect(log).toContain('Failure # 2')
    })
  })

  it('say what is not known', async () => {
    await imported(fixture, [], ({ view }, fake) => {
      expect(view.best).toBeUndefined()
      expect(fake.stderr()).toContain(
        'The metric is loss, but not whether it is to be small or large',
      )
    })
  })

  it('have the usual files', async () => {
    await imported(fixture, ['--mode', 'min'], ({ dir, view }) => {
      const trialDir = join(dir, view.trials[2]?.name ?? '')
      const lines = readFileSync(join(trialDir, 'result.json'), 'utf8').trim().split('\n')
      expect(lines).toHaveLength(6)
      expect(existsSync(join(trialDir, 'progress.csv'))).toBe(true)
      expect(JSON.parse(readFileSync(join(trialDir, 'params.json'), 'utf8'))).toEqual(
        view.trials[2]?.config,
      )
    })
  })
})

describe('checkpoints', () => {
  it('are left where they are unless they are asked for', async () => {
    await imported(fixture, ['--mode', 'min'], ({ view, dir }) => {
      expect(view.trials.flatMap(({ checkpoints }) => checkpoints)).toEqual([])
      expect(existsSync(join(dir, view.trials[0]?.name ?? '', 'checkpoint_000002'))).toBe(false)
    })
  })

  it('come along with --copy-checkpoints, those that Ray has kept', async () => {
    await imported(fixture, ['--copy-checkpoints', '--mode', 'min'], ({ view, dir }) => {
      const [first] = view.trials
      expect(first?.checkpoints.map(({ name, iteration }) => [name, iteration])).toEqual([
        ['checkpoint_000001', 4],
        ['checkpoint_000002', 6],
      ])
      const path = join(dir, first?.name ?? '', 'checkpoint_000002', 'state.json')
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ it: 6 })
    })
  })
})

describe('results that are not whole', () => {
  it('are read from the newest state that can be read', async () => {
    const results = copy('broken-state')
    const old = readFileSync(join(results, STATE), 'utf8')
    writeFileSync(join(results, 'experiment_state-2026-11-20_00-00-00.json'), '{"trial_data": []}')
    writeFileSync(join(results, 'experiment_state-2026-11-22_00-00-00.json'), old.slice(0, 400))
    await imported(results, [], ({ view }, fake) => {
      expect(view.trials).toHaveLength(6)
      expect(fake.stderr()).toContain('experiment_state-2026-11-22_00-00-00.json cannot be read')
    })
  })

  it('are read from the folders where there is no state, and from progress.csv', async () => {
    const results = copy('no-state')
    rmSync(join(results, STATE))
    for (const number of [0, 2]) rmSync(join(folderOf(results, number), 'result.json'))
    await imported(results, ['--metric', 'loss', '--mode', 'min'], (study) => {
      const { view } = study
      expect(view.trials.map(({ status }) => status)).toEqual(STATUSES)
      expect(view.best?.number).toBe(2)
      const rows = study.history(view.trials[2] as never).map(({ result }) => result['loss'])
      expect(rows).toEqual(linesOf(2).map((line) => line['loss']))
    })
  })

  it('leave out lines that were cut short', async () => {
    const results = copy('torn')
    const path = join(folderOf(results, 5), 'result.json')
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -40))
    await imported(results, [], ({ view }, fake) => {
      expect(view.trials[5]?.iteration).toBe(5)
      expect(fake.stderr()).toContain('1 lines of result.json cannot be read')
    })
  })
})

describe('an experiment that goes on', () => {
  let results: string
  beforeAll(() => {
    results = copy('interrupted')
    const path = join(results, STATE)
    const state = JSON.parse(readFileSync(path, 'utf8')) as { trial_data: [string, string][] }
    for (const entry of state.trial_data) {
      if (entry[0].includes('3333f_00004')) entry[0] = entry[0].replace('TERMINATED', 'RUNNING')
    }
    writeFileSync(path, JSON.stringify(state))
  })

  it('continues what had not ended from its checkpoint, and needs the space for more', async () => {
    const dir = await imported(results, ['--mode', 'min', '--copy-checkpoints'], (study) => {
      expect(study.view.trials[4]).toMatchObject({ status: 'PENDING', iteration: 6 })
      return study.dir
    })
    const begun: unknown[] = []
    function train_digits(config: { readonly lr: number }): { loss: number } {
      begun.push(getCheckpoint() === undefined ? config.lr : 'from a checkpoint')
      return { loss: 0.2 }
    }
    const runConfig = { verbose: 0, handleSignals: false } as const
    const more = Tuner.restore(dir, train_digits, { runConfig, tuneConfig: { numSamples: 8 } })
    await expect(more.fit()).rejects.toMatchObject({ code: 'PART_REQUIRED' })
    const grid = await Tuner.restore(dir, train_digits, {
      runConfig,
      paramSpace: { lr: uniform(7, 8) },
      tuneConfig: { numSamples: 8 },
    }).fit()
    expect(begun[0]).toBe('from a checkpoint')
    expect(begun.slice(1).every((lr) => Number(lr) >= 7)).toBe(true)
    expect(grid.length).toBe(8)
    expect(grid.at(4)?.metrics).toMatchObject({ training_iteration: 7, loss: 0.2 })
  })
})
