import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointName } from '../../src/study/checkpoint-name.ts'
import { Checkpoint } from '../../src/checkpoint/checkpoint.ts'
import { commitCheckpoint } from '../../src/checkpoint/commit.ts'
import { deleteCheckpoint } from '../../src/checkpoint/delete.ts'
import { stageCheckpoint } from '../../src/checkpoint/stage.ts'
import { sweepCheckpoints } from '../../src/checkpoint/sweep.ts'
import { tempFolder } from '../support/temp-folder.ts'

const root = tempFolder()
let count = 0

function newTrial(): string {
  const dir = join(root, `train_${count++}`)
  mkdirSync(dir)
  return dir
}

const write =
  (text: string) =>
  (dir: string): void =>
    writeFileSync(join(dir, 'state'), text)

const folder = (path: string, text = 'x'): string => {
  mkdirSync(path)
  writeFileSync(join(path, 'state'), text)
  return path
}

const stateOf = (trial: string, name: string): string =>
  readFileSync(join(trial, name, 'state'), 'utf8')

describe('staging', () => {
  it('names the folder by attempt and report', async () => {
    const trial = newTrial()
    expect(await stageCheckpoint(write('a'), trial, 2, 17)).toBe('.checkpoint_2_17')
    expect(readdirSync(trial)).toEqual(['.checkpoint_2_17'])
    expect(stateOf(trial, '.checkpoint_2_17')).toBe('a')
  })

  it('shows the final name only when the content is complete', async () => {
    const trial = newTrial()
    let seen: string[] = []
    await stageCheckpoint(
      async (dir) => {
        await Promise.resolve()
        write('a')(dir)
        seen = readdirSync(trial)
      },
      trial,
      1,
      1,
    )
    expect(seen).toEqual(['.checkpoint_1_1.partial'])
  })

  it('copies a folder and leaves it alone', async () => {
    const trial = newTrial()
    const source = Checkpoint.fromDirectory(folder(join(trial, 'mine'), 'm'))
    const staged = await stageCheckpoint(source, trial, 1, 1)
    expect(stateOf(trial, staged)).toBe('m')
    expect(stateOf(trial, 'mine')).toBe('m')
  })

  it('replaces what an attempt that died has left under the same name', async () => {
    const trial = newTrial()
    folder(join(trial, '.checkpoint_1_1'), 'old')
    folder(join(trial, '.checkpoint_1_1.partial'), 'older')
    writeFileSync(join(trial, '.checkpoint_1_1', 'more'), 'old')
    await stageCheckpoint(write('new'), trial, 1, 1)
    expect(readdirSync(trial)).toEqual(['.checkpoint_1_1'])
    expect(readdirSync(join(trial, '.checkpoint_1_1'))).toEqual(['state'])
  })

  it('fails as the function fails, and leaves nothing behind', async () => {
    const trial = newTrial()
    const error = new Error('disk on fire')
    const source = (dir: string): void => {
      write('half')(dir)
      throw error
    }
    await expect(stageCheckpoint(source, trial, 1, 1)).rejects.toBe(error)
    expect(readdirSync(trial)).toEqual([])
  })

  it('says what is wrong with a folder', async () => {
    const trial = newTrial()
    const from = (path: string): Promise<string> =>
      stageCheckpoint(Checkpoint.fromDirectory(path), trial, 1, 1)
    await expect(from(join(trial, 'missing'))).rejects.toMatchObject({
      name: 'TrialError',
      code: 'CHECKPOINT_NOT_FOUND',
    })
    for (const around of [trial, root]) {
      await expect(from(around)).rejects.toMatchObject({ code: 'CHECKPOINT_CONTAINS_TRIAL' })
    }
    expect(readdirSync(trial)).toEqual([])
  })
})

