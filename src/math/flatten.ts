import { valueAt } from './score.ts'
import type { Result } from './score.ts'

/**
 * Nested objects as one flat object, in order, with keys joined by `/`: `{val: {loss: 1}}` becomes
 * `{'val/loss': 1}`. Arrays stay as they are; empty objects and undefined values leave nothing. Where
 * two keys come to the same path, the value is the one that `valueAt` finds.
 */
export function flatten(result: Result): Record<string, unknown> {
  const flat: Record<string, unknown> = {}
  addFlat(flat, result, '', result)
  return flat
}

function addFlat(
  flat: Record<string, unknown>,
  object: Result,
  prefix: string,
  whole: Result,
): void {
  for (const key of Object.keys(object)) {
    const value = object[key]
    const path = prefix + key
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      addFlat(flat, value as Result, `${path}/`, whole)
    } else if (value !== undefined) {
      flat[path] = Object.hasOwn(flat, path) ? valueAt(whole, path) : value
    }
  }
}
