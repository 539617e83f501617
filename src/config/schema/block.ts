import { z } from 'zod'
import { show } from '../../errors.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { nearestKnown } from '../normalise/names.ts'
import { Boxed, unboxed } from './boxed.ts'

/** Keys with what may stand there. */
export type Shape = Readonly<Record<string, z.ZodType>>

/** A key that may be left out, with a description for editors. */
export function option(schema: z.ZodType, description: string, otherwise?: unknown): z.ZodType {
  const standard = otherwise === undefined ? {} : { default: otherwise }
  return schema.optional().meta({ description, ...standard })
}

/** A key that must be there. */
export function required(schema: z.ZodType, description: string): z.ZodType {
  return schema.meta({ description })
}

/**
 * A map with these keys and no others. What is said of an unknown key is the list of those that there
 * are, for whoever reports it.
 */
export function block(shape: Shape, description?: string): z.ZodType {
  const known = Object.keys(shape)
  const schema = z.strictObject(shape, {
    error: ({ code }) => {
      return code === 'unrecognized_keys'
        ? known.join(', ')
        : `Give a map with ${known.slice(0, 3).join(', ')}.`
    },
  })
  const read = z.preprocess(unboxed, schema)
  return description === undefined ? read : read.meta({ description })
}

/** A thing that goes by name. */
export interface Named {
  /** Names that mean the same, ours first. */
  readonly names: readonly [string, ...string[]]
  readonly description: string
  readonly options: Shape
}

/** One of some things by name: the name alone, or a map with the name and options. */
export function named(what: string, things: readonly Named[]): z.ZodType {
  const names = things.flatMap((thing) => thing.names)
  const maps = things.map(({ names, description, options }) => {
    const name = z.preprocess(unboxed, z.enum(names)).meta({ description: `Which ${what}.` })
    return block({ name, ...options }, description)
  })
  // A thing with an option that must be given has more to say than its name.
  const alone = things.filter(({ options }) => Object.values(options).every(isOptional))
  const word = z.enum(alone.flatMap((thing) => [...thing.names]) as [string, ...string[]])
  return z.union([word, ...maps], { error: ({ input }) => adviceOn(what, names, input) })
}

function isOptional(schema: z.ZodType): boolean {
  return schema.safeParse(undefined).success
}

function adviceOn(what: string, names: readonly string[], input: unknown): string {
  const isMap = typeof input === 'object' && input !== null && !(input instanceof Boxed)
  const given = unboxed(isMap && 'name' in input ? input.name : input)
  if (isMap && !('name' in input))
    return `The ${what} has no name. Give it one, e.g. name: ${names[0]}.`
  const nearest = typeof given === 'string' ? nearestWord(given, names) : undefined
  const instead = typeof given === 'string' ? nearestKnown(given) : undefined
  const meant = nearest === undefined ? '' : `Did you mean ${nearest}? `
  const hint = instead === undefined ? meant : `The nearest is ${instead}. `
  return `There is no ${what} ${show(given)}. ${hint}There are: ${names.join(', ')}.`
}
