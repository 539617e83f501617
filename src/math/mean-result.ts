import type { Result } from './score.ts'

/**
 * One result in place of several: each number is the mean of what it was where it was a number (NaN and
 * missing ones are left out; NaN if all are), also inside objects and lists of the same length; anything
 * else is as in the first result that has it.
 */
export function meanResult(results: readonly Result[]): Result {
  return meanOf(results) as Result
}

/** The mean of those that are not NaN; NaN where there are none. */
export function nanMean(values: readonly number[]): number {
  const present = values.filter((value) => !Number.isNaN(value))
  const { length } = present
  const sum = present.reduce((total, value) => total + value, 0)
  // The sum of numbers near the largest that there are is none.
  return Number.isFinite(sum) ? sum / length : present.reduce((mean, x) => mean + x / length, 0)
}

/**
 * How far the mean of those that are not NaN is off, typically: their standard deviation (n − 1) over √n.
 * Undefined for fewer than two, and where one is infinite.
 */
export function standardError(values: readonly number[]): number | undefined {
  const present = values.filter((value) => !Number.isNaN(value))
  const n = present.length
  if (n < 2 || !present.every(Number.isFinite)) return undefined
  const mean = nanMean(present)
  const scale = Math.max(...present.map((value) => Math.abs(value - mean)))
  if (scale === 0 || scale === Number.POSITIVE_INFINITY) return scale === 0 ? 0 : undefined
  const sum = present.reduce((total, value) => total + ((value - mean) / scale) ** 2, 0)
  return scale * Math.sqrt(sum / (n - 1) / n)
}

function meanOf(values: readonly unknown[]): unknown {
  const present = values.filter((value) => value !== undefined)
  const [first] = present
  if (present.some((value) => typeof value === 'number')) {
    return nanMean(present.map((value) => (typeof value === 'number' ? value : Number.NaN)))
  }
  if (Array.isArray(first)) {
    const lists = present.filter((value) => Array.isArray(value) && value.length === first.length)
    return first.map((_, i) => meanOf(lists.map((list) => (list as unknown[])[i])))
  }
  if (!isObject(first)) return first
  const objects = present.filter(isObject)
  const keys = new Set(objects.flatMap((object) => Object.keys(object)))
  return Object.fromEntries([...keys].map((key) => [key, meanOf(objects.map((one) => one[key]))]))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
