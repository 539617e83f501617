/** What a script lets its caller set: an option of its command line, or a key of its config. */
export interface Knob {
  /** Key of the config, e.g. `batch_size`. */
  readonly name: string
  /** As it is written on the command line, e.g. `--batch-size`; undefined for a key of a config. */
  readonly flag?: string
  readonly kind?: KnobKind
  readonly default?: KnobValue
  readonly choices?: readonly (string | number | boolean)[]
  /** Least and greatest value that the script takes, as it says itself. */
  readonly min?: number
  readonly max?: number
  /** An option without a value: what turns it on, and off where there is such a word. */
  readonly toggle?: { readonly on: string; readonly off?: string }
  /** Whether the script refuses to start without it. */
  readonly isRequired?: boolean
  /** Whether the command names its value already: nothing is to be added for it. */
  readonly isPlaced?: boolean
  /** Whether it stands on the command line by its place and not by its name. */
  readonly isPositional?: boolean
}

export type KnobKind = 'int' | 'float' | 'text' | 'boolean' | 'path' | 'other'

export type KnobValue = number | string | boolean | null

/** The words of the script's own name for it. */
export function wordsOfKnob({ flag, name }: Knob): readonly string[] {
  return wordsOf(flag ?? name)
}

/** The words that a name is made of, in lower case: `batchSize`, `--batch-size` are `batch`, `size`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
