import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Tuner, gridSearch } from '../../src/index.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { attune } from '../support/attune-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'

const cwd = tempFolder()
const dir = join(cwd, 'study')

beforeAll(async () => {
  await new Tuner(({ x }: { x: number }) => ({ y: x / 2, flag: x > 1 }), {
    paramSpace: { x: gridSearch([1, 2]), name: 'a,b' },
    tuneConfig: { metric: 'y', mode: 'min' },
    runConfig: { name: 'study', storagePath: cwd, verbose: 0, handleSignals: false },
  }).fit()
})

async function refused(...args: readonly string[]): Promise<{ code: string; message: string }> {
  const fake = fakeCli({ cwd })
  expect(await runCli(['export', ...args], fake.cli)).toBe(1)
  expect(fake.stdout()).toBe('')
  const again = fakeCli({ cwd })
  await runCli(['export', ...args, '--json'], again.cli)
  return (again.json() as { error: { code: string; message: string } }).error
}

describe('attune export', () => {
  it('writes text to stdout, as a program', async () => {
    const { code, stdout, stderr } = await attune(['export', 'study', '--to', 'csv'], { cwd })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const [head = '', ...rows] = stdout.trimEnd().split('\n')
    expect(head.split(',').slice(-4)).toEqual(['config/x', 'config/name', 'logdir', 'status'])
    expect(rows.map((row) => row.slice(row.indexOf('"a,b"')))).toEqual([
      expect.stringMatching(/^"a,b",\w{5}_00000,TERMINATED$/),
      expect.stringMatching(/^"a,b",\w{5}_00001,TERMINATED$/),
    ])
  })

  it('says as JSON what it has written', async () => {
    const fake = fakeCli({ cwd })
    const args = ['export', 'study', '--to', 'csv', '--out', 'made/table.csv', '--json']
    expect(await runCli(args, fake.cli)).toBe(0)
    const out = join(cwd, 'made', 'table.csv')
    const columns = expect.arrayContaining(['y', 'config/x', 'status']) as unknown
    expect(fake.json()).toMatchObject({ study: 'study', dir, to: 'csv', out, rows: 2, columns })
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(4)
  })

  it('replaces a file only when it is told to', async () => {
    const out = join(cwd, 'kept.csv')
    writeFileSync(out, 'mine')
    expect((await refused('study', '--to', 'csv', '--out', 'kept.csv')).code).toBe('EXPORT_EXISTS')
    expect(readFileSync(out, 'utf8')).toBe('mine')
    const fake = fakeCli({ cwd })
    const args = ['export', 'study', '--to', 'csv', '--out', 'kept.csv', '--force']
    expect(await runCli(args, fake.cli)).toBe(0)
    expect(readFileSync(out, 'utf8')).toContain('config/x')
    expect(existsSync(`${out}.new`)).toBe(false)
  })

  it('asks for a file where stdout will not do', async () => {
    for (const to of ['parquet', 'optuna']) {
      expect((await refused('study', '--to', to)).code).toBe('EXPORT_OUT_REQUIRED')
    }
  })

  it.each([
    [['study', '--to', 'xlsx'], 'INVALID_OPTION', /csv, jsonl, parquet, optuna/],
    [['study', '--to', 'csv', '--what', 'all'], 'INVALID_OPTION', /trials, results/],
    [['nowhere', '--to', 'csv'], 'STUDY_NOT_FOUND', /holds no study/],
  ])('refuses %j: %s', async (args, code, message) => {
    const fake = fakeCli({ cwd })
    expect(await runCli(['export', ...args, '--out', 'x', '--json'], fake.cli)).toBe(1)
    const { error } = fake.json() as { error: { code: string; message: string } }
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
  })

  it('says when a file cannot be written', async () => {
    writeFileSync(join(cwd, 'file'), '')
    const fake = fakeCli({ cwd })
    const args = ['export', 'study', '--to', 'optuna', '--out', 'file/study.db', '--json']
    expect(await runCli(args, fake.cli)).toBe(4)
    expect(fake.json()).toMatchObject({ error: { code: 'EXPORT_NOT_WRITTEN' } })
  })

  it('has an example in its help', async () => {
    const fake = fakeCli({ cwd })
    expect(await runCli(['export', '--help'], fake.cli)).toBe(0)
    expect(fake.stdout()).toContain('Example:\n  attune export')
  })
})