describe('committing', () => {
  it('makes the staged folder a checkpoint', async () => {
    const trial = newTrial()
    const staged = await stageCheckpoint(write('a'), trial, 1, 1)
    commitCheckpoint(trial, staged, checkpointName(3))
    expect(readdirSync(trial)).toEqual(['checkpoint_000003'])
    expect(stateOf(trial, 'checkpoint_000003')).toBe('a')
  })

  it('replaces a folder that no event knows', async () => {
    const trial = newTrial()
    folder(join(trial, 'checkpoint_000000'), 'leftover')
    folder(join(trial, '.checkpoint_000000.doomed'), 'leftover')
    const staged = await stageCheckpoint(write('a'), trial, 1, 1)
    commitCheckpoint(trial, staged, 'checkpoint_000000')
    expect(readdirSync(trial)).toEqual(['checkpoint_000000'])
    expect(stateOf(trial, 'checkpoint_000000')).toBe('a')
  })

  it.each([
    '',
    '.',
    '..',
    'model',
    '/etc',
    '.checkpoint_1_1',
    '.checkpoint_1_2.partial',
    '.checkpoint_1_3',
    '.checkpoint_1_4',
    '.checkpoint_1_5/nested',
    '.checkpoint_1_5/../../other/.checkpoint_1_1',
    '.checkpoint_1_5\\..\\model',
    '.checkpoint_1_5\0',
    '.checkpoint_1_6.doomed',
  ])('takes nothing but a folder directly inside the trial, not %j', (name) => {
    const trial = newTrial()
    const other = join(trial, '..', 'other')
    mkdirSync(join(other, '.checkpoint_1_1'), { recursive: true })
    folder(join(trial, 'model'))
    folder(join(trial, '.checkpoint_1_2.partial'))
    writeFileSync(join(trial, '.checkpoint_1_3'), 'a file')
    symlinkSync(join(other, '.checkpoint_1_1'), join(trial, '.checkpoint_1_4'))
    mkdirSync(join(trial, '.checkpoint_1_5', 'nested'), { recursive: true })
    folder(join(trial, '.checkpoint_1_6.doomed'))
    expect(() => commitCheckpoint(trial, name, 'checkpoint_000000')).toThrow(
      expect.objectContaining({ name: 'TrialError', code: 'INVALID_CHECKPOINT' }),
    )
    expect(existsSync(join(trial, 'checkpoint_000000'))).toBe(false)
    expect(existsSync(join(other, '.checkpoint_1_1'))).toBe(true)
  })

  it('takes what the Python client stages', () => {
    const trial = newTrial()
    folder(join(trial, 'mine'), 'py')
    const program =
      'import sys; from attune import Checkpoint; from attune._checkpoint import stage; ' +
      'print(stage(Checkpoint(sys.argv[1]), sys.argv[2], 1, 4))'
    const staged = execFileSync('python3', ['-c', program, join(trial, 'mine'), trial], {
      env: { ...process.env, PYTHONPATH: 'python' },
      encoding: 'utf8',
    }).trim()
    commitCheckpoint(trial, staged, 'checkpoint_000000')
    expect(stateOf(trial, 'checkpoint_000000')).toBe('py')
  })
})

describe('deleting', () => {
  it('removes a checkpoint, of which nothing is seen from the call on', async () => {
    const trial = newTrial()
    folder(join(trial, 'checkpoint_000001'))
    folder(join(trial, 'checkpoint_000002'))
    const deleted = deleteCheckpoint(trial, 'checkpoint_000001')
    expect(existsSync(join(trial, 'checkpoint_000001'))).toBe(false)
    await deleted
    expect(readdirSync(trial)).toEqual(['checkpoint_000002'])
  })

  it('does not mind what is gone already or was left half gone', async () => {
    const trial = newTrial()
    await deleteCheckpoint(trial, 'checkpoint_000001')
    folder(join(trial, 'checkpoint_000001'))
    folder(join(trial, '.checkpoint_000001.doomed'))
    await deleteCheckpoint(trial, 'checkpoint_000001')
    expect(readdirSync(trial)).toEqual([])
  })
})

describe('sweeping', () => {
  it('removes what the log does not know, and nothing else', async () => {
    const trial = newTrial()
    const strays = [
      '.checkpoint_000000.doomed',
      '.checkpoint_2_1',
      '.checkpoint_3_7.partial',
      'checkpoint_000004',
    ]
    const kept = ['checkpoint_000002', 'checkpoint_000003', 'checkpoint_best', 'mine', '.cache']
    for (const name of [...strays, ...kept]) folder(join(trial, name))
    const known = new Set(['checkpoint_000002', 'checkpoint_000003'])
    expect((await sweepCheckpoints(trial, known)).toSorted()).toEqual(strays)
    expect(readdirSync(trial).toSorted()).toEqual(kept.toSorted())
  })

  it('finds nothing where there is no folder', async () => {
    expect(await sweepCheckpoints(join(root, 'never-started'), new Set())).toEqual([])
  })
})

it('numbers checkpoints as Ray does', () => {
  expect([0, 3, 999_999, 1_000_000].map(checkpointName)).toEqual([
    'checkpoint_000000',
    'checkpoint_000003',
    'checkpoint_999999',
    'checkpoint_1000000',
  ])
})
