import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { attune } from '../support/attune-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { runScript } from '../exchange/readers.ts'
import { fakeCli } from './fake-cli.ts'

const ray = fileURLToPath(new URL('../exchange/fixtures/ray-results/digits', import.meta.url))
const cwd = tempFolder()

beforeAll(async () => {
  await runScript('write_optuna.py', [`sqlite:///${join(cwd, 'optuna.db')}`])
  await runScript('old_optuna.py', [join(cwd, 'old.db')])
  writeFileSync(join(cwd, 'notes.txt'), 'nothing of interest\n')
  writeFileSync(join(cwd, 'empty.txt'), '')
  mkdirSync(join(cwd, 'folder'))
}, 1_800_000)

async function refused(...args: readonly string[]): Promise<{ code: string; message: string }> {
  const fake = fakeCli({ cwd })
  expect(await runCli(['import', ...args, '--json'], fake.cli)).toBe(1)
  const { error } = fake.json() as { error: { code: string; message: string } }
  expect(fake.stderr()).toBe(`error: ${error.message}\n`)
  return error
}

describe('attune import', () => {
  it('says what it has made', async () => {
    const fake = fakeCli({ cwd })
    const args = ['import', ray, '--mode', 'min', '--storage', 'here', '--name', 'other', '--json']
    expect(await runCli(args, fake.cli)).toBe(0)
    expect(fake.json()).toMatchObject({
      study: 'other',
      dir: join(cwd, 'here', 'other'),
      source: { kind: 'ray', path: ray, study: 'digits' },
      trainable: 'train_digits',
      objectives: [{ metric: 'loss', mode: 'min' }],
      trials: 6,
      counts: { TERMINATED: 5, ERROR: 1 },
      best: '3333f_00002',
      remarks: [expect.stringContaining('search space')],
    })
  })

  it('works as a program, on the URL of a storage too', async () => {
    const url = `sqlite:///${join(cwd, 'optuna.db')}`
    const { code, stdout, stderr } = await attune(
      ['import', url, '--study', 'several', '--trainable', 'train'],
      { cwd, env: { ATTUNE_STORAGE: join(cwd, 'stored') } },
    )
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toBe(
      `12 trials imported: 12 TERMINATED\nStudy: ${join(cwd, 'stored', 'several')}\n`,
    )
  })

  it('names the studies of a file that has several', async () => {
    const several = await refused('optuna.db')
    expect(several.code).toBe('IMPORT_STUDY_REQUIRED')
    expect(several.message).toContain('"single", "several", "conditional", "valley", "empty"')
    const wrong = await refused('optuna.db', '--study', 'singel')
    expect(wrong.code).toBe('IMPORT_STUDY_NOT_FOUND')
    expect(wrong.message).toContain('"single"')
  })

  it.each([
    ['nowhere.db', 'IMPORT_SOURCE_NOT_FOUND', /nothing at/],
    ['notes.txt', 'IMPORT_SOURCE_UNKNOWN', /neither a SQLite database nor an Optuna journal/],
    ['empty.txt', 'IMPORT_SOURCE_UNKNOWN', /is empty/],
    ['folder', 'IMPORT_SOURCE_UNKNOWN', /no experiment_state-\*\.json/],
    ['old.db', 'OPTUNA_SCHEMA_UNSUPPORTED', /Optuna 2\.10\.1.*optuna storage upgrade/],
  ])('refuses %s: %s', async (source, code, message) => {
    const error = await refused(source)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
  })

  it('refuses a study without trials', async () => {
    expect((await refused('optuna.db', '--study', 'empty')).code).toBe('IMPORT_EMPTY')
    expect(existsSync(join(cwd, 'attune_results', 'empty'))).toBe(false)
  })

  it('refuses a study of its own, and a name that is taken', async () => {
    const fake = fakeCli({ cwd })
    expect(await runCli(['import', ray, '--name', 'taken'], fake.cli)).toBe(0)
    expect((await refused(join('attune_results', 'taken'))).code).toBe('IMPORT_IS_A_STUDY')
    const taken = await refused(ray, '--name', 'taken')
    expect(taken.code).toBe('STUDY_EXISTS')
    expect(taken.message).toContain('--name')
    // The first is whole.
    expect(existsSync(join(cwd, 'attune_results', 'taken', 'study.db'))).toBe(true)
  })

  it('refuses what contradicts the source', async () => {
    const mode = await refused('optuna.db', '--study', 'single', '--mode', 'max')
    expect(mode.code).toBe('METRIC_CONFLICT')
    const metric = await refused('optuna.db', '--study', 'several', '--metric', 'a')
    expect(metric.code).toBe('METRIC_CONFLICT')
    expect((await refused(ray, '--mode', 'least')).code).toBe('INVALID_OPTION')
    expect((await refused(ray, '--name', 'a/b')).code).toBe('INVALID_OPTION')
    expect((await refused(ray, '--trainable', '../x')).code).toBe('INVALID_OPTION')
  })

  it('leaves nothing behind when it fails', async () => {
    const results = join(cwd, 'no-checkpoint')
    await cp(ray, results, { recursive: true })
    // The folder that the study would be made in is a file.
    writeFileSync(join(cwd, 'blocked'), '')
    const fake = fakeCli({ cwd })
    expect(await runCli(['import', results, '--storage', 'blocked'], fake.cli)).toBe(4)
    expect(fake.stderr()).toContain('cannot be made')
  })
})
