import { ConfigurationError } from '../errors.ts'
import type { Random } from '../math/random.ts'
import type { Axis } from '../space/axis.ts'
import type { Codec, Dimension, Point } from '../space/codec.ts'
import type { Suggestion } from './searcher.ts'

/** One parameter that a model has a say in. */
export interface Side {
  /** Its place among the sides: 0, 1, 2, … A side comes after the one it depends on. */
  readonly index: number
  /** Flat path in the config. */
  readonly path: string
  readonly kind: 'continuous' | 'ordered' | 'unordered'
  /** How many values it has, 2 or more; `Infinity` when continuous. */
  readonly size: number
  /** Whether the unit interval is even along the logarithm of the values. */
  readonly log: boolean
  /** Maps values (for a choice: indices of options) to [0, 1] and back. */
  readonly axis: Axis
  /** The side it depends on, and the value of that at which a config has it; undefined: always. */
  readonly condition: { readonly side: number; readonly option: number } | undefined
}

/** A config as a model sees it. */
export interface Place {
  /** One coordinate for each side, in [0, 1]; NaN where the config does not have it. */
  readonly coordinates: Float64Array
  /** Tells configs apart; undefined if one of the parameters is continuous: no two are ever the same. */
  readonly key: string | undefined
}

/**
 * The unit cube of a space, without the dimensions of which there is only one value. Uniform in the
 * cube is as likely in the space, see `Codec`.
 */
export class Cube {
  readonly sides: readonly Side[]
  /** How many values each side has if they have no order, else 0. */
  readonly categories: readonly number[]
  readonly #codec: Codec
  readonly #dimensions: readonly Dimension[]

  constructor(codec: Codec) {
    this.#codec = codec
    this.#dimensions = codec.dimensions.filter((dimension) => dimension.size > 1)
    this.sides = this.#dimensions.map((dimension, index) => ({
      index,
      path: dimension.path,
      kind: dimension.kind,
      size: dimension.size,
      log: dimension.log,
      axis: dimension.axis,
      condition: this.#conditionOf(dimension),
    }))
    this.categories = this.sides.map(({ kind, size }) => (kind === 'unordered' ? size : 0))
  }

  /** Undefined for a config that the space cannot give, as a preset may be. */
  locate(config: unknown): Place | undefined {
    try {
      return this.#place(this.#codec.encode(config))
    } catch (error) {
      if (error instanceof ConfigurationError) return undefined
      throw error
    }
  }

  /** Where the config at a point of the codec's cube lies. */
  snap(unit: ArrayLike<number>): Place {
    return this.#place(this.#codec.snap(unit))
  }

  suggest(unit: ArrayLike<number>): Suggestion {
    return this.#codec.suggest(unit)
  }

  /** A point of the codec's cube; what its config turns out not to have is without effect. */
  build(coordinate: (side: number) => number): Float64Array {
    const unit = new Float64Array(this.#codec.dimensions.length).fill(0.5)
    for (const [k, dimension] of this.#dimensions.entries()) unit[dimension.index] = coordinate(k)
    return unit
  }

  draw(random: Random): Float64Array {
    return this.build(() => random.next())
  }

  #place({ unit, active }: Point): Place {
    const has = ({ index }: Dimension): boolean => active[index] === 1
    const coordinates = Float64Array.from(this.#dimensions, (dimension) =>
      has(dimension) ? (unit[dimension.index] as number) : Number.NaN,
    )
    const countable = this.#dimensions.every((side) => side.kind !== 'continuous' || !has(side))
    return { coordinates, key: countable ? coordinates.join() : undefined }
  }

  /** Where there is only one option, what is inside depends on what that option depends on. */
  #conditionOf({ condition }: Dimension): Side['condition'] {
    if (condition === undefined) return undefined
    const { dimension: index, option } = condition
    const side = this.#dimensions.findIndex((dimension) => dimension.index === index)
    if (side >= 0) return { side, option }
    return this.#conditionOf(this.#codec.dimensions[index] as Dimension)
  }
}
