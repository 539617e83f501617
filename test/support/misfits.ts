import { isDomain, type Domain } from '../../src/space/domain.ts'

/** The bounds and steps of the domains, written anew from what their documentation says. */
const FITS: Readonly<
  Record<string, (x: number, args: Readonly<Record<string, number>>) => boolean>
> = {
  uniform: (x, { lower = 0, upper = 0 }) => x >= lower && x <= upper,
  loguniform: (x, { lower = 0, upper = 0 }) => x >= lower && x <= upper,
  randn: (x, { mean = 0, sd = 0 }) => Math.abs(x - mean) <= 6.000001 * sd,
  quniform: fitsSteps,
  qloguniform: fitsSteps,
  qrandn: (x, { mean = 0, sd = 0, q = 1 }) =>
    Math.abs(x - mean) <= 6.000001 * sd + q && isMultiple(x, q),
  randint: (x, { lower = 0, upper = 0 }) => Number.isInteger(x) && x >= lower && x < upper,
  lograndint: (x, { lower = 0, upper = 0 }) => Number.isInteger(x) && x >= lower && x < upper,
  qrandint: fitsWholeSteps,
  qlograndint: fitsWholeSteps,
}

/** Bounds such as 0.1 + 0.2 stand for the clean decimal. */
function fitsSteps(x: number, { lower = 0, upper = 0, q = 1 }: Record<string, number>): boolean {
  const slack = q / 1e6
  return x >= lower - slack && x <= upper + slack && isMultiple(x, q)
}

/** With a step of 1 the upper end is excluded, as it is without a step. */
function fitsWholeSteps(
  x: number,
  { lower = 0, upper = 0, q = 1 }: Record<string, number>,
): boolean {
  return x % q === 0 && x >= lower && (q === 1 ? x < upper : x <= upper)
}

/** Whether a number is k × q, up to the rounding of one multiplication. */
function isMultiple(x: number, q: number): boolean {
  const k = Math.round(x / q)
  return Math.abs(x - k * q) <= 1e-9 * q + 4 * Number.EPSILON * Math.abs(x)
}

/**
 * Where a value is nothing that a space as a user writes it can give: flat paths, none if all is well.
 * What the space does not have is a misfit too, so that parameters of options not chosen are found.
 */
export function misfits(space: unknown, value: unknown, path = ''): string[] {
  if (isDomain(space)) return fitsDomain(space, value, path) ? [] : [`${path} = ${text(value)}`]
  if (typeof space !== 'object' || space === null) {
    return Object.is(space, value) || space === value ? [] : [`${path} = ${text(value)}`]
  }
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(space) !== Array.isArray(value)
  ) {
    return [`${path} = ${text(value)}`]
  }
  const parts = space as Readonly<Record<string, unknown>>
  const values = value as Readonly<Record<string, unknown>>
  const keys = new Set([...Object.keys(parts), ...Object.keys(values)])
  return [...keys].flatMap((key) => {
    const inner = path === '' ? key : `${path}/${key}`
    if (!Object.hasOwn(parts, key)) return [`${inner} is not in the space`]
    if (!Object.hasOwn(values, key)) return [`${inner} is missing`]
    return misfits(parts[key], values[key], inner)
  })
}

function fitsDomain(domain: Domain, value: unknown, path: string): boolean {
  if (domain.options !== undefined) {
    return domain.options.some((option) => misfits(option, value, path).length === 0)
  }
  const fits = FITS[domain.type]
  if (fits === undefined) throw new Error(`no rule for ${domain.type}`)
  return typeof value === 'number' && fits(value, domain.args as Record<string, number>)
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}
