import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Examples, loadDigits } from '../../examples/digits/digits.ts'
import { type DigitsConfig, Training } from '../../examples/digits/training.ts'

const config: DigitsConfig = {
  layer1: 16,
  layer2: 12,
  lr: 0.01,
  batchSize: 32,
  dropout: 0.1,
  epochs: 4,
  seed: 7,
}
const digits = loadDigits()
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'attune-training-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

function trained(epochs: number, seed: number = config.seed): Training {
  const training = Training.start({ ...config, seed })
  for (let epoch = 0; epoch < epochs; epoch++) training.runEpoch(digits.train, config)
  return training
}

describe('training on digits', () => {
  it('learns', () => {
    const { accuracy } = trained(4).mlp.evaluate(digits.validation)
    expect(accuracy).toBeGreaterThan(0.85)
  })

  it('continues from a checkpoint exactly as if it had not been interrupted', async () => {
    await trained(2).save(dir)
    const resumed = await Training.load(dir)
    expect(resumed.epoch).toBe(2)
    resumed.runEpoch(digits.train, config)
    resumed.runEpoch(digits.train, config)
    const straight = trained(4)
    expect(resumed.epoch).toBe(4)
    expect(resumed.mlp.sizes).toEqual([64, 16, 12, 10])
    expect(resumed.mlp.weights).toEqual(straight.mlp.weights)
    // The optimizer and the random generator too: the files of both are equal to the byte.
    const again = await mkdtemp(join(tmpdir(), 'attune-training-'))
    try {
      await resumed.save(dir)
      await straight.save(again)
      for (const file of ['weights.bin', 'training.json'])
        expect(await readFile(join(dir, file))).toEqual(await readFile(join(again, file)))
    } finally {
      await rm(again, { recursive: true, force: true })
    }
  })

  it('depends on its seed and on nothing else', () => {
    expect(trained(1).mlp.weights).toEqual(trained(1).mlp.weights)
    expect(trained(1).mlp.weights).not.toEqual(trained(1, 8).mlp.weights)
  })

  it('shows every image once an epoch, also where the last batch is short', () => {
    const few: Examples = {
      count: 5,
      images: digits.train.images.slice(0, 5 * 64),
      labels: digits.train.labels.slice(0, 5),
    }
    const training = Training.start(config)
    const seen: number[] = []
    const backward = training.mlp.backward.bind(training.mlp)
    training.mlp.backward = (data, batch, gradient, dropout) => {
      seen.push(...batch)
      return backward(data, batch, gradient, dropout)
    }
    training.runEpoch(few, { ...config, batchSize: 2 })
    expect(seen.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
  })
})
