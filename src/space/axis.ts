import type { Random } from '../math/random.ts'

/**
 * One dimension of a search space, whatever its domain: how its picks lie on the unit interval.
 *
 * A pick is a number: the value itself for numeric domains, the option's index for a choice. The unit
 * interval is the probability scale: `fromUnit` of a uniform number is a draw from the domain, so that
 * random, quasi-random and model-based searchers all see the same prior.
 */
export interface Axis {
  /** How many picks there are; `Infinity` when continuous. */
  readonly size: number
  /** Whether neighbouring picks are alike. Always true for numbers. */
  readonly ordered: boolean
  /** Whether the scale is logarithmic. */
  readonly log: boolean
  /** Smallest pick. */
  readonly lower: number
  /** Largest pick; of a continuous range its bound, which is never drawn. */
  readonly upper: number
  /** The pick at a point of [0, 1]; points outside are moved to the nearest end. */
  fromUnit(unit: number): number
  /** The middle of the part of [0, 1] that stands for this pick; picks out of range go to the nearest end. */
  toUnit(pick: number): number
  /** The part of [0, 1] that stands for this pick: `[from, to)`; of no width when continuous. */
  cell(pick: number): readonly [from: number, to: number]
  /** Whether this is a pick, both bounds of a continuous range included. */
  contains(pick: number): boolean
  /** The picks next to this one: at most two when ordered, all others when not, none when continuous. */
  neighbours(pick: number): readonly number[]
  /** Draws a pick with one number of `random`. */
  sample(random: Random): number
}
