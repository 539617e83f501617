import type { Examples } from './digits.ts'
import type { Random } from './random.ts'

/** Hides each unit of the hidden layers with probability `rate` while training. */
export interface Dropout {
  readonly rate: number
  readonly random: Random
}

/**
 * A network of fully connected layers: ReLU between them, softmax and cross-entropy at the end.
 * Written out by hand: what is to be seen here is the tuning, and it needs nothing installed.
 */
export class Mlp {
  /** Units of each layer, input and output included, e.g. `[64, 128, 64, 10]`. */
  readonly sizes: readonly number[]
  /** All weights in one array: for each layer its matrix (output × input), then its biases. */
  readonly weights: Float64Array
  readonly #outputs: readonly Float64Array[]
  readonly #deltas: readonly Float64Array[]
  readonly #masks: readonly Float64Array[]

  constructor(sizes: readonly number[], weights: Float64Array = new Float64Array(count(sizes))) {
    if (weights.length !== count(sizes))
      throw new RangeError(`${weights.length} weights do not fit layers of ${sizes.join(', ')}`)
    this.sizes = sizes
    this.weights = weights
    this.#outputs = sizes.map((size) => new Float64Array(size))
    this.#deltas = sizes.map((size) => new Float64Array(size))
    this.#masks = sizes.map((size) => new Float64Array(size).fill(1))
  }

  /** Draws the weights as He et al. (2015) do for ReLU; biases are 0. */
  static random(sizes: readonly number[], random: Random): Mlp {
    const mlp = new Mlp(sizes)
    mlp.#eachLayer((inputs, outputs, start) => {
      const scale = Math.sqrt(2 / inputs)
      for (let w = start; w < start + inputs * outputs; w++)
        mlp.weights[w] = scale * random.normal()
    })
    return mlp
  }

  /**
   * The mean loss of the examples named by `batch`; adds its gradient to `gradient`, which is laid
   * out as {@link weights}.
   */
  backward(data: Examples, batch: Uint32Array, gradient: Float64Array, dropout?: Dropout): number {
    const last = this.sizes.length - 1
    const output = this.#outputs[last] as Float64Array
    const delta = this.#deltas[last] as Float64Array
    let loss = 0
    for (const example of batch) {
      if (dropout) this.#drawMasks(dropout)
      this.#forward(data, example)
      const label = data.labels[example] as number
      const norm = logSumExp(output)
      loss += norm - (output[label] as number)
      for (let o = 0; o < output.length; o++) {
        const probability = Math.exp((output[o] as number) - norm)
        delta[o] = (probability - (o === label ? 1 : 0)) / batch.length
      }
      this.#addGradient(gradient)
    }
    if (dropout) for (const mask of this.#masks) mask.fill(1)
    return loss / batch.length
  }

  /** Mean loss and the share of examples whose most likely digit is the right one. */
  evaluate(data: Examples): { loss: number; accuracy: number } {
    const output = this.#outputs.at(-1) as Float64Array
    let loss = 0
    let right = 0
    for (let example = 0; example < data.count; example++) {
      this.#forward(data, example)
      const label = data.labels[example] as number
      loss += logSumExp(output) - (output[label] as number)
      if (output.indexOf(Math.max(...output)) === label) right++
    }
    return { loss: loss / data.count, accuracy: right / data.count }
  }

  #forward(data: Examples, example: number): void {
    const width = this.sizes[0] as number
    const pixels = data.images.subarray(example * width, (example + 1) * width)
    ;(this.#outputs[0] as Float64Array).set(pixels)
    this.#eachLayer((inputs, outputs, start, layer) => {
      const x = this.#outputs[layer] as Float64Array
      const y = this.#outputs[layer + 1] as Float64Array
      const mask = this.#masks[layer + 1] as Float64Array
      const hidden = layer + 2 < this.sizes.length
      for (let o = 0; o < outputs; o++) {
        let sum = this.weights[start + inputs * outputs + o] as number
        const row = start + o * inputs
        for (let i = 0; i < inputs; i++) sum += (this.weights[row + i] as number) * (x[i] as number)
        y[o] = hidden ? Math.max(0, sum) * (mask[o] as number) : sum
      }
    })
  }

  /** Walks from the last layer's delta back to the first layer's weights. */
  #addGradient(gradient: Float64Array): void {
    let end = this.weights.length
    for (let layer = this.sizes.length - 2; layer >= 0; layer--) {
      const x = this.#outputs[layer] as Float64Array
      const mask = this.#masks[layer] as Float64Array
      const delta = this.#deltas[layer + 1] as Float64Array
      const below = (this.#deltas[layer] as Float64Array).fill(0)
      const start = end - (x.length + 1) * delta.length
      for (let o = 0; o < delta.length; o++) {
        const d = delta[o] as number
        if (d === 0) continue
        const row = start + o * x.length
        const bias = start + x.length * delta.length + o
        gradient[bias] = (gradient[bias] as number) + d
        for (let i = 0; i < x.length; i++)
          gradient[row + i] = (gradient[row + i] as number) + d * (x[i] as number)
        if (layer === 0) continue
        for (let i = 0; i < x.length; i++)
          below[i] = (below[i] as number) + d * (this.weights[row + i] as number)
      }
      // A unit that was silent or hidden passes nothing on.
      for (let i = 0; i < x.length; i++)
        below[i] = (x[i] as number) > 0 ? (below[i] as number) * (mask[i] as number) : 0
      end = start
    }
  }

  #drawMasks({ rate, random }: Dropout): void {
    for (const mask of this.#masks.slice(1, -1))
      for (let i = 0; i < mask.length; i++) mask[i] = random.next() < rate ? 0 : 1 / (1 - rate)
  }

  #eachLayer(visit: (inputs: number, outputs: number, start: number, layer: number) => void): void {
    let start = 0
    for (let layer = 0; layer + 1 < this.sizes.length; layer++) {
      const inputs = this.sizes[layer] as number
      const outputs = this.sizes[layer + 1] as number
      visit(inputs, outputs, start, layer)
      start += (inputs + 1) * outputs
    }
  }
}

function count(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, size, layer) => sum + ((sizes[layer] as number) + 1) * size, 0)
}

function logSumExp(values: Float64Array): number {
  const largest = Math.max(...values)
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0))
}
