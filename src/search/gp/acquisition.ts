/** How much a point is worth a try. */
export interface Acquisition {
  /**
   * Larger is better; a logarithm. How fast it grows along each number of the row is written into
   * `slopes`.
   */
  at(row: Float64Array, slopes?: Float64Array): number
}

/** The sum of several: of independent things, the logarithm of the product. */
export class Sum implements Acquisition {
  readonly #parts: readonly Acquisition[]

  constructor(parts: readonly Acquisition[]) {
    this.#parts = parts
  }

  at(row: Float64Array, slopes?: Float64Array): number {
    slopes?.fill(0)
    const own = slopes && new Float64Array(slopes.length)
    let sum = 0
    for (const part of this.#parts) {
      sum += part.at(row, own)
      if (slopes && own)
        for (let k = 0; k < own.length; k++) slopes[k] = (slopes[k] as number) + (own[k] as number)
    }
    return sum
  }
}
