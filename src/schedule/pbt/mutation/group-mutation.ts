import { ConfigurationError, show } from '../../../errors.ts'
import { copyData, isPlainObject, mapEntries } from '../../../space/data.ts'
import { RESAMPLE, inside } from './mutation.ts'
import type { Random } from '../../../math/random.ts'
import type { Mutation, Place } from './mutation.ts'

/** An object of parameters, each with its own mutation. Other keys of the object are kept. */
export class GroupMutation implements Mutation {
  readonly #entries: readonly (readonly [key: string, mutation: Mutation])[]

  constructor(entries: readonly (readonly [key: string, mutation: Mutation])[]) {
    this.#entries = entries
  }

  sample(random: Random): Readonly<Record<string, unknown>> {
    return mapEntries(this.#entries, (mutation, key) => mutation.sample(random.split(key)))
  }

  explore(value: unknown, place: Place): unknown {
    return this.#merge(value, (mutation, key, old) => {
      const at = inside(place, key)
      if (old !== undefined) return mutation.explore(old.value, at)
      place.note(at.path, RESAMPLE)
      return mutation.sample(at.random)
    })
  }

  complete(value: unknown, place: Omit<Place, 'note'>): unknown {
    if (!isPlainObject(value)) {
      throw new ConfigurationError(
        'CONFIG_DOES_NOT_FIT',
        `The config has ${show(value)} at ${show(place.path)}, where parameters inside it are to be ` +
          'mutated. Put an object there, or leave it out to have them sampled.',
        { path: place.path.split('/') },
      )
    }
    return this.#merge(value, (mutation, key, old) => {
      const at = inside({ ...place, note: () => {} }, key)
      if (old === undefined) return mutation.sample(at.random)
      return mutation.complete?.(old.value, at) ?? old.value
    })
  }

  #merge(
    value: unknown,
    change: (
      mutation: Mutation,
      key: string,
      old: { readonly value: unknown } | undefined,
    ) => unknown,
  ): unknown {
    const before = isPlainObject(value) ? value : {}
    const changed = this.#entries.map(([key, mutation]) => {
      const old = Object.hasOwn(before, key) ? { value: before[key] } : undefined
      return [key, change(mutation, key, old)] as const
    })
    // In the order of the config, what it lacked at the end.
    return Object.fromEntries([...Object.entries(before), ...changed])
  }
}

/** An array of parameters, inside an option of a choice. */
export class TupleMutation implements Mutation {
  readonly #items: readonly Mutation[]

  constructor(items: readonly Mutation[]) {
    this.#items = items
  }

  sample(random: Random): readonly unknown[] {
    return this.#items.map((item, i) => item.sample(random.split(i)))
  }

  explore(value: unknown, place: Place): readonly unknown[] {
    const before: readonly unknown[] = Array.isArray(value) ? value : []
    return this.#items.map((item, i) => item.explore(before[i], inside(place, String(i))))
  }
}

/** A constant, inside an option of a choice. */
export class ConstantMutation implements Mutation {
  readonly #value: unknown

  constructor(value: unknown) {
    this.#value = value
  }

  sample(): unknown {
    return copyData(this.#value)
  }

  explore(): unknown {
    return copyData(this.#value)
  }
}
