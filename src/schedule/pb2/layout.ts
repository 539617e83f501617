import { valueAt } from '../../math/score.ts'
import { isPlainObject } from '../../space/data.ts'
import { pickOf } from './tunable.ts'
import type { CategoryTunable, NumberTunable, Tunable } from './tunable.ts'

/** Two different categories are as far apart as the two ends of a range. */
const CATEGORY = Math.SQRT1_2

/** What the model may choose: numbers on [0, 1], and categories by their index. */
export interface Choice {
  readonly numbers: Float64Array
  readonly categories: readonly number[]
}

/**
 * Parameters as a place in space: one coordinate for each number, then one for each option of each
 * category, of which one is not 0. The distance between two categories is the same for all: with a
 * kernel of squared distances that is the Hamming kernel of SMAC (Hutter, Hoos and Leyton-Brown,
 * "Sequential Model-Based Optimization for General Algorithm Configuration", LION 2011), times the rest
 * as in the kernel of PB2-Mix (Parker-Holder et al., arXiv 2110.02831).
 */
export class Layout {
  readonly tunables: readonly Tunable[]
  readonly numbers: readonly NumberTunable[]
  readonly categories: readonly CategoryTunable[]
  /** How many coordinates there are. */
  readonly width: number
  /** Where each category's coordinates begin. */
  readonly #starts: readonly number[]

  constructor(tunables: readonly Tunable[]) {
    this.tunables = tunables
    this.numbers = tunables.filter((tunable) => tunable.kind === 'number')
    this.categories = tunables.filter((tunable) => tunable.kind === 'category')
    let width = this.numbers.length
    this.#starts = this.categories.map(({ options }) => (width += options.length) - options.length)
    this.width = width
  }

  /** Of each parameter, numbers first; undefined where the config has none. */
  valuesOf(config: unknown): readonly unknown[] {
    const root = isPlainObject(config) ? config : {}
    return [...this.numbers, ...this.categories].map(({ path }) => valueAt(root, path))
  }

  /** Undefined if one of the values, as {@link valuesOf} gives them, is nowhere. */
  placeOf(values: readonly unknown[]): Float64Array | undefined {
    const numbers = new Float64Array(this.numbers.length)
    for (const [i, tunable] of this.numbers.entries()) {
      const pick = pickOf(tunable, values[i])
      if (pick === undefined) return undefined
      numbers[i] = tunable.axis.toUnit(pick)
    }
    const categories: number[] = []
    for (const [i, tunable] of this.categories.entries()) {
      const pick = pickOf(tunable, values[numbers.length + i])
      if (pick === undefined) return undefined
      categories.push(pick)
    }
    return this.placeOfChoice({ numbers, categories })
  }

  placeOfChoice({ numbers, categories }: Choice): Float64Array {
    const place = new Float64Array(this.width)
    place.set(numbers)
    for (const [i, option] of categories.entries()) {
      place[(this.#starts[i] as number) + option] = CATEGORY
    }
    return place
  }
}
