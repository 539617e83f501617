import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { attune } from '../support/attune-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { root } from './run-example.ts'

const example = join(root, 'examples', 'argparse-script')
const smoke = ['-o', 'trials=3', '-o', 'scheduler.max_t=2', '-o', 'space.lr.min=0.1']

interface Best {
  readonly config: Readonly<Record<string, unknown>>
  readonly result: Readonly<Record<string, number>>
}

interface StudyText {
  readonly trainable: { readonly command: string | readonly string[] }
  readonly space: Readonly<Record<string, { readonly type: string }>>
  readonly scheduler: { readonly max_t: number }
}

it('the argparse example tunes a script by what it prints', async () => {
  const cwd = tempFolder()
  const study = join(example, 'study.yaml')
  const ran = await attune(['run', study, '--storage', cwd, ...smoke], { cwd })
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(ran.stdout).toContain('Number of trials: 3/3 (3 TERMINATED)')
  expect(ran.stdout).not.toContain('Warning')

  const dir = join(cwd, 'argparse-script')
  const best = await attune(['best', dir, '--json'], { cwd })
  const { best: trials } = JSON.parse(best.stdout) as { readonly best: readonly Best[] }
  const { config, result } = trials[0] as Best
  // A network that knows nothing has a loss of 2.3, and is right one time in ten.
  expect(result).toMatchObject({ epoch: result['training_iteration'] })
  expect(result['loss']).toBeLessThan(1.5)
  expect(result['accuracy']).toBeGreaterThan(0.5)

  const words = await attune(['best', dir, '--format', 'args'], { cwd })
  expect(words.stdout).toContain(`--lr ${String(config['lr'])} --momentum`)
})

it('attune init writes nearly its study file', async () => {
  const cwd = tempFolder()
  cpSync(join(example, 'train.py'), join(cwd, 'train.py'))
  expect(await attune(['init', 'train.py', '--yes'], { cwd })).toMatchObject({ code: 0 })
  const read = (file: string): StudyText => parse(readFileSync(file, 'utf8')) as StudyText
  const [ours, written] = [read(join(example, 'study.yaml')), read(join(cwd, 'study.yaml'))]
  expect(written).toMatchObject({
    trainable: { command: String(ours.trainable.command).split(' ') },
    metric: 'loss',
    mode: 'min',
    search: 'auto',
  })
  const types = ({ space }: StudyText): object =>
    Object.entries(space).map(([name, { type }]) => [name, type])
  expect(types(written)).toEqual(types(ours))
  expect(written.scheduler.max_t).toBe(ours.scheduler.max_t)
})
