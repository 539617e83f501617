import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Adam } from './adam.ts'
import { CLASSES, type Examples, PIXELS } from './digits.ts'
import { Mlp } from './mlp.ts'
import { Random } from './random.ts'

export interface DigitsConfig {
  /** Units of the first hidden layer. */
  readonly layer1: number
  /** Units of the second hidden layer. */
  readonly layer2: number
  /** Learning rate of Adam. */
  readonly lr: number
  readonly batchSize: number
  /** Share of hidden units that are left out while training, from 0 to below 1. */
  readonly dropout: number
  readonly epochs: number
  /** Of the initial weights, the order of the images, and the units left out. */
  readonly seed: number
}

/** A network, its optimizer and where they stand: all of it can be saved and continued exactly. */
export class Training {
  /** Passes over the training images so far. */
  epoch = 0
  readonly mlp: Mlp
  readonly #adam: Adam
  readonly #random: Random

  private constructor(mlp: Mlp, random: Random) {
    this.mlp = mlp
    this.#adam = new Adam(mlp.weights.length)
    this.#random = random
  }

  static start(config: DigitsConfig): Training {
    const random = new Random(config.seed)
    return new Training(Mlp.random([PIXELS, config.layer1, config.layer2, CLASSES], random), random)
  }

  /** Reads what {@link save} wrote. */
  static async load(dir: string): Promise<Training> {
    const state = JSON.parse(await readFile(join(dir, 'training.json'), 'utf8')) as SavedState
    const bytes = await readFile(join(dir, 'weights.bin'))
    const numbers = new Float64Array(new Uint8Array(bytes).buffer)
    const size = numbers.length / 3
    const training = new Training(
      new Mlp(state.sizes, numbers.slice(0, size)),
      new Random(state.random),
    )
    training.#adam.mean.set(numbers.subarray(size, 2 * size))
    training.#adam.square.set(numbers.subarray(2 * size))
    training.#adam.step = state.step
    training.epoch = state.epoch
    return training
  }

  /** Writes weights, optimizer, epoch and random generator into the folder `dir`, which exists. */
  async save(dir: string): Promise<void> {
    const { mean, square, step } = this.#adam
    const { sizes, weights } = this.mlp
    const state: SavedState = { sizes, epoch: this.epoch, step, random: this.#random.state }
    await writeFile(join(dir, 'training.json'), JSON.stringify(state))
    await writeFile(
      join(dir, 'weights.bin'),
      [weights, mean, square].map((part) => new Uint8Array(part.buffer)),
    )
  }

  /** One pass over all of `data`, in a new random order. */
  runEpoch(data: Examples, config: Pick<DigitsConfig, 'lr' | 'batchSize' | 'dropout'>): void {
    const order = Uint32Array.from({ length: data.count }, (_, index) => index)
    this.#random.shuffle(order)
    const dropout = config.dropout > 0 ? { rate: config.dropout, random: this.#random } : undefined
    const gradient = new Float64Array(this.mlp.weights.length)
    for (let start = 0; start < order.length; start += config.batchSize) {
      gradient.fill(0)
      this.mlp.backward(data, order.subarray(start, start + config.batchSize), gradient, dropout)
      this.#adam.update(this.mlp.weights, gradient, config.lr)
    }
    this.epoch++
  }
}

interface SavedState {
  readonly sizes: readonly number[]
  readonly epoch: number
  readonly step: number
  readonly random: number
}
