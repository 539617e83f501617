import type { Random } from '../../../math/random.ts'

/** How one parameter of a copy, or a group of them, is found from those of the trial copied. */
export interface Mutation {
  /** A value that owes nothing to any other. */
  sample(random: Random): unknown
  /** A value for the copy, from that of the trial copied; `value` stays as it is. */
  explore(value: unknown, place: Place): unknown
  /** Fills in what a value lacks; absent where a value cannot lack a part. */
  complete?(value: unknown, place: Omit<Place, 'note'>): unknown
}

/** Where in the config a mutation works. */
export interface Place {
  /** Flat path. */
  readonly path: string
  /** This parameter's own stream. */
  readonly random: Random
  /** Takes down in words what was done to the value at a path. */
  readonly note: (path: string, operation: string) => void
}

/** How much is changed. */
export interface MutationRules {
  /** Probability that a value is drawn anew instead of being moved. */
  readonly resampleProbability: number
  /** Numbers are multiplied by one of these. */
  readonly perturbationFactors: readonly number[]
}

export const RESAMPLE = 'resample'

/** The place of a part of what is at this place. */
export function inside(place: Place, key: string): Place {
  return {
    path: place.path === '' ? key : `${place.path}/${key}`,
    random: place.random.split(key),
    note: place.note,
  }
}
