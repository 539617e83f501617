/** A trial's result: user metrics (possibly nested) and the fields that Attune fills in. */
export type Result = Readonly<Record<string, unknown>>

/** Whether a metric is to be made small or large. */
export type Mode = 'min' | 'max'

/** One of several metrics that are made small or large at once. */
export interface Objective {
  /** Flat path of the reported number. */
  readonly metric: string
  readonly mode: Mode
}

/**
 * The value at a flat path such as `val/loss`. Nested (`{val: {loss}}`), half nested
 * (`{'val/loss': …}`) and literal keys that contain `/` are all found; the longest literal key wins.
 */
export function valueAt(result: Result, path: string): unknown {
  if (Object.hasOwn(result, path)) return result[path]
  for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
    const head = path.slice(0, cut)
    if (!Object.hasOwn(result, head)) continue
    const inner = result[head]
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      const found = valueAt(inner as Result, path.slice(cut + 1))
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The number at a flat path; NaN when it is there but not a number, undefined when it is missing. */
export function numberAt(result: Result, path: string): number | undefined {
  const value = valueAt(result, path)
  if (value === undefined) return undefined
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return Number.NaN
}

/**
 * Orders two metric values, worse first, so that an ascending sort ends with the best. NaN is worse
 * than everything; infinities rank by their sign. Returns a negative number, 0 or a positive number.
 */
export function compareScores(a: number, b: number, mode: Mode): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
  if (a === b) return 0
  return a < b === (mode === 'max') ? -1 : 1
}

/** Whether `a` is strictly better than `b`. */
export function isBetter(a: number, b: number, mode: Mode): boolean {
  return compareScores(a, b, mode) > 0
}
