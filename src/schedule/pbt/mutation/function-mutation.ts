import { RESAMPLE } from './mutation.ts'
import { isUsable } from './number-mutation.ts'
import { rangeAround, rangeOf, scaled } from './scaled.ts'
import type { Random } from '../../../math/random.ts'
import type { Axis } from '../../../space/axis.ts'
import type { Mutation, MutationRules, Place } from './mutation.ts'

/**
 * What a function draws. Numbers are moved within the domain that the space has at the same path; where
 * it has none they keep their sign, and stay whole if what the function draws is whole.
 */
export class FunctionMutation implements Mutation {
  readonly #draw: (random: Random) => unknown
  readonly #axis: Axis | undefined
  readonly #rules: MutationRules

  constructor(draw: (random: Random) => unknown, axis: Axis | undefined, rules: MutationRules) {
    this.#draw = draw
    this.#axis = axis
    this.#rules = rules
  }

  sample(random: Random): unknown {
    return this.#draw(random)
  }

  explore(value: unknown, { path, random, note }: Place): unknown {
    const { perturbationFactors, resampleProbability } = this.#rules
    const drawn = this.#draw(random.split('draw'))
    if (random.next() < resampleProbability || !isUsable(value) || typeof drawn !== 'number') {
      note(path, RESAMPLE)
      return drawn
    }
    const isWhole = Number.isInteger(value) && Number.isInteger(drawn)
    const range = this.#axis === undefined ? rangeAround(value, isWhole) : rangeOf(this.#axis)
    const next = scaled(value, random.pick(perturbationFactors), range)
    note(path, next.operation)
    return next.value
  }
}
