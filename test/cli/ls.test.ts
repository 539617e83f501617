import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import { FINISHED, finishedStudy, openStudy, storeStudy } from './stored-studies.ts'

const cwd = tempFolder()
const root = join(cwd, 'attune_results')
mkdirSync(join(root, 'group'), { recursive: true })
storeStudy(root, 'b-done', [...finishedStudy().log, FINISHED])
storeStudy(root, 'a-gone', openStudy().log)
storeStudy(join(root, 'group'), 'empty', [], { tuneConfig: { numSamples: -1 } })
mkdirSync(join(root, 'damaged'))
writeFileSync(join(root, 'damaged', 'study.db'), 'not a database at all'.repeat(100))
mkdirSync(join(root, 'no-study'))

async function ls(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { cli, stdout, stderr } = fakeCli({ cwd, env: { NO_COLOR: '1' } })
  const code = await runCli(['ls', ...args], cli)
  return { code, stdout: stdout(), stderr: stderr() }
}

interface Listed {
  readonly folder: string
  readonly studies: readonly Readonly<Record<string, unknown>>[]
}

async function json(...args: string[]): Promise<Listed> {
  return JSON.parse((await ls(...args, '--json')).stdout) as Listed
}

const names = ({ studies }: Listed): string => studies.map(({ study }) => study).join(' ')

describe('attune ls', () => {
  it('lists all studies below the folder that studies go to, broken ones as a line', async () => {
    const { code, stdout } = await ls()
    expect(code).toBe(0)
    const rows = stdout.split('\n').map((line) => line.split(/ *\| */).slice(1, 6))
    expect(rows[1]).toEqual(['study', 'state', 'trials', 'errors', 'best'])
    expect(rows.slice(3, 7)).toEqual([
      ['a-gone', 'interrupted', '0/4', '', 'loss=3'],
      ['b-done', 'finished', '4/4', '1', 'loss=0.25'],
      ['damaged', 'broken', '', '', ''],
      [join('group', 'empty'), 'interrupted', '0/0, no end', '', ''],
    ])
    expect(stdout).toMatch(/\ndamaged: .*is not a study/)
  })

  it('says the same as JSON', async () => {
    const { folder, studies } = await json()
    expect(folder).toBe(root)
    expect(studies[1]).toEqual({
      study: 'b-done',
      state: 'finished',
      done: 4,
      trials: 4,
      total: 4,
      errors: 1,
      metric: 'loss',
      best: 0.25,
      bestTrial: 't1',
      startedAt: 1_000_000,
      changedAt: 1_100_000,
      dir: join(root, 'b-done'),
    })
    expect(studies[2]).toEqual({
      study: 'damaged',
      state: 'broken',
      dir: join(root, 'damaged'),
      error: { code: 'NOT_A_STUDY', message: expect.stringContaining('damaged') },
    })
    expect(studies[3]).toMatchObject({ total: null })
  })

  it.each([
    [['--sort', 'best'], 'b-done a-gone damaged group/empty'],
    [['--sort', 'changed', '--desc'], 'b-done a-gone damaged group/empty'],
    [['--sort', 'trials', '--desc'], 'a-gone b-done group/empty damaged'],
    [['--desc'], 'group/empty damaged b-done a-gone'],
  ])('sorts by %j', async (args, expected) => {
    expect(names(await json(...args))).toBe(expected)
  })

  it('looks where it is told to', async () => {
    expect(names(await json(join('attune_results', 'group')))).toBe('empty')
    expect((await ls(join('attune_results', 'no-study'))).stdout).toMatch(
      /^No studies in .*no-study\n$/,
    )
    expect(await json(join('attune_results', 'no-study'))).toMatchObject({ studies: [] })
    const { cli, stdout } = fakeCli({ cwd: '/', env: { ATTUNE_STORAGE: join(root, 'group') } })
    await runCli(['ls', '--json'], cli)
    expect(names(JSON.parse(stdout()) as Listed)).toBe('empty')
  })

  it.each([
    [['--sort', 'changd'], /Did you mean changed\?/],
    [['nowhere'], /There is no folder .*nowhere/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await ls(...args)
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
  })
})
