import { isPlainObject, mapEntries } from '../../space/data.ts'

/**
 * Plain data with the numbers that JSON lacks spelled as everywhere in Attune: `{ $num: 'NaN' }`,
 * `{ $num: 'Infinity' }`, `{ $num: '-Infinity' }`. What is undefined is left out.
 */
export function spell(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return { $num: String(value) }
  if (typeof value !== 'object' || value === null || isSpelled(value)) return value
  if (Array.isArray(value)) return value.map((item: unknown) => spell(item))
  if (!isPlainObject(value)) return value
  return mapEntries(
    Object.entries(value).filter(([, item]) => item !== undefined),
    spell,
  )
}

/** Whether JSON can write it as it is, which is what most of it is, and quick to see. */
function isSpelled(value: object): boolean {
  for (const item of Object.values(value)) {
    if (typeof item === 'number' ? !Number.isFinite(item) : item === undefined) return false
    if (typeof item === 'object' && item !== null && !isSpelled(item as object)) return false
  }
  return true
}

/** Reads what {@link spell} wrote. */
export function unspell(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => unspell(item))
  if (!isPlainObject(value)) return value
  const { $num: spelled } = value
  if (spelled === 'NaN' || spelled === 'Infinity' || spelled === '-Infinity') return Number(spelled)
  return mapEntries(Object.entries(value), unspell)
}
