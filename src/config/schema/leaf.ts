import { z } from 'zod'
import { DURATION, secondsIn } from '../duration.ts'
import { numberIn, switchIn } from '../scalars.ts'
import { bare, either } from '../words.ts'
import { Boxed, unboxed, unboxedDeep } from './boxed.ts'

/** What lies in a value, where a certain kind of value is wanted. */
function reading<T>(
  read: (value: Boxed['value'], text: string) => unknown,
  inner: z.ZodType<T>,
): z.ZodType<T> {
  return z.preprocess((given) => {
    return given instanceof Boxed ? read(given.value, given.text) : given
  }, inner) as z.ZodType<T>
}

/** Text, also where YAML reads it as a number, e.g. a name such as `007`. */
export function text(wanted: string): z.ZodType<string> {
  const schema = z.string({ error: wanted }).min(1, { error: wanted })
  return reading((value, text) => (value === null ? value : text), schema)
}

/** Text that may be empty. */
export function anyText(): z.ZodType<string> {
  const schema = z.string({ error: 'Give text.' })
  return reading((value, text) => (value === null ? value : text), schema)
}

/** Text of a certain form. */
export function textLike(pattern: RegExp, wanted: string): z.ZodType<string> {
  const schema = z.string({ error: wanted }).regex(pattern, { error: wanted })
  return reading((value, text) => (value === null ? value : text), schema)
}

export interface Range {
  /** Smallest that is allowed. */
  readonly least?: number
  /** All that is allowed is larger. */
  readonly above?: number
  readonly most?: number
  readonly below?: number
  readonly whole?: boolean
}

/** A number, also as text that Python would read as one: `"1e-5"`. */
export function number(range: Range = {}, wanted: string = wantedOf(range)): z.ZodType<number> {
  const { least, above, most, below, whole = false } = range
  let schema = z.number({ error: wanted })
  if (whole) schema = schema.int({ error: wanted })
  if (least !== undefined) schema = schema.min(least, { error: wanted })
  if (above !== undefined) schema = schema.gt(above, { error: wanted })
  if (most !== undefined) schema = schema.max(most, { error: wanted })
  if (below !== undefined) schema = schema.lt(below, { error: wanted })
  return reading(
    (value) => (typeof value === 'string' ? (numberIn(value) ?? value) : value),
    schema,
  )
}

/** A whole number of at least so many. */
export function count(least: number): z.ZodType<number> {
  return number({ least, whole: true })
}

/** A probability or a part of a whole. */
export function share(): z.ZodType<number> {
  return number({ least: 0, most: 1 }, 'Give a number from 0 to 1.')
}

function wantedOf({ least, above, most, below, whole = false }: Range): string {
  const bounds = [
    least === undefined ? '' : ` of at least ${least}`,
    above === undefined ? '' : ` above ${above}`,
    most === undefined ? '' : ` of at most ${most}`,
    below === undefined ? '' : ` below ${below}`,
  ].filter(Boolean)
  return `Give a ${whole ? 'whole number' : 'number'}${bounds.join(' and')}.`
}

/** True or false, also as `yes`, `no`, `on` and `off`. */
export function flag(): z.ZodType<boolean> {
  const schema = z.boolean({ error: 'Give true or false.' })
  return reading((value, text) => switchIn(text) ?? value, schema)
}

/** One of some words, in any case, with `_` or `-`. */
export function word<const W extends string>(words: readonly W[]): z.ZodType<W> {
  const schema = z.enum(words, { error: `Give ${either(words)}.` })
  return reading((value, text) => {
    return words.find((known) => bare(known) === bare(text)) ?? (value === null ? value : text)
  }, schema)
}

/** Small or large, also as Optuna says it. */
export function mode(): z.ZodType<'min' | 'max'> {
  const schema = z.enum(['min', 'max'], { error: 'Give min or max.' })
  return reading(
    (value, text) =>
      /^(min|max)imi[sz]e$/i.exec(text)?.[1]?.toLowerCase() ??
      (value === null ? value : text.toLowerCase()),
    schema,
  )
}

/** A number of seconds, or a time such as `1h30m`. */
export function seconds(range: Range): z.ZodType<number> {
  const wanted = `${wantedOf(range)
    .replace(/^Give a number/, 'Give a number of seconds')
    .slice(0, -1)}, or a time such as 90s, 1h30m or 2d.`
  const time = z.string({ error: wanted }).regex(DURATION, { error: wanted })
  const schema = z.union([number(range, wanted), time], { error: wanted }) as z.ZodType<number>
  return reading(
    (value, text) =>
      secondsIn(text) ?? (typeof value === 'string' ? (numberIn(value) ?? value) : value),
    schema,
  )
}

/** Null, where it is a value like others. */
export function nothing(): z.ZodType<null> {
  return reading((value) => value, z.null())
}

/** Anything, kept as it is. */
export function data(): z.ZodType {
  return z.preprocess(unboxedDeep, z.any())
}

/** A map of the user's own words to something. */
export function mapOf<T>(value: z.ZodType<T>, wanted: string): z.ZodType<Record<string, T>> {
  return z.preprocess(unboxed, z.record(z.string(), value, { error: wanted })) as z.ZodType<
    Record<string, T>
  >
}

export interface ListRules {
  /** How many items there are at least. @defaultValue 0 */
  readonly least?: number
  readonly wanted: string
}

export function list<T>(item: z.ZodType<T>, { least = 0, wanted }: ListRules): z.ZodType<T[]> {
  const schema = z.array(item, { error: wanted }).min(least, { error: wanted })
  return z.preprocess(unboxed, schema) as z.ZodType<T[]>
}

/** One of several kinds of value. */
export function oneOf(kinds: readonly z.ZodType[], wanted: string): z.ZodType {
  return z.union(kinds as [z.ZodType, ...z.ZodType[]], { error: wanted })
}
