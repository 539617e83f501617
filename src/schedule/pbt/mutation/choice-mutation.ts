import { RESAMPLE } from './mutation.ts'
import type { Random } from '../../../math/random.ts'
import type { Mutation, MutationRules, Place } from './mutation.ts'

/** One of the values that a parameter may have. */
export interface Option {
  readonly mutation: Mutation
  /** Whether it is this option that gave the value. */
  gives(value: unknown): boolean
}

/**
 * Options with neighbours: a list, or a choice of numbers. It moves to the option to the left or right,
 * and stays at the ends.
 */
export class NeighbourMutation implements Mutation {
  readonly #options: readonly Option[]
  readonly #rules: MutationRules

  /** @param options In the order in which they are neighbours. */
  constructor(options: readonly Option[], rules: MutationRules) {
    this.#options = options
    this.#rules = rules
  }

  sample(random: Random): unknown {
    return random.pick(this.#options).mutation.sample(random)
  }

  explore(value: unknown, place: Place): unknown {
    const { path, random, note } = place
    const old = this.#options.findIndex((option) => option.gives(value))
    if (random.next() < this.#rules.resampleProbability || old < 0) {
      note(path, RESAMPLE)
      return this.sample(random)
    }
    const shift = random.pick([-1, 1])
    const next = Math.min(Math.max(old + shift, 0), this.#options.length - 1)
    const moved = next !== old
    note(path, `shift ${shift < 0 ? 'left' : 'right'}${moved ? '' : ' (noop)'}`)
    const { mutation } = this.#options[next] as Option
    return moved ? mutation.sample(random) : mutation.explore(value, place)
  }
}

/**
 * Categories, of which none is nearer than another. There is no small step between two of them: most
 * copies keep the category of the trial copied, and what is drawn anew is another one.
 */
export class CategoryMutation implements Mutation {
  readonly #options: readonly Option[]
  readonly #rules: MutationRules

  constructor(options: readonly Option[], rules: MutationRules) {
    this.#options = options
    this.#rules = rules
  }

  sample(random: Random): unknown {
    return random.pick(this.#options).mutation.sample(random)
  }

  explore(value: unknown, place: Place): unknown {
    const { path, random, note } = place
    const old = this.#options.find((option) => option.gives(value))
    const others = this.#options.filter((option) => !option.gives(value))
    const isDrawn = random.next() < this.#rules.resampleProbability
    if (old !== undefined && (!isDrawn || others.length === 0)) {
      return old.mutation.explore(value, place)
    }
    note(path, RESAMPLE)
    return random.pick(others).mutation.sample(random)
  }
}
