import { ConfigurationError } from '../../errors.ts'
import type { Random } from '../../math/random.ts'
import type { Codec, Dimension, Point } from '../../space/codec.ts'
import type { Suggestion } from '../searcher.ts'

/** A config as the model sees it. */
export interface Place {
  /** One coordinate for each parameter that is modelled, NaN where the config does not have it. */
  readonly coordinates: Float64Array
  /** Tells configs apart; undefined if one of the parameters is continuous: no two are ever the same. */
  readonly key: string | undefined
}

/** The unit cube of a space, without the sides of which there is only one value. */
export class Cube {
  readonly #codec: Codec
  readonly sides: readonly Dimension[]
  /** How many values each side has if they have no order, else 0. */
  readonly categories: readonly number[]

  constructor(codec: Codec) {
    this.#codec = codec
    this.sides = codec.dimensions.filter((dimension) => dimension.size > 1)
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
    for (const [k, side] of this.sides.entries()) unit[side.index] = coordinate(k)
    return unit
  }

  draw(random: Random): Float64Array {
    return this.build(() => random.next())
  }

  #place({ unit, active }: Point): Place {
    const has = ({ index }: Dimension): boolean => active[index] === 1
    const coordinates = Float64Array.from(this.sides, (side) =>
      has(side) ? (unit[side.index] as number) : Number.NaN,
    )
    const countable = this.sides.every((side) => side.kind !== 'continuous' || !has(side))
    return { coordinates, key: countable ? coordinates.join() : undefined }
  }
}
