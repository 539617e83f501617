import { copyData, sameData } from '../../space/data.ts'
import type { Random } from '../../math/random.ts'
import type { Axis } from '../../space/axis.ts'

interface Placed {
  /** Flat path in the config. */
  readonly path: string
  readonly axis: Axis
  /** What picks of the axis are indices of; undefined when picks are values. */
  readonly options: readonly unknown[] | undefined
}

/** A parameter whose values lie in an order: the model sees where on [0, 1]. */
export interface NumberTunable extends Placed {
  readonly kind: 'number'
  /** Whether it was written as two whole numbers with others between them: `[16, 256]`. */
  readonly wholeBounds: boolean
}

/** A parameter whose values are equally unlike each other: the model sees which it is. */
export interface CategoryTunable extends Placed {
  readonly kind: 'category'
  readonly options: readonly unknown[]
}

/** A parameter that PB2 chooses. */
export type Tunable = NumberTunable | CategoryTunable

/** The number that stands for a value on the axis; undefined for a value that is not one of its. */
export function pickOf({ axis, options }: Tunable, value: unknown): number | undefined {
  if (options === undefined) {
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  }
  const index = options.findIndex((option) => sameData(option, value))
  return index < 0 ? undefined : Math.min(index, axis.upper)
}

/** The value that a pick stands for; nobody else holds it. */
export function valueOf({ options }: Tunable, pick: number): unknown {
  return options === undefined ? pick : copyData(options[pick])
}

/** Even over the bounds. */
export function drawValue(tunable: Tunable, random: Random): unknown {
  return valueOf(tunable, tunable.axis.sample(random))
}
