import { foreignKind, mapEntries, notPlainData } from './data.ts'

/**
 * What a preset says about one place of a config: a value, values further down, or both (the name of a
 * choice's option and what is inside it).
 */
export interface Wish {
  /** Undefined when only places below are named. */
  readonly value: { readonly data: unknown } | undefined
  readonly below: ReadonlyMap<string, Wish>
}

/**
 * Reads a preset. Flat keys (`model/lr`) and nested objects mean the same and may be mixed.
 *
 * @throws ConfigurationError for what a config cannot hold.
 */
export function readWish(data: unknown, path = ''): Wish {
  const foreign = foreignKind(data)
  if (foreign !== undefined) throw notPlainData(path, foreign)
  if (typeof data !== 'object' || data === null) return { value: { data }, below: new Map() }
  const below = new Map<string, Wish>()
  for (const [key, child] of Object.entries(data)) {
    const [head = '', ...rest] = key.split('/')
    const inner = readWish(child, path === '' ? key : `${path}/${key}`)
    const wish = rest.reduceRight<Wish>(
      (deeper, name) => ({ value: undefined, below: new Map([[name, deeper]]) }),
      inner,
    )
    below.set(head, merge(below.get(head), wish))
  }
  // An empty object names nothing below it, and an array is a value as well as its items.
  return { value: Array.isArray(data) || below.size === 0 ? { data } : undefined, below }
}

/** The wish as the data it was written as. */
export function wishData(wish: Wish): unknown {
  return wish.value === undefined ? mapEntries([...wish.below], wishData) : wish.value.data
}

function merge(a: Wish | undefined, b: Wish): Wish {
  if (a === undefined) return b
  const below = new Map(a.below)
  for (const [key, wish] of b.below) below.set(key, merge(below.get(key), wish))
  return { value: b.value ?? a.value, below }
}
