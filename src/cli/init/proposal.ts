import type { Knob } from './knob.ts'

/** A range or a list of options, as a study file has them. */
export type ProposedDomain =
  | {
      readonly type: 'uniform' | 'loguniform' | 'randint'
      readonly min: number
      /** Excluded. */
      readonly max: number
    }
  | { readonly type: 'choice'; readonly options: readonly (string | number | boolean)[] }

export interface ProposedParameter {
  readonly name: string
  readonly knob: Knob
  readonly domain: ProposedDomain
  /** Whether nothing spoke for the domain, and there had to be one. */
  readonly isGuess?: boolean
}

export interface LeftOut {
  readonly name: string
  readonly flag?: string
  readonly reason: string
}

/** What may vary, what stays, and what was left alone and why. Plain data. */
export interface Proposal {
  readonly parameters: readonly ProposedParameter[]
  /** Values that a function needs and that do not vary, e.g. `{ epochs: 10 }`. */
  readonly constants: Readonly<Record<string, number>>
  /** Keys that a function needs, and of whose value nothing is known. */
  readonly unknown: readonly string[]
  readonly leftOut: readonly LeftOut[]
  /** How many epochs (or steps) a trial has, where the script says so. */
  readonly epochs: number | undefined
}
