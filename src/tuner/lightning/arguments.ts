import { isPlainObject, mapEntries } from '../../space/data.ts'
import { isDomain } from '../../space/domain.ts'
import { shortNames } from './short-names.ts'
import type { Domain } from '../../space/domain.ts'
import type { ArgumentPath } from './short-names.ts'

/** Stands where a domain was declared, as the only key of a map: with the parameter's name. */
const REFERENCE = '$parameter'

/** Arguments as they are handed to Python, and what may vary in them. */
export interface Declared {
  readonly constants: Readonly<Record<string, unknown>>
  readonly paramSpace: Readonly<Record<string, unknown>>
}

/**
 * Takes the domains out of arguments, at any depth: references stand for them, and the space has them
 * under the shortest names that tell them apart.
 */
export function takeOut(parts: Readonly<Record<string, unknown>>): Declared {
  const paths: ArgumentPath[] = []
  const domains: Domain[] = []
  replaced(parts, [], (domain, path) => {
    // What fit() gets is called by its own name: datamodule/batch_size.
    paths.push(path[0] === 'fit' ? path.slice(1) : path)
    domains.push(domain)
  })
  const names = shortNames(paths)
  const order = names.values()
  const constants = replaced(parts, [], () => ({ [REFERENCE]: order.next().value }))
  return {
    constants: constants as Declared['constants'],
    paramSpace: nested(names, domains),
  }
}

/** The same data with something else in place of each domain, from the outside in. */
function replaced(
  value: unknown,
  path: ArgumentPath,
  replace: (domain: Domain, path: ArgumentPath) => unknown,
): unknown {
  if (isDomain(value)) return replace(value, path)
  if (Array.isArray(value)) {
    return value.map((item, i) => replaced(item, [...path, String(i)], replace))
  }
  if (!isPlainObject(value)) return value
  const isClass = 'class_path' in value
  return mapEntries(Object.entries(value), (inner, key) => {
    // The arguments of a class are its own.
    const at = isClass && key === 'init_args' ? path : [...path, key]
    return replaced(inner, at, replace)
  })
}

function nested(
  names: readonly ArgumentPath[],
  values: readonly unknown[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [i, name] of names.entries()) {
    let inner = result
    for (const key of name.slice(0, -1)) {
      inner = (inner[key] ??= {}) as Record<string, unknown>
    }
    inner[name.at(-1) ?? ''] = values[i]
  }
  return result
}
