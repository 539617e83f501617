import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'
import { attune } from '../support/attune-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { root } from './run-example.ts'

let python: string
const storage = tempFolder()
beforeAll(async () => {
  python = await ensureVenv(TORCH)
}, 1_800_000)

interface Shown {
  readonly dir: string
  readonly trials: readonly {
    readonly name: string
    readonly status: string
    readonly iteration: number
    readonly config: Readonly<Record<string, unknown>>
    readonly result: Readonly<Record<string, number>>
  }[]
}

/** Runs the example in small, as a user does, and says what it came to. */
async function runSmall(name: string, ...args: string[]): Promise<Shown> {
  const env = { ATTUNE_PYTHON: python, ATTUNE_STORAGE: storage }
  const small = [
    'images=360',
    'width=4',
    'epochs=2',
    'space.learning_rate=0.01',
    'space.batch_size=32',
  ]
  const overrides = small.flatMap((override) => ['-o', override])
  const file = 'examples/pipeline-fashion-mnist/pipeline.yaml'
  const options = [...overrides, '--name', name, '--storage', storage, ...args]
  const { code, stderr, stdout } = await attune(['run', file, ...options], { cwd: root, env })
  expect([code, stderr, stdout]).toEqual([0, '', expect.anything()])
  const shown = await attune(['show', name, '--json'], { cwd: root, env })
  return JSON.parse(shown.stdout) as Shown
}

describe('the pipeline example', () => {
  it('trains with two processes in each trial', async () => {
    const { dir, trials } = await runSmall('two', '--trials', '1')
    expect(trials).toHaveLength(1)
    const [trial] = trials
    expect(trial).toMatchObject({ status: 'TERMINATED', iteration: 2, config: { batch_size: 32 } })
    expect(trial?.result['train_accuracy']).toBeGreaterThan(0.5)
    expect(existsSync(join(dir, trial?.name ?? '?', 'checkpoint_000001/model.pt'))).toBe(true)
    expect(existsSync(join(dir, trial?.name ?? '?', 'stdout.rank1'))).toBe(true)
  })

  it('reads FashionMNIST from a folder', async () => {
    // The format of the real files, with a few images.
    const folder = join(storage, 'data')
    mkdirSync(folder)
    const count = 60
    const labels = Buffer.from(Array.from({ length: count }, (_, i) => i % 10))
    const pixels = Buffer.concat(Array.from(labels, (label) => Buffer.alloc(784, label * 25)))
    for (const [name, header, content] of [
      ['train-images-idx3-ubyte.gz', 16, pixels],
      ['train-labels-idx1-ubyte.gz', 8, labels],
    ] as const) {
      writeFileSync(join(folder, name), gzipSync(Buffer.concat([Buffer.alloc(header), content])))
    }
    const data = ['-o', `data=${folder}`, '-o', 'epochs=1']
    const one = ['-o', 'scaling.num_workers=1', '--trials', '1']
    const { dir, trials } = await runSmall('one', ...data, ...one)
    expect(trials.map(({ status }) => status)).toEqual(['TERMINATED'])
    for (const { name } of trials) {
      expect(readFileSync(join(dir, name, 'stderr'), 'utf8')).toBe('')
      expect(existsSync(join(dir, name, 'stdout.rank1'))).toBe(false)
    }
  })
})
