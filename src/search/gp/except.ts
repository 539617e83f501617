import type { Acquisition } from './acquisition.ts'

/** Another acquisition, but what has been tried is worth nothing. For spaces that one can count. */
export class Except implements Acquisition {
  readonly #acquisition: Acquisition
  readonly #tried: ReadonlySet<string>

  constructor(acquisition: Acquisition, tried: readonly Float64Array[]) {
    this.#acquisition = acquisition
    this.#tried = new Set(tried.map((row) => row.join()))
  }

  at(row: Float64Array, slopes?: Float64Array): number {
    const value = this.#acquisition.at(row, slopes)
    // Slopes are followed between the values that there are as well: only where one ends counts.
    return slopes === undefined && this.#tried.has(row.join()) ? Number.NEGATIVE_INFINITY : value
  }
}
