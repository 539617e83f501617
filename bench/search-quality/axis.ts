/** A logarithmic axis: where a value lies, and which values are marked. */
export class LogAxis {
  readonly #low: number
  readonly #high: number

  /** Holds all of the positive numbers, at least a factor of 2. */
  constructor(values: readonly number[]) {
    const low = Math.min(...values)
    this.#low = Math.log10(low)
    this.#high = Math.max(Math.log10(Math.max(...values)), this.#low + Math.log10(2))
  }

  /** 0 at the low end, 1 at the high one. */
  share(value: number): number {
    const share = (Math.log10(value) - this.#low) / (this.#high - this.#low)
    return Math.min(1, Math.max(0, share))
  }

  /** Powers of ten, and what lies between where there are few; at most about six. */
  get ticks(): readonly number[] {
    const decades = this.#high - this.#low
    if (decades > 2) {
      const every = Math.ceil(decades / 5)
      return this.#from([1]).filter((tick) => Math.round(Math.log10(tick)) % every === 0)
    }
    const steps = decades > 0.9 ? [1, 2, 5] : decades > 0.5 ? [1, 1.5, 2, 3, 5, 7] : FINE
    return this.#from(steps)
  }

  #from(steps: readonly number[]): readonly number[] {
    const ticks: number[] = []
    for (let power = Math.floor(this.#low); power <= this.#high; power++) {
      // From text, because 10 ** -3 and the like are not rounded well.
      for (const step of steps) ticks.push(Number(`${step}e${power}`))
    }
    return ticks.filter((tick) => {
      const log = Math.log10(tick)
      return log >= this.#low - 1e-9 && log <= this.#high + 1e-9
    })
  }
}

const FINE = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9]
