import type { Domain } from './domain.ts'

/**
 * The config that a search space resolves to: every domain replaced by the type of its values, nested
 * objects, arrays and tuples kept, constants as they are.
 */
export type Config<S> =
  S extends Domain<infer T> ? T : S extends object ? { -readonly [K in keyof S]: Config<S[K]> } : S

/**
 * What may be written as a space. A function that takes one declares it as `S & ParamSpace` (or bounds
 * its type parameter, `<S extends ParamSpace>`): that asks TypeScript to infer tuples for arrays, and
 * plain `number` and `string` for constants. What JSON cannot carry (functions, dates, class
 * instances, …) is refused when the space is compiled.
 */
export type ParamSpace = { readonly [key: string]: ParamNode } | object

/** `boolean` is left out on purpose: named here, it would keep `true` from widening to `boolean`. */
type ParamNode =
  [] | readonly ParamNode[] | { readonly [key: string]: ParamNode } | {} | null | undefined
