import type { Axis } from '../../../space/axis.ts'

/** The numbers that a parameter may have. */
export interface Range {
  readonly lower: number
  readonly upper: number
  /** The number of the range that stands for any number. */
  nearest(x: number): number
  /** The number next to this one, up or down; undefined at the end, and where there is none next. */
  beside(x: number, direction: number): number | undefined
}

/** The picks of an axis. Whole numbers are cut off and not rounded, as Ray Tune has it. */
export function rangeOf(axis: Axis): Range {
  const { lower, upper } = axis
  const isWhole = Number.isInteger(lower) && axis.size === upper - lower + 1
  return {
    lower,
    upper,
    nearest: (x) => {
      const bounded = Math.min(Math.max(isWhole ? Math.trunc(x) : x, lower), upper)
      // There and back again ends on the grid, if there is one.
      return axis.size === Number.POSITIVE_INFINITY ? bounded : axis.fromUnit(axis.toUnit(bounded))
    },
    beside: (x, direction) => axis.neighbours(x).find((near) => Math.sign(near - x) === direction),
  }
}

/** All numbers with the sign of `value`, where nothing else is known. */
export function rangeAround(value: number, isWhole: boolean): Range {
  const least = isWhole && value !== 0 ? 1 : 0
  const lower = value < 0 ? -Number.MAX_VALUE : least
  const upper = value < 0 ? -least : Number.MAX_VALUE
  const bounded = (x: number): number => Math.min(Math.max(x, lower), upper) + 0
  return {
    lower,
    upper,
    nearest: (x) => bounded(isWhole ? Math.trunc(x) : x),
    beside: (x, direction) => {
      const next = x + direction
      return isWhole && bounded(next) === next ? next : undefined
    },
  }
}

/** A number times a factor, kept in its range; where that would not move it, one step further. */
export function scaled(
  value: number,
  factor: number,
  range: Range,
): { readonly value: number; readonly operation: string } {
  const product = value * factor
  let next = range.nearest(product)
  if (next === value) {
    const direction = Math.sign(factor - 1) * (value < 0 ? -1 : 1)
    next = (direction === 0 ? undefined : range.beside(value, direction)) ?? value
  }
  const isOutside = product < range.lower || product > range.upper
  const remark = next === value ? ' (noop)' : isOutside ? ' (clamped)' : ''
  return { value: next, operation: `* ${factor}${remark}` }
}
