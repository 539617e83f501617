import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { command } from '../../src/executor/command/command.ts'
import { python } from '../../src/executor/python/python.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { StudyDriver } from '../support/study-driver.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import { FINISHED, finishedStudy, storeStudy } from './stored-studies.ts'
import type { StudyEvent } from '../../src/study/events.ts'

const root = tempFolder()
const { log } = finishedStudy()
storeStudy(root, 'done', [...log, FINISHED])
storeStudy(root, 'empty', [])
storeStudy(root, 'unnamed', [...log, FINISHED], { tuneConfig: {} })
storeStudy(root, 'several', [...log, FINISHED], {
  tuneConfig: { metric: ['loss', 'val/accuracy'], mode: ['min', 'max'] },
})

/** Every kind of value that a config may have, in need of quotes or not. */
const config = {
  lr: 0.01,
  layers: 2,
  flag: true,
  nothing: null,
  text: 'it\'s $HOME `x` "y"',
  empty: '',
  sizes: [32, 64],
  model: { hiddenSize: 8, 'odd key': 'a b' },
}
storeStudy(
  root,
  'quoted',
  log.map((event): StudyEvent => (event.type === 'trial-added' ? { ...event, config } : event)),
)

async function best(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { cli, stdout, stderr } = fakeCli({ cwd: root, env: { NO_COLOR: '1' } })
  const code = await runCli(['best', ...args], cli)
  return { code, stdout: stdout(), stderr: stderr() }
}

async function ids(...args: string[]): Promise<string> {
  const { stdout } = await best(...args, '--json')
  const document = JSON.parse(stdout) as { readonly best: readonly { readonly trial: string }[] }
  return document.best.map(({ trial }) => trial).join(' ')
}

describe('attune best', () => {
  it('shows the best trial as a table', async () => {
    const { code, stdout } = await best('done')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Best trial by its last loss: 0.25\n\+-.*\n\| Trial.*\n.*\n\| t1 /)
  })

  it.each([
    [[], 't1'],
    [['--scope', 'all'], 't2'],
    [['--scope', 'avg'], 't2'],
    [['--mode', 'max'], 't0'],
    [['--metric', 'val/accuracy', '--mode', 'max'], 't2'],
    [['--top', '9'], 't1 t0'],
    [['--top', '2', '--scope', 'all'], 't2 t1'],
    [['--pareto'], 't1'],
  ])('finds the best by %j', async (args, expected) => {
    expect(await ids('done', ...args)).toBe(expected)
  })

  it('takes one of several metrics, or the compromises', async () => {
    expect(await ids('several', '--pareto')).toBe('t1')
    expect(await ids('several', '--metric', 'val/accuracy')).toBe('t2')
    const { code, stderr } = await best('several')
    expect(code).toBe(1)
    expect(stderr).toMatch(/2 metrics: loss, val\/accuracy.*--metric loss.*--pareto/)
  })

  it('says the same as JSON', async () => {
    const { stdout } = await best('done', '--json', '--top', '2')
    expect(JSON.parse(stdout)).toMatchObject({
      study: 'done',
      metric: 'loss',
      mode: 'min',
      scope: 'last',
      best: [
        { trial: 't1', score: 0.25, config: { x: expect.any(Number) } },
        { trial: 't0', score: 0.5 },
      ],
    })
  })

  it('gives the config alone, as JSON and YAML', async () => {
    expect(JSON.parse((await best('quoted', '--format', 'json')).stdout)).toEqual(config)
    expect(parse((await best('quoted', '--format', 'yaml')).stdout)).toEqual(config)
    const two = await best('quoted', '--format', 'json', '--top', '2')
    expect(JSON.parse(two.stdout)).toEqual([config, config])
  })

  it('gives arguments that a shell reads as they were', async () => {
    const { stdout } = await best('quoted', '--format', 'args')
    expect(stdout).toMatch(/^--lr 0.01 --layers 2 --flag true --nothing null --text 'it'\\''s /)
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${stdout}`], { encoding: 'utf8' })
    const expected = [
      ['--lr', '0.01', '--layers', '2', '--flag', 'true', '--nothing', 'null'],
      ['--text', config.text, '--empty', '', '--sizes', '[32,64]'],
      ['--model.hiddenSize', '8', '--model.odd key', 'a b'],
    ]
    expect(words.trimEnd().split('\n')).toEqual(expected.flat())
  })

  it('gives the arguments of a command as the command spells them', async () => {
    const words = ['train', '--quiet', '--batch-size', '{x}', '--lr={x}', 'out of {x}', '-v']
    storeStudy(root, 'commanded', log, { trainable: { target: command(words) } })
    const { stdout } = await best('commanded', '--format', 'args')
    const x = JSON.parse((await best('commanded', '--format', 'json')).stdout).x as number
    expect(stdout).toBe(`--batch-size ${x} --lr=${x} 'out of ${x}'\n`)
  })

  it('gives those of a Python script in the same way, if they are taken from the config', async () => {
    const options = ['--quiet', '--batch-size', '{x}', '--lr={x}']
    for (const [name, args] of [
      ['scripted', options],
      ['plain', ['--quiet']],
    ] as const) {
      const target = python({ module: 'train' }, { args })
      storeStudy(root, name, log, { trainable: { target } })
    }
    const x = JSON.parse((await best('scripted', '--format', 'json')).stdout).x as number
    const scripted = await best('scripted', '--format', 'args')
    expect(scripted.stdout).toBe(`--batch-size ${x} --lr=${x}\n`)
    const plain = await best('plain', '--format', 'args')
    expect(plain.stdout).toBe(`--x ${x}\n`)
  })

  it('gives variables that a shell reads in', async () => {
    const { stdout } = await best('quoted', '--format', 'env')
    const script = `set -a\n${stdout}\nprintf '%s|' "$LR" "$FLAG" "$TEXT" "$EMPTY" "$MODEL_HIDDEN_SIZE" "$MODEL_ODD_KEY"`
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(
      `0.01|true|${config.text}||8|a b|`,
    )
    expect((await best('done', '--format', 'env', '--top', '2')).stderr).toMatch(/for one config/)
  })

  it('fails where no trial has a finite value', async () => {
    const driver = new StudyDriver({ numSamples: 2 }).open()
    for (const id of ['t0', 't1']) driver.report(id, { loss: Number.NaN })
    storeStudy(root, 'nan', driver.log)
    for (const study of ['nan', 'empty']) {
      const { code, stdout, stderr } = await best(study, '--json')
      expect(code).toBe(4)
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NO_BEST_TRIAL' } })
      expect(stderr).toMatch(/No best trial found/)
    }
  })

  it.each([
    [['unnamed'], /names no metric.*--metric NAME/],
    [['unnamed', '--metric', 'loss'], /--mode min or --mode max/],
    [['unnamed', '--pareto'], /no Pareto front/],
    [['done', '--metric', 'los'], /Did you mean loss\?/],
    [['done', '--mode', 'least'], /Allowed choices are min, max/],
    [['done', '--scope', 'first'], /Allowed choices/],
    [['done', '--format', 'toml'], /Allowed choices/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await best(...args)
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
  })
})
