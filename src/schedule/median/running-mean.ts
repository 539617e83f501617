/** The mean of numbers that come one after the other; NaN of none, and wherever one of them is NaN. */
export class RunningMean {
  #count = 0
  #sum = 0
  #least = Number.POSITIVE_INFINITY
  #largest = Number.NEGATIVE_INFINITY

  get count(): number {
    return this.#count
  }

  get value(): number {
    // By rounding, or by a sum that is too large, it could lie outside of its numbers: the sum of
    // three times 0.1 is more than 0.3.
    return Math.min(Math.max(this.#sum / this.#count, this.#least), this.#largest)
  }

  add(value: number): void {
    this.#count += 1
    this.#sum += value
    this.#least = Math.min(this.#least, value)
    this.#largest = Math.max(this.#largest, value)
  }
}
