import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { choice, command, run } from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import type { FakeCli } from './fake-cli.ts'

const STUDY = `
name: mine
trainable: { command: [echo, '{{"loss": {x}}}'] }
metric: loss
mode: min
space:
  x: { type: choice, options: [1, 2, 3] }
trials: 4
verbose: 0
`

async function call(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<FakeCli & { readonly code: number }> {
  const fake = fakeCli({ cwd, env })
  return { ...fake, code: await runCli(args, fake.cli) }
}

function folder(text = STUDY): string {
  const cwd = tempFolder()
  writeFileSync(join(cwd, 'study.yaml'), text)
  return cwd
}

describe('attune run', () => {
  it('refuses what is no study file, and says what to do instead', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, 'sub'))
    writeFileSync(join(cwd, 'train.py'), '')
    const cases = [
      ['missing.yaml', 'There is no file', 'attune init'],
      ['sub', 'is a folder', 'attune resume sub'],
      ['train.py', 'is a script', 'attune init train.py'],
    ]
    for (const [file = '', what, advice] of cases) {
      const { code, stderr } = await call(cwd, ['run', file])
      expect(code).toBe(1)
      expect(stderr()).toContain(what)
      expect(stderr()).toContain(advice)
    }
  })

  it.skipIf(process.getuid?.() === 0)('refuses a file that cannot be read', async () => {
    const cwd = folder()
    chmodSync(join(cwd, 'study.yaml'), 0)
    expect((await call(cwd, ['run'])).code).toBe(1)
  })

  it.each([
    [['-o', 'trials=many'], '-o trials=many'],
    [['-o', 'trials'], 'trials'],
    [['-o', 'trails=3'], 'trials'],
    [['--trials', '0'], 'trials'],
    [['--time-budget', 'soon'], 'time_budget'],
    [['--verbose', '7'], 'verbose'],
    [['-o', 'scheduler=ashaa'], 'asha'],
    [['-o', 'callbacks=[nothing.mjs]'], 'nothing.mjs'],
    [['-o', 'resources={cpu: 1e9}'], 'cpu'],
    [['--trails', '3'], '--trials'],
    [['a.yaml', 'b.yaml'], 'too many arguments'],
  ])('refuses %j', async (args, word) => {
    const { code, stderr, stdout } = await call(folder(), ['run', ...args])
    expect({ code, stdout: stdout() }).toEqual({ code: 1, stdout: '' })
    expect(stderr()).toContain(word)
  })

  it('names line and column of what the tuner refuses', async () => {
    const cwd = folder(STUDY.replace('mode: min', 'mode: min\nresources: { cpu: 1000000 }'))
    const { code, json } = await call(cwd, ['run', '--json'])
    expect(code).toBe(1)
    expect(json()).toMatchObject({
      error: {
        code: 'INFEASIBLE_RESOURCES',
        message: expect.stringMatching(/^study\.yaml:6:\d+: /) as unknown,
      },
    })
  })

  it('ends with 4 where the study cannot be written', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'taken'), '')
    const { code, stderr } = await call(cwd, ['run', '--storage', 'taken'])
    expect(code).toBe(4)
    expect(stderr()).toContain('taken')
  })

  it('runs, and puts the study where the environment says', async () => {
    const cwd = folder()
    const { code, stderr } = await call(cwd, ['run'], {
      ATTUNE_STORAGE: 'there',
      ATTUNE_TRIALS: '2',
    })
    expect({ code, stderr: stderr() }).toEqual({ code: 0, stderr: '' })
    const planned = await call(cwd, ['plan', join('there', 'mine'), '--json'])
    expect(planned.json()).toMatchObject({ study: 'there/mine', trials: 2 })
  })
})

