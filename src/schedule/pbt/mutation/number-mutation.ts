import { RESAMPLE } from './mutation.ts'
import { rangeOf, scaled } from './scaled.ts'
import type { Random } from '../../../math/random.ts'
import type { Axis } from '../../../space/axis.ts'
import type { Mutation, MutationRules, Place } from './mutation.ts'
import type { Range } from './scaled.ts'

/** A number of a domain. It never leaves the bounds or the grid. */
export class NumberMutation implements Mutation {
  readonly #axis: Axis
  readonly #range: Range
  readonly #rules: MutationRules

  constructor(axis: Axis, rules: MutationRules) {
    this.#axis = axis
    this.#range = rangeOf(axis)
    this.#rules = rules
  }

  sample(random: Random): number {
    return this.#axis.sample(random)
  }

  explore(value: unknown, { path, random, note }: Place): number {
    const { perturbationFactors, resampleProbability } = this.#rules
    if (random.next() < resampleProbability || !isUsable(value)) {
      note(path, RESAMPLE)
      return this.sample(random)
    }
    const next = scaled(value, random.pick(perturbationFactors), this.#range)
    note(path, next.operation)
    return next.value
  }
}

/** Whether there is something to multiply. */
export function isUsable(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
