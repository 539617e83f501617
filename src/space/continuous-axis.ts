import type { Random } from '../math/random.ts'
import type { Axis } from './axis.ts'
import type { Scale } from './scale.ts'

/** How often a number is drawn anew. */
const DRAWS = 64

/** The real numbers of an interval. */
export class ContinuousAxis implements Axis {
  readonly size: number = Number.POSITIVE_INFINITY
  readonly ordered = true
  readonly log: boolean
  readonly lower: number
  readonly upper: number
  readonly #scale: Scale

  constructor(init: {
    readonly lower: number
    readonly upper: number
    readonly scale: Scale
    readonly log?: boolean
  }) {
    this.lower = init.lower
    this.upper = init.upper
    this.log = init.log ?? false
    this.#scale = init.scale
  }

  fromUnit(unit: number): number {
    // The ends are exact, whatever the scale's rounding does to them.
    if (unit <= 0) return this.lower
    if (unit >= 1) return this.upper
    return this.#clamp(this.#scale.fromUnit(unit))
  }

  toUnit(pick: number): number {
    return Math.min(Math.max(this.#scale.toUnit(this.#clamp(pick)), 0), 1)
  }

  cell(pick: number): readonly [from: number, to: number] {
    const unit = this.toUnit(pick)
    return [unit, unit]
  }

  contains(pick: number): boolean {
    return Number.isFinite(pick) && pick >= this.lower && pick <= this.upper
  }

  neighbours(_pick: number): readonly number[] {
    return []
  }

  sample(random: Random): number {
    // The upper end is excluded, but rounding reaches it in a range a few units in the last place wide.
    for (let i = 0; i < DRAWS; i++) {
      const x = this.fromUnit(random.next())
      if (x < this.upper) return x
    }
    return this.lower
  }

  #clamp(x: number): number {
    return Math.min(Math.max(x, this.lower), this.upper)
  }
}
