/** Adam (Kingma and Ba, 2015) over one flat array of weights. */
export class Adam {
  /** Updates so far. */
  step = 0
  /** Running mean of the gradient. */
  readonly mean: Float64Array
  /** Running mean of its square. */
  readonly square: Float64Array

  constructor(size: number) {
    this.mean = new Float64Array(size)
    this.square = new Float64Array(size)
  }

  /** Moves `weights` down `gradient`, with learning rate `lr`. */
  update(weights: Float64Array, gradient: Float64Array, lr: number): void {
    this.step++
    const meanBias = 1 - 0.9 ** this.step
    const squareBias = 1 - 0.999 ** this.step
    for (let w = 0; w < weights.length; w++) {
      const g = gradient[w] as number
      const mean = 0.9 * (this.mean[w] as number) + 0.1 * g
      const square = 0.999 * (this.square[w] as number) + 0.001 * g * g
      this.mean[w] = mean
      this.square[w] = square
      const step = (lr * (mean / meanBias)) / (Math.sqrt(square / squareBias) + 1e-8)
      weights[w] = (weights[w] as number) - step
    }
  }
}
