import type { Random } from '../../math/random.ts'
import type { Side } from '../cube.ts'
import type { NSGA2Rules } from './nsga2-options.ts'
import { perturb, simulatedBinary } from './operators.ts'

interface Parent {
  readonly coordinates: Float64Array
}

/**
 * New points from old ones. What only one parent has comes from that one; what no parent has stays NaN,
 * to be drawn where the config turns out to have it.
 */
export class Variation {
  readonly #sides: readonly Side[]
  readonly #rules: NSGA2Rules

  constructor(sides: readonly Side[], rules: NSGA2Rules) {
    this.#sides = sides
    this.#rules = rules
  }

  /** A child of two, with mutations; never the same as one of them. */
  child(first: Parent, second: Parent, random: Random): Float64Array {
    const a = first.coordinates
    const b = second.coordinates
    const child = a.map((x, i) => {
      const other = b[i] as number
      if (Number.isNaN(x)) return other
      if (Number.isNaN(other)) return x
      return this.#mix(this.#sides[i] as Side, x, other, random)
    })
    this.#mutate(child, random)
    if (isSame(child, a) || isSame(child, b)) this.#change(child, random)
    return child
  }

  /** A copy in which at least one thing is different. */
  mutant({ coordinates }: Parent, random: Random): Float64Array {
    const mutant = coordinates.slice()
    this.#mutate(mutant, random)
    if (isSame(mutant, coordinates)) this.#change(mutant, random)
    return mutant
  }

  #mix({ kind }: Side, a: number, b: number, random: Random): number {
    const { crossover, swappingProb } = this.#rules
    const isSwapped = random.next() < swappingProb
    if (kind === 'unordered' || crossover === 'uniform' || random.next() < 0.5) {
      return isSwapped ? b : a
    }
    return isSwapped ? simulatedBinary(b, a, random) : simulatedBinary(a, b, random)
  }

  #mutate(point: Float64Array, random: Random): void {
    const present = point.reduce((count, x) => (Number.isNaN(x) ? count : count + 1), 0)
    const probability = this.#rules.mutationProb ?? 1 / present
    for (const side of this.#sides) {
      const x = point[side.index] as number
      if (!Number.isNaN(x) && random.next() < probability) {
        point[side.index] = perturb(x, side, random)
      }
    }
  }

  /** Changes one coordinate. */
  #change(point: Float64Array, random: Random): void {
    const present = this.#sides.filter(({ index }) => !Number.isNaN(point[index]))
    if (present.length === 0) return
    const side = random.pick(present)
    point[side.index] = perturb(point[side.index] as number, side, random)
  }
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.every((x, i) => Object.is(x, b[i]))
}
