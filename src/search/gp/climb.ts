import { minimize } from '../../math/lbfgs.ts'
import type { Side } from '../cube.ts'
import type { Acquisition } from './acquisition.ts'
import type { Features } from './features.ts'
import { isFine } from './picks.ts'

/** A point and what the acquisition is there. */
export interface Found {
  readonly row: Float64Array
  readonly value: number
}

/** How often numbers and picks take turns. */
const TURNS = 5

/** How often the acquisition may be asked on the way along its slopes. */
const MOST_STEPS = 60

/** How many picks are tried on one climb: with very many sides not all of them have their turn. */
const MOST_PICKS = 400

export interface ClimbInit {
  readonly features: Features
  /** Length scales, one for each coordinate. */
  readonly scales: Float64Array
  /** What is compared along each coordinate, see `picksOf`. */
  readonly picks: readonly (Float64Array | undefined)[]
}

/** Looks for acquisition uphill from points. */
export class Climber {
  readonly #acquisition: Acquisition
  readonly #features: Features
  /** The columns along which slopes are followed, and what a step is along each. */
  readonly #free: readonly number[]
  readonly #steps: Float64Array
  readonly #picks: readonly (Float64Array | undefined)[]
  readonly #isDiscrete: boolean

  constructor(acquisition: Acquisition, { features, scales, picks }: ClimbInit) {
    this.#acquisition = acquisition
    this.#features = features
    this.#free = features.sides.flatMap((side, k) => (isFine(side) ? [k] : []))
    this.#steps = Float64Array.from(this.#free, (k) => Math.min(scales[k] as number, 1))
    this.#picks = picks
    this.#isDiscrete = features.sides.some(({ kind }) => kind !== 'continuous')
  }

  /** @param first Which coordinate's picks are compared first. */
  climb(from: Found, first: number): Found {
    let best = from
    const budget = { left: MOST_PICKS }
    for (let turn = 0; turn < TURNS; turn++) {
      const moved = this.#climbNumbers(best)
      if (!this.#isDiscrete) return moved
      best = this.#switchPicks(moved, first, budget)
      if (best === moved || budget.left <= 0) break
    }
    return best
  }

  /** Along the slopes, in units of the length scales; the same if that leads nowhere. */
  #climbNumbers(from: Found): Found {
    const free = this.#free
    const steps = this.#steps
    if (free.length === 0) return from
    const row = from.row.slice()
    const slopes = new Float64Array(row.length)
    const move = (x: Float64Array): void => {
      for (let i = 0; i < x.length; i++) {
        row[free[i] as number] = Math.min((x[i] as number) * (steps[i] as number), 1)
      }
    }
    const downhill = (x: Float64Array, gradient: Float64Array): number => {
      move(x)
      const value = this.#acquisition.at(row, slopes)
      for (let i = 0; i < x.length; i++) {
        gradient[i] = -(slopes[free[i] as number] as number) * (steps[i] as number)
      }
      return -value
    }
    const start = Float64Array.from(free, (k, i) => (row[k] as number) / (steps[i] as number))
    const { x, value } = minimize(downhill, start, {
      lower: new Float64Array(free.length),
      upper: steps.map((step) => 1 / step),
      maxEvaluations: MOST_STEPS,
      gradientTolerance: 1e-3,
      valueTolerance: 1e-6,
    })
    move(x)
    const there = this.#isDiscrete ? this.#look(this.#features.snap(row)) : { row, value: -value }
    return there.value > from.value ? there : from
  }

  /** To the best pick of one side after the other; the same if none is better. */
  #switchPicks(from: Found, first: number, budget: { left: number }): Found {
    const { sides } = this.#features
    let best = from
    for (let n = 0; n < sides.length && budget.left > 0; n++) {
      const k = (first + n) % sides.length
      const picks = this.#picks[k] ?? this.#neighbours(k, best.row[k] as number)
      budget.left -= picks.length
      for (const x of picks) {
        if (x === best.row[k]) continue
        const there = this.#look(best.row.with(k, x))
        if (there.value > best.value) best = there
      }
    }
    return best
  }

  #neighbours(k: number, x: number): Float64Array {
    const { kind, axis } = this.#features.sides[k] as Side
    if (kind === 'continuous') return new Float64Array(0)
    return Float64Array.from(axis.neighbours(axis.fromUnit(x)), (pick) => axis.toUnit(pick))
  }

  #look(row: Float64Array): Found {
    return { row, value: this.#acquisition.at(row) }
  }
}
