import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeProgram } from '../../src/cli/program.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { readStudyFile } from '../../src/config/read-study-file.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import type { ParamSpace } from '../../src/space/config.ts'
import type { TunerOptions } from '../../src/tuner/options.ts'
import type { FakeCli } from './fake-cli.ts'

const ARGPARSE = `
import argparse, json, sys
parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
parser.add_argument("--lr", type=float, default=1e-3, help="learning rate")
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--epochs", type=int, default=4, help="how long")
parser.add_argument("--optimizer", choices=["adam", "sgd"], default="adam")
parser.add_argument("--augment", action=argparse.BooleanOptionalAction, default=True)
parser.add_argument("--data-dir", default="/tmp")
parser.add_argument("--no-cuda", action="store_true")
args = parser.parse_args()
for epoch in range(args.epochs):
    print(json.dumps({"val_loss": abs(args.lr - 0.01) + 1 / (epoch + 1), "optimizer": args.optimizer}), flush=True)
`

interface Proposed {
  readonly [key: string]: unknown
  readonly trainable: Readonly<Record<string, unknown>>
  readonly space: Readonly<Record<string, unknown>>
  readonly scheduler: unknown
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

async function init(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FakeCli & { readonly code: number }> {
  const fake = fakeCli({ cwd, env })
  return { code: await runCli(['init', ...args], fake.cli), ...fake }
}

/** Called without a terminal: everything comes from the script and the flags. */
async function written(cwd: string, args: readonly string[]): Promise<Proposed> {
  const { code, stderr } = await init(cwd, args)
  expect({ code, stderr: stderr() }).toEqual({ code: 0, stderr: '' })
  const text = readFileSync(join(cwd, 'study.yaml'), 'utf8')
  expect(text.split('\n').filter((line) => line.length > 100)).toEqual([])
  // It is what a study file may be.
  readStudyFile('study.yaml', { cwd, env: {} })
  return parse(text) as Proposed
}

describe('a script with argparse', () => {
  test('gets a study file that runs as it is', async () => {
    const cwd = folderWith({ 'train.py': ARGPARSE })
    const study = await written(cwd, ['train.py', '--trials', '3'])
    expect(study).toEqual({
      name: 'train',
      trainable: {
        command:
          'python3 train.py --lr {lr} --batch-size {batch_size} --optimizer {optimizer} {augment}'.split(
            ' ',
          ),
      },
      metric: 'val_loss',
      mode: 'min',
      space: {
        lr: { type: 'loguniform', min: 1e-5, max: 0.1 },
        batch_size: { type: 'choice', options: [16, 32, 64, 128] },
        optimizer: { type: 'choice', options: ['adam', 'sgd'] },
        augment: { type: 'choice', options: ['--augment', '--no-augment'] },
      },
      trials: 3,
      search: 'auto',
      scheduler: { name: 'asha', max_t: 4, grace_period: 1 },
    })

    const file = readStudyFile('study.yaml', { cwd, env: {} })
    const storagePath = join(cwd, 'studies')
    const runConfig = { ...file.options.runConfig, storagePath, verbose: 0 }
    const options = { ...file.options, runConfig } as TunerOptions<ParamSpace>
    const results = await new Tuner(file.trainable, options).fit()
    expect(results.errors).toEqual([])
    expect(results.length).toBe(3)
    expect(results.getBestResult().metrics?.['optimizer']).toMatch(/^(?:adam|sgd)$/)
  })

  test('says what it wrote, what was left alone and what comes next', async () => {
    const cwd = folderWith({ 'train.py': ARGPARSE })
    const { stdout } = await init(cwd, ['train.py'])
    expect(stdout()).toBe(
      'Wrote study.yaml: 50 trials, val_loss to be small.\n' +
        'To vary, as a proposal: lr, batch_size, optimizer, augment.\n' +
        'Next: look it through, then attune plan study.yaml and attune run study.yaml\n',
    )
    const text = readFileSync(join(cwd, 'study.yaml'), 'utf8')
    expect(text).toContain('# --data-dir: a path or a data set\n')
    expect(text).toContain('# --epochs: the scheduler decides how long a trial trains\n')
  })

  test('as JSON', async () => {
    const cwd = folderWith({ 'train.py': ARGPARSE })
    const { json } = await init(cwd, ['train.py', '--json', '--scheduler', 'fifo'])
    expect(json()).toMatchObject({
      path: join(cwd, 'study.yaml'),
      metric: 'val_loss',
      mode: 'min',
      trials: 50,
      scheduler: 'fifo',
      space: { lr: { type: 'loguniform' } },
      leftOut: [
        { name: 'epochs', flag: '--epochs' },
        { name: 'data_dir', flag: '--data-dir' },
        { name: 'no_cuda', flag: '--no-cuda' },
      ],
      next: ['attune plan study.yaml', 'attune run study.yaml'],
    })
  })

  test('defaults and types are taken from the script where its help has none', async () => {
    const script = ARGPARSE.replace('formatter_class=argparse.ArgumentDefaultsHelpFormatter', '')
    const { space } = await written(folderWith({ 'train.py': script }), ['train.py'])
    expect(space['lr']).toEqual({ type: 'loguniform', min: 1e-5, max: 0.1 })
    expect(space['batch_size']).toEqual({ type: 'choice', options: [16, 32, 64, 128] })
  })

  test('metrics that are printed as text are picked by an expression', async () => {
    const script = `
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
args = parser.parse_args()
for epoch in range(2):
    print(f"epoch {epoch} | train loss: {args.lr:.4f} | val loss: {args.lr * 2:.5f} (best {0:.1f})")
`
    const cwd = folderWith({ 'train.py': script })
    const study = await written(cwd, ['train.py'])
    const { metrics } = study.trainable as { metrics: { regex: Record<string, string> } }
    const line = 'epoch 3 | train loss: 0.1000 | val loss: 2.50e-1 (best 0.0)'
    expect(study['metric']).toBe('val_loss')
    expect(new RegExp(metrics.regex['val_loss'] ?? '').exec(line)?.[1]).toBe('2.50e-1')
  })

  test('is told by its own words when it cannot say what it takes', async () => {
    const cwd = folderWith({ 'train.py': 'import argparse\nimport nowhere_to_be_found\n' })
    const { code, stderr, json } = await init(cwd, ['train.py', '--json'])
    expect(code).toBe(1)
    expect(json()).toMatchObject({ error: { code: 'INIT_HELP_FAILED' } })
    expect(stderr()).toContain("No module named 'nowhere_to_be_found'")
    expect(existsSync(join(cwd, 'study.yaml'))).toBe(false)
  })

  test('what it needs and nobody can guess is asked for, and can be given', async () => {
    const script = ARGPARSE.replace('"--data-dir", default="/tmp"', '"--data-dir", required=True')
    const cwd = folderWith({ 'train.py': script })
    const { code, stderr } = await init(cwd, ['train.py'])
    expect(code).toBe(1)
    expect(stderr()).toContain("attune init --command 'python3 train.py --data-dir …'")
    const { trainable, space } = await written(cwd, ['--command', 'python3 train.py --data-dir /x'])
    expect((trainable['command'] as string[]).slice(0, 6)).toEqual([
      'python3',
      'train.py',
      '--data-dir',
      '/x',
      '--lr',
      '{lr}',
    ])
    expect(Object.keys(space)).toEqual(['lr', 'batch_size', 'optimizer', 'augment'])
  })

  test('a command with placeholders is taken at its word', async () => {
    const cwd = folderWith({ 'train.py': ARGPARSE })
    const line = 'python3 train.py --lr={rate} --data-dir {mystery} --epochs {n}'
    const { trainable, space } = await written(cwd, ['--command', line])
    expect(trainable['command']).toEqual(line.split(' '))
    expect(space).toEqual({
      rate: { type: 'loguniform', min: 1e-5, max: 0.1 },
      mystery: { type: 'uniform', min: 0, max: 1 },
      n: { type: 'randint', min: 2, max: 9 },
    })
  })

  test('paths are relative to where the file is written', async () => {
    const cwd = folderWith({ 'code/train.py': ARGPARSE, 'studies/.keep': '' })
    const { code } = await init(cwd, ['code/train.py', '--out', 'studies/a.yaml'])
    expect(code).toBe(0)
    const { trainable } = parse(readFileSync(join(cwd, 'studies/a.yaml'), 'utf8')) as Proposed
    expect((trainable['command'] as string[]).slice(0, 2)).toEqual(['python3', '../code/train.py'])
  })
})

const hasClick = spawnSync('python3', ['-c', 'import click']).status === 0

test.skipIf(!hasClick)('a script with click', async () => {
  const script = `
import click
@click.command()
@click.option("--lr", default=0.01, type=float)
@click.option("--depth", type=click.IntRange(1, 4), default=2)
@click.option("--augment/--no-augment", default=True)
@click.option("--opt", type=click.Choice(["adam", "sgd"]), default="adam")
def main(lr, depth, augment, opt):
    click.echo(f"val_acc={lr}")
main()
`
  const cwd = folderWith({ 'train.py': script })
  const study = await written(cwd, ['train.py'])
  expect(study).toMatchObject({ metric: 'val_acc', mode: 'max' })
  expect(study.space).toEqual({
    lr: { type: 'loguniform', min: 1e-4, max: 1 },
    depth: { type: 'randint', min: 1, max: 5 },
    augment: { type: 'choice', options: ['--augment', '--no-augment'] },
    opt: { type: 'choice', options: ['adam', 'sgd'] },
  })
})

test('a Python function that takes a config', async () => {
  const script = `
import attune
def helper(x):
    return x
def train(config):
    rate = config.get("dropout", 0.1)
    for epoch in range(config["epochs"]):
        attune.report({"val_loss": config["lr"] * rate, "steps": epoch, "path": config["data_dir"]})
`
  const cwd = folderWith({ 'train.py': script })
  const { json } = await init(cwd, ['train.py', '--json'])
  expect(json()).toMatchObject({
    trainable: { kind: 'python', script: 'train.py', function: 'train' },
    metric: 'val_loss',
    unknown: ['data_dir'],
    constants: { epochs: 10 },
  })
  const study = parse(readFileSync(join(cwd, 'study.yaml'), 'utf8')) as Proposed
  expect(study.trainable).toEqual({ python: 'train.py', function: 'train' })
  expect(study.scheduler).toEqual({ name: 'asha', max_t: 10, grace_period: 1 })
  expect(study.space).toEqual({
    lr: { type: 'loguniform', min: 1e-5, max: 0.1 },
    dropout: { type: 'uniform', min: 0, max: 0.5 },
    epochs: 10,
  })
})

test('an exported function of a module', async () => {
  const module = `
// config.commented must not count
export interface Unused { a: string }
export default async function train(config: { lr: number; act: 'relu' | 'gelu' }, trial: Trial) {
  await trial.report({ loss: config.lr, accuracy: config.hidden ?? 64 })
}
`
  const cwd = folderWith({ 'train.ts': module, 'package.json': '{"type":"module"}' })
  const study = await written(cwd, ['train.ts'])
  expect(study).toMatchObject({ trainable: { module: './train.ts' }, metric: 'loss' })
  expect(study.space).toEqual({
    lr: { type: 'loguniform', min: 1e-5, max: 0.1 },
    act: { type: 'choice', options: ['relu', 'gelu'] },
    hidden: { type: 'choice', options: [32, 64, 128, 256] },
  })
  const script = 'export default (config) => ({ loss: config.lr ?? 0.1 })\n'
  const other = folderWith({ 'train.ts': module, 'train.js': script })
  expect((await init(other, ['train.ts', '--yes'])).stdout()).not.toContain('CommonJS')
  const args = ['train.js', '--yes', '--force']
  expect((await init(other, args)).stdout()).toContain('train.js is taken for CommonJS')
})

test('an editor is told of the schema where the package is installed', async () => {
  const cwd = folderWith({
    'sub/train.py': ARGPARSE,
    'train.py': ARGPARSE,
    'node_modules/attune/dist/study.schema.json': '{}',
  })
  expect((await init(cwd, ['train.py'])).code).toBe(0)
  const [first] = readFileSync(join(cwd, 'study.yaml'), 'utf8').split('\n')
  const schema = 'node_modules/attune/dist/study.schema.json'
  expect(first).toBe(`# yaml-language-server: $schema=./${schema}`)
  expect((await init(cwd, ['sub/train.py', '--out', 'sub/study.yaml'])).code).toBe(0)
  const [other] = readFileSync(join(cwd, 'sub/study.yaml'), 'utf8').split('\n')
  expect(other).toBe(`# yaml-language-server: $schema=../${schema}`)
})

test('a file is never replaced without --force', async () => {
  const cwd = folderWith({ 'train.py': ARGPARSE, 'study.yaml': 'mine' })
  const refused = await init(cwd, ['train.py'])
  expect(refused.code).toBe(1)
  expect(refused.stderr()).toContain('Replace it with --force')
  expect(readFileSync(join(cwd, 'study.yaml'), 'utf8')).toBe('mine')
  expect((await init(cwd, ['train.py', '--force'])).code).toBe(0)
  expect(readFileSync(join(cwd, 'study.yaml'), 'utf8')).toContain('name: train')
})

test.each([
  [[], 'INIT_TARGET_MISSING', '--command'],
  [['nowhere.py'], 'INIT_SCRIPT_NOT_FOUND', 'nowhere.py'],
  [['plain.py'], 'INIT_NOTHING_TO_TUNE', '--function'],
  [['quiet.py'], 'INIT_METRIC_UNKNOWN', '--metric'],
  [['quiet.py', '--metric', 'zeal'], 'INIT_MODE_UNKNOWN', '--mode'],
  [['quiet.py', '--trials', '0'], 'INIT_TRIALS_INVALID', '--trials'],
  [['quiet.py', '--function', 'no'], 'INIT_FUNCTION_NOT_FOUND', '"no"'],
  [['quiet.py', '--command', 'x'], 'INIT_TARGETS_CONFLICT', 'SCRIPT'],
  [['broken.py'], 'INIT_SCRIPT_UNREADABLE', 'SyntaxError'],
  [['quiet.py', '--interpreter', './none'], 'PYTHON_NOT_FOUND', '--interpreter'],
])('without a terminal, %j is %s', async (args, code, word) => {
  const cwd = folderWith({
    'plain.py': 'print("training")\n',
    'quiet.py': 'def train(config):\n    return compute(config["lr"])\n',
    'broken.py': 'def train(:\n',
  })
  const result = await init(cwd, [...args, '--json'])
  expect(result.json()).toMatchObject({ error: { code } })
  expect(result.code).toBe(1)
  expect(result.stderr()).toContain(word)
  expect(existsSync(join(cwd, 'study.yaml'))).toBe(false)
})

test('a script without a command line is not started to be asked', async () => {
  const cwd = folderWith({ 'plain.py': 'open("started", "w").close()\n' })
  await init(cwd, ['--command', 'python3 plain.py', '--metric', 'loss'])
  expect(existsSync(join(cwd, 'study.yaml'))).toBe(true)
  expect(existsSync(join(cwd, 'started'))).toBe(false)
})

describe('every scheduler and searcher that can be chosen', () => {
  const { cli } = fakeCli({ cwd: '/' })
  const command = makeProgram(cli).commands.find((one) => one.name() === 'init')
  const choices = (flag: string): [string, string][] =>
    (command?.options.find(({ long }) => long === flag)?.argChoices ?? []).map((c) => [flag, c])

  test.each([...choices('--scheduler'), ...choices('--search')])('%s %s', async (flag, choice) => {
    const cwd = folderWith({
      'train.mjs': 'export const train = (config) => ({ loss: config.lr })',
    })
    const study = await written(cwd, ['train.mjs', flag, choice])
    expect(JSON.stringify(study)).toContain(choice)
    const { trainable, options } = readStudyFile('study.yaml', { cwd, env: {} })
    expect(() => new Tuner(trainable, options as TunerOptions<ParamSpace>)).not.toThrow()
  })
})

test('a file without anything to vary is one all the same', async () => {
  const cwd = folderWith({ 'train.mjs': 'export default () => ({ loss: 1 })' })
  const study = await written(cwd, ['train.mjs'])
  expect(study).toMatchObject({ trainable: { module: './train.mjs' }, space: {}, trials: 1 })
  const { trainable, options } = readStudyFile('study.yaml', { cwd, env: {} })
  expect(() => new Tuner(trainable, options as TunerOptions<ParamSpace>)).not.toThrow()
})
