import type { KnownTrial } from '../history.ts'
import type { Side } from '../cube.ts'
import type { Observations } from './observations.ts'

/** Trials that a density is estimated from: finished ones, and then some that run. */
export class Sample {
  /** One for each trial. */
  readonly weights: Float64Array
  readonly #observations: Observations
  readonly #finished: ArrayLike<number>
  readonly #running: readonly KnownTrial[]
  /** The place of each finished trial here, counted from 1; 0 where it is not among them. */
  #places: Uint32Array | undefined

  /** @param finished Which, as `Observations` counts them. */
  constructor(init: {
    readonly observations: Observations
    readonly finished: ArrayLike<number>
    readonly running: readonly KnownTrial[]
    readonly weights: Float64Array
  }) {
    this.weights = init.weights
    this.#observations = init.observations
    this.#finished = init.finished
    this.#running = init.running
  }

  get size(): number {
    return this.weights.length
  }

  /** Their coordinates along a side, NaN where one has none. One more that is NaN stands for the prior. */
  column(side: Side): Float64Array {
    const { coordinates } = this.#observations.column(side)
    const finished = this.#finished
    const count = finished.length
    const column = new Float64Array(this.size + 1)
    for (let i = 0; i < count; i++) column[i] = coordinates[finished[i] as number] as number
    for (let i = 0; i < this.#running.length; i++) {
      column[count + i] = this.#observations.at(this.#running[i] as KnownTrial, side)
    }
    column[this.size] = Number.NaN
    return column
  }

  /** Those that have a coordinate along a continuous side, in the order of it. */
  order(side: Side, column: Float64Array): Uint32Array {
    const { order } = this.#observations.column(side)
    const places = (this.#places ??= this.#findPlaces())
    const running = this.#runningOrder(column)
    const all = new Uint32Array(this.size)
    let size = 0
    let next = 0
    for (let k = 0; k < order.length; k++) {
      const trial = order[k] as number
      const place = trial < places.length ? (places[trial] as number) - 1 : -1
      if (place < 0) continue
      const coordinate = column[place] as number
      while (next < running.length && (column[running[next] as number] as number) < coordinate) {
        all[size++] = running[next++] as number
      }
      all[size++] = place
    }
    while (next < running.length) all[size++] = running[next++] as number
    return all.subarray(0, size)
  }

  #runningOrder(column: Float64Array): readonly number[] {
    const first = this.#finished.length
    return this.#running
      .map((_, i) => first + i)
      .filter((i) => !Number.isNaN(column[i] as number))
      .sort((a, b) => (column[a] as number) - (column[b] as number))
  }

  #findPlaces(): Uint32Array {
    const finished = this.#finished
    let last = -1
    for (let i = 0; i < finished.length; i++) last = Math.max(last, finished[i] as number)
    const places = new Uint32Array(last + 1)
    for (let i = 0; i < finished.length; i++) places[finished[i] as number] = i + 1
    return places
  }
}
