import { ConfigurationError, show } from '../errors.ts'
import { Random } from '../math/random.ts'
import { isPlainObject, pathSegments } from './data.ts'
import { dimensionsOf, type Dimension } from './dimension.ts'
import { matches } from './match.ts'
import type { Node, PickNode } from './node.ts'
import type { Sample, Space } from './space.ts'

export type { Condition, Dimension } from './dimension.ts'

/** A config as a point of the unit cube. */
export interface Point {
  /** One coordinate for each dimension, in [0, 1]; 0.5 where it is not active. */
  readonly unit: Float64Array
  /** 1 where the config has the dimension, 0 where an option that was not chosen holds it. */
  readonly active: Uint8Array
}

/** Where nothing is chosen, nothing should pull a model to one side. */
const NEUTRAL = 0.5

/** There is nothing to draw when all picks are given. */
const NO_RANDOM = Random.fromSeed(0)

/**
 * Maps the configs of a space to the unit cube and back, for searchers that model it.
 *
 * The cube is on the probability scale: a point drawn uniformly from it decodes to a config drawn from
 * the space, so that a logarithmic range is even along the logarithm, a normal one along its quantiles,
 * and each of n equally likely values owns 1/n of its dimension. A value encodes to the middle of its
 * share. Parameters inside the options of a choice have dimensions of their own, active only while
 * that option is chosen.
 *
 * `decode(encode(config))` gives the config back, exactly for discrete values, and up to rounding for
 * continuous ones (a few units in 10^16 of the range's larger bound; in the outer tails of `randn`, from
 * 4 standard deviations on, up to 10^-7 of one). Values out of range are moved to the nearest bound.
 */
export class Codec {
  readonly dimensions: readonly Dimension[]
  readonly #space: Space
  readonly #indices: ReadonlyMap<PickNode, number>

  /** @throws ConfigurationError if the space holds a `sampleFrom` or a `gridSearch`. */
  constructor(space: Space) {
    this.#space = space
    this.dimensions = dimensionsOf(space)
    this.#indices = new Map(this.dimensions.map(({ node, index }) => [node, index]))
  }

  /**
   * The point that stands for a config. Where two options of a choice could have given it, the first is
   * taken. Constants are not looked at, except to tell options apart.
   *
   * @throws ConfigurationError if a parameter is missing or is nothing that the space could give; see
   *   {@link fits}.
   */
  encode(config: unknown): Point {
    const point = this.#neutral()
    this.#encode(this.#space.root, config, point)
    return point
  }

  /** Whether {@link encode} can place a config; false e.g. for a preset that is no option of a choice. */
  fits(config: unknown): boolean {
    try {
      this.encode(config)
      return true
    } catch (error) {
      if (error instanceof ConfigurationError) return false
      throw error
    }
  }

  /** The config at a point; every point of the cube has one. Coordinates outside [0, 1] are clamped. */
  decode(unit: ArrayLike<number>): unknown {
    return this.suggest(unit).config
  }

  /** The config at a point with its params, as a search suggests it. */
  suggest(unit: ArrayLike<number>): Sample {
    const picks = this.#picks(unit)
    const choose = (node: PickNode): number => picks[this.#indices.get(node) ?? 0] ?? 0
    return this.#space.resolve(choose, NO_RANDOM)
  }

  /** Moves a point to the middle of the share of its config: what encoding its config would give. */
  snap(unit: ArrayLike<number>): Point {
    const picks = this.#picks(unit)
    const point = this.#neutral()
    for (const { index, axis, condition } of this.dimensions) {
      const pick = picks[index] ?? 0
      const chosen = condition === undefined || picks[condition.dimension] === condition.option
      if (!chosen || (condition !== undefined && !point.active[condition.dimension])) continue
      point.unit[index] = axis.toUnit(pick)
      point.active[index] = 1
    }
    return point
  }

  /**
   * The coordinates of the picks next to the one at a point, along one dimension: at most two where it
   * is ordered, all others where it is not, none where it is continuous.
   */
  neighbours(unit: ArrayLike<number>, dimension: number): readonly number[] {
    const axis = this.dimensions[dimension]?.axis
    if (axis === undefined) return []
    return axis.neighbours(axis.fromUnit(unit[dimension] ?? 0)).map((pick) => axis.toUnit(pick))
  }

  #neutral(): Point {
    const size = this.dimensions.length
    return { unit: new Float64Array(size).fill(NEUTRAL), active: new Uint8Array(size) }
  }

  #picks(unit: ArrayLike<number>): readonly number[] {
    if (unit.length !== this.dimensions.length) {
      throw new RangeError(
        `a point of this space has ${this.dimensions.length} coordinates, got ${unit.length}`,
      )
    }
    return this.dimensions.map(({ axis, index, path }) => {
      const coordinate = unit[index] ?? Number.NaN
      if (Number.isNaN(coordinate)) throw new RangeError(`the coordinate of ${path} is NaN`)
      return axis.fromUnit(Math.min(Math.max(coordinate, 0), 1))
    })
  }

  #encode(node: Node, value: unknown, point: Point): void {
    switch (node.kind) {
      case 'record':
        for (const [key, child] of node.entries) {
          this.#encode(child, isPlainObject(value) ? value[key] : undefined, point)
        }
        break
      case 'list':
        for (const [i, item] of node.items.entries()) {
          this.#encode(item, Array.isArray(value) ? value[i] : undefined, point)
        }
        break
      case 'pick':
        this.#encodePick(node, value, point)
        break
    }
  }

  #encodePick(node: PickNode, value: unknown, point: Point): void {
    const pick = node.options === undefined ? value : (node.fixed ?? optionOf(node, value))
    if (typeof pick !== 'number' || Number.isNaN(pick)) throw misfit(node, value)
    const index = this.#indices.get(node)
    if (index !== undefined) {
      point.unit[index] = node.axis.toUnit(pick)
      point.active[index] = 1
    }
    const option = node.options?.[pick]
    if (option !== undefined) this.#encode(option.node, value, point)
  }
}

function optionOf(node: PickNode, value: unknown): number | undefined {
  for (const fit of ['strict', 'loose'] as const) {
    const index = node.options?.findIndex((option) => matches(option.node, value, fit))
    if (index !== undefined && index >= 0) return index
  }
  return undefined
}

function misfit(node: PickNode, value: unknown): ConfigurationError {
  return new ConfigurationError(
    'CONFIG_DOES_NOT_FIT',
    `The config has ${show(value)} at ${show(node.path)}, which the space cannot give there. Correct ` +
      'the config, or widen the space.',
    { path: pathSegments(node.path) },
  )
}
