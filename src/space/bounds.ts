import { ConfigurationError, show } from '../errors.ts'
import { Step } from './step.ts'

/** Most values that a discrete range may have: beyond it doubles on [0, 1] cannot tell them apart. */
const MAX_SIZE: number = 2 ** 50

/** Largest multiple on a logarithmic scale, for the same reason. */
export const MAX_LOG: number = 2 ** 40

/** A call as it is shown in messages, e.g. `uniform(1, 0)`. */
export function call(name: string, ...args: readonly unknown[]): string {
  return `${name}(${args.map(show).join(', ')})`
}

/** Throws unless all arguments are finite numbers. */
export function requireFinite(name: string, args: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(args)) {
    if (typeof value === 'number' && Number.isFinite(value)) continue
    throw new ConfigurationError(
      'NOT_FINITE',
      `${call(name, ...Object.values(args))}: ${key} must be a finite number, got ${show(value)}.`,
    )
  }
}

/** Throws unless all arguments are whole numbers that doubles can hold exactly. */
export function requireInteger(name: string, args: Readonly<Record<string, unknown>>): void {
  requireFinite(name, args)
  for (const [key, value] of Object.entries(args)) {
    if (Number.isSafeInteger(value)) continue
    throw new ConfigurationError(
      'NOT_AN_INTEGER',
      `${call(name, ...Object.values(args))}: ${key} must be a whole number between -2^53 and 2^53, ` +
        `got ${show(value)}. For fractions use uniform, quniform, loguniform or qloguniform.`,
    )
  }
}

/** Throws unless `lower` < `upper`. */
export function requireRange(name: string, lower: number, upper: number, ...rest: number[]): void {
  if (lower < upper) return
  const advice =
    lower === upper
      ? `To keep the value fixed, write ${show(lower)} instead of a domain.`
      : `Swap them: ${call(name, upper, lower, ...rest)}.`
  throw new ConfigurationError(
    'INVALID_RANGE',
    `${call(name, lower, upper, ...rest)}: lower must be below upper, got ${show(lower)} and ` +
      `${show(upper)}. ${advice}`,
  )
}

/** Throws unless the value is above zero. */
export function requirePositive(name: string, key: string, value: number, why: string): void {
  if (value > 0) return
  throw new ConfigurationError(
    'NOT_POSITIVE',
    `${name}: ${key} must be above 0, got ${show(value)}. ${why}`,
  )
}

/** Throws unless a discrete range is small enough to be mapped to the unit interval exactly. */
export function requireSize(
  name: string,
  first: number,
  last: number,
  largest: number = MAX_SIZE,
): void {
  const size = Math.max(last - first + 1, largest === MAX_LOG ? last : 0)
  if (size <= largest && Number.isSafeInteger(first) && Number.isSafeInteger(last)) return
  throw new ConfigurationError(
    'RANGE_TOO_WIDE',
    `${name}: the range has too many steps to be sampled exactly (${show(last - first + 1)} values up ` +
      `to step ${show(last)}; at most ${show(largest)}). Use a continuous domain or a larger step.`,
  )
}

/**
 * The first and last multiple of `q` in [lower, upper], both of which must be multiples themselves.
 * Throws otherwise, naming the nearest bounds that are.
 */
export function requireMultiples(
  name: string,
  lower: number,
  upper: number,
  q: number,
): { readonly step: Step; readonly first: number; readonly last: number } {
  requirePositive(call(name, lower, upper, q), 'q', q, 'It is the distance between two values.')
  const step = new Step(q)
  const first = step.nearest(lower)
  const last = step.nearest(upper)
  requireSize(call(name, lower, upper, q), first, last)
  for (const [key, value] of [['lower', lower] as const, ['upper', upper] as const]) {
    if (step.divides(value)) continue
    const inner = [
      step.multiple(Math.ceil(lower / q)),
      step.multiple(Math.floor(upper / q)),
    ] as const
    const advice =
      inner[0] < inner[1]
        ? `Use ${call(name, ...inner, q)}, or list the values with choice([...]).`
        : 'No two multiples lie in the range: use a smaller q, or list the values with choice([...]).'
    throw new ConfigurationError(
      'STEP_DOES_NOT_DIVIDE',
      `${call(name, lower, upper, q)}: ${key} must be a multiple of q, but ${show(value)} is not a ` +
        `multiple of ${show(q)}. ${advice}`,
    )
  }
  return { step, first, last }
}
