import type { Cube } from '../cube.ts'
import type { KnownTrial } from '../history.ts'

/** Of a number, less than this is no difference; less where trials lie closer than that anyway. */
const CLOSE = 0.02

/** Of how far apart trials would be along each side if they were spread evenly, so much. */
const SHARE = 0.25

/** Whether places are so close to trials that they would tell nothing new. */
export class Closeness {
  readonly #isContinuous: readonly boolean[]
  readonly #trials: readonly KnownTrial[]
  readonly #close: number

  constructor({ sides }: Cube, trials: readonly KnownTrial[]) {
    this.#isContinuous = sides.map(({ kind }) => kind === 'continuous')
    this.#trials = trials
    this.#close = Math.min(CLOSE, SHARE * trials.length ** (-1 / Math.max(1, sides.length)))
  }

  /** Whether one of the trials is close along every side. */
  isClose(place: Float64Array): boolean {
    for (const { coordinates } of this.#trials) if (this.#areClose(place, coordinates)) return true
    return false
  }

  #areClose(a: Float64Array, b: Float64Array): boolean {
    for (let k = 0; k < a.length; k++) {
      const x = a[k] as number
      const y = b[k] as number
      if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue
      if (!this.#isContinuous[k] || !(Math.abs(x - y) < this.#close)) return false
    }
    return true
  }
}