describe('attune resume', () => {
  it('refuses another space, name or storage', async () => {
    const cwd = folder()
    expect((await call(cwd, ['run'])).code).toBe(0)
    for (const [override, word] of [
      ['space.x=[1, 2]', 'space is another'],
      ['name=yours', 'rename the folder'],
      ['storage=elsewhere', 'rename the folder'],
    ] as const) {
      const { code, stderr } = await call(cwd, ['resume', 'mine', '-o', override])
      expect(code).toBe(1)
      expect(stderr()).toContain(word)
    }
    expect((await call(cwd, ['resume', 'mine', '-o', 'trials=6'])).code).toBe(0)
    const planned = await call(cwd, ['plan', 'attune_results/mine', '--json'])
    expect(planned.json()).toMatchObject({ trials: 6 })
    // What was changed stays changed.
    expect((await call(cwd, ['resume', 'mine'])).code).toBe(0)
  })

  it('needs nothing but the folder of the study', async () => {
    const cwd = folder()
    expect((await call(cwd, ['run', '--trials', '2'])).code).toBe(0)
    // What is written into the file later is for other studies.
    writeFileSync(join(cwd, 'study.yaml'), STUDY.replace('[1, 2, 3]', '[4, 5]'))
    expect((await call(cwd, ['resume', 'mine', '--trials', '3'])).code).toBe(0)
    rmSync(join(cwd, 'study.yaml'))
    renameSync(join(cwd, 'attune_results', 'mine'), join(cwd, 'moved'))
    expect((await call(tempFolder(), ['resume', join(cwd, 'moved'), '--trials', '5'])).code).toBe(0)
    const planned = await call(cwd, ['plan', 'moved', '--json'])
    expect(planned.json()).toMatchObject({ trials: 5, configs: 3 })
  })

  it('goes on with the study of a program, with what is said otherwise', async () => {
    const storagePath = tempFolder()
    await run(command(['echo', '{{"loss": {x}}}']), {
      paramSpace: { x: choice([1, 2]) },
      metric: 'loss',
      mode: 'min',
      numSamples: 2,
      verbose: 0,
      storagePath,
      name: 'programmed',
    })
    const { code } = await call(storagePath, ['resume', 'programmed', '--trials', '4'])
    expect(code).toBe(0)
    const planned = await call(storagePath, ['plan', 'programmed', '--json'])
    expect(planned.json()).toMatchObject({ trials: 4 })
    const wrong = await call(storagePath, ['resume', 'programmed', '-o', 'trails=4'])
    expect(wrong.code).toBe(1)
    expect(wrong.stderr()).toContain('-o trails=4')
  })

  it('says what of a program it cannot go on with', async () => {
    const storagePath = tempFolder()
    const common = { metric: 'loss', mode: 'min', verbose: 0, storagePath, name: 'f' } as const
    await run(() => ({ loss: 1 }), common)
    const { code, json } = await call(storagePath, ['resume', 'f', '--trials', '2', '--json'])
    expect(code).toBe(1)
    expect(json()).toMatchObject({ error: { code: 'TRAINABLE_REQUIRED' } })
  })

  it('says where there is no study', async () => {
    const { code, json } = await call(folder(), ['resume', 'nothing', '--json'])
    expect(code).toBe(1)
    expect(json()).toMatchObject({ error: { code: 'STUDY_NOT_FOUND' } })
  })
})

describe('attune plan', () => {
  const file = `
trainable: { command: [echo, '{x}'] }
metric: loss
mode: min
space:
  x: { type: choice, options: [1, 2, 3] }
  y: { type: uniform, min: 0, max: 1 }
trials: 27
scheduler: { name: asha, max_t: 27, reduction_factor: 3, variant: promote }
capacity: { cpu: 4 }
resources: { cpu: 2 }
`

  it('says what will happen, how much at once, and how long it takes', async () => {
    const cwd = folder(file)
    const { code, stdout } = await call(cwd, ['plan', '--seconds-per-unit', '60', '-o', 'name=big'])
    expect(code).toBe(0)
    expect(stdout().split('\n').slice(0, 7)).toEqual([
      'big: 27 trials, 2 at once (each asks for 2 cpu; there is 4 cpu)',
      'space: 2 parameters (x, y), endless configs',
      'asha: 27 trials, measured in training_iteration',
      '  27 @ 1 → 9 @ 3 → 3 @ 9 → 1 @ 27',
      '  expected cost: 81 training_iteration, 11.1 % of the 729 of all trials run to their end',
      '  expected time: 41min if no worker waits',
      '  time if every trial runs to its end: 6hr 18min',
    ])
    const { json } = await call(cwd, ['plan', 'study.yaml', '--trial-time', '27m', '--json'])
    expect(json()).toMatchObject({
      scheduler: 'asha',
      trials: 27,
      atOnce: 2,
      limitedBy: 'resources',
      configs: null,
      cost: 81,
      secondsPerUnit: 60,
      seconds: (81 * 60) / 2,
      brackets: [{ rungs: [{ milestone: 1, trials: 27 }, {}, {}, { milestone: 27, trials: 1 }] }],
    })
  })

  it('also where trials all run to their end', async () => {
    const cwd = folder(file)
    const args = ['plan', '-o', 'scheduler=fifo', '-o', 'stop.training_iteration=10']
    const { stdout } = await call(cwd, [...args, '--trial-time', '10s'])
    expect(stdout()).toContain('  cost: 270 training_iteration\n  expected time: 2min if no')
    const unknown = await call(cwd, ['plan', '-o', 'scheduler=fifo'])
    expect(unknown.stdout()).toContain('expected time: not known')
    const endless = await call(cwd, ['plan', '--json', '-o', 'trials=-1'])
    expect(endless.json()).toMatchObject({ trials: null, seconds: null })
  })

  it('refuses times that are none', async () => {
    const { code, stderr } = await call(folder(file), ['plan', '--trial-time', 'long'])
    expect(code).toBe(1)
    expect(stderr()).toContain('--trial-time is "long"')
  })
})
