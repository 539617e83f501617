import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'
import { root, runExample } from './run-example.ts'

let python: string
let storage: string
beforeAll(async () => {
  python = await ensureVenv(TORCH)
  storage = await mkdtemp(join(tmpdir(), 'attune-torch-'))
}, 1_800_000)
afterAll(() => rm(storage, { recursive: true, force: true }))

/** Runs Python as a user does who has no tuner in mind. */
async function runPython(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, PYTHONPATH: join(root, 'python'), OMP_NUM_THREADS: '1' }
  return await promisify(execFile)(python, args, { cwd: root, env })
}

describe('the PyTorch digits example', () => {
  it('runs', async () => {
    const args = ['--smoke-test', '--storage', storage]
    const { best, accuracy } = await runExample('examples/digits-torch/tune.ts', ...args)
    expect(best).toMatchObject({ epochs: 3, seed: 1 })
    expect(accuracy).toBeGreaterThan(0.7)
    const entries = await readdir(join(storage, 'digits-torch'), { withFileTypes: true })
    expect(entries.filter((entry) => entry.isDirectory())).toHaveLength(4)
  })
})

describe('the CIFAR10 example', () => {
  const tune = 'examples/torch-cifar10/tune.ts'
  const train = 'examples/torch-cifar10/train.py'

  it('runs on generated images', async () => {
    const { best, accuracy } = await runExample(tune, '--smoke-test', '--storage', storage)
    const powers = [4, 8, 16, 32, 64, 128, 256]
    expect(powers).toContain(best['l1'])
    expect(powers).toContain(best['l2'])
    expect([2, 4, 8, 16]).toContain(best['batchSize'])
    expect(accuracy).toBeGreaterThan(0.4)
  })

  it('has a script that trains by itself', async () => {
    const args = ['--smoke-test', '--lr', '0.01', '--batch-size', '16']
    const { stdout } = await runPython(train, ...args)
    expect(stdout).toMatch(/epoch 2: validation loss/)
    expect(Number(/test accuracy: (\S+)/.exec(stdout)?.[1])).toBeGreaterThan(0.3)
  })

  it('reads the batches of the real data set', async () => {
    // Ten files' worth of format, a few images' worth of content.
    const folder = join(storage, 'data', 'cifar-10-batches-py')
    await mkdir(folder, { recursive: true })
    const script = `
import pickle, numpy as np
for name in [f"data_batch_{n}" for n in range(1, 6)] + ["test_batch"]:
    data = np.random.randint(0, 256, (20, 3072), dtype=np.uint8)
    with open(${JSON.stringify(folder)} + "/" + name, "wb") as file:
        pickle.dump({b"data": data, b"labels": [n % 10 for n in range(20)]}, file, protocol=2)`
    await runPython('-c', script)
    const data = ['--data-dir', join(storage, 'data')]
    const { stdout } = await runPython(train, ...data, '--epochs', '1')
    expect(stdout).toMatch(/test accuracy: 0\.\d+/)
    const tuned = await runExample(
      tune,
      ...data,
      '--trials',
      '1',
      '--storage',
      join(storage, 'real'),
    )
    expect(tuned.best).toMatchObject({ dataDir: folder, smokeTest: false, epochs: 10 })
  })

  it('says what is missing where there is no data', async () => {
    const missing = /no data_batch_1, .*test_batch\. Download https:/
    const empty = ['--data-dir', storage]
    await expect(runPython(train, ...empty)).rejects.toThrow(missing)
    await expect(runExample(tune, ...empty)).rejects.toThrow(missing)
    await expect(runExample(tune)).rejects.toThrow('--smoke-test')
  })
})
