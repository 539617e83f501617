/**
 * The flat path in our configs of each of Optuna's parameters: its name, where every part of it can be
 * a key (`model/lr` becomes `{ model: { lr } }`), else the name with dots for slashes.
 */
export function configPaths(names: Iterable<string>): ReadonlyMap<string, string> {
  const all = [...new Set(names)]
  const paths = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of all) {
    let path = isNestable(name, all) ? name : name.replaceAll('/', '.')
    if (path === '') path = 'param'
    while (taken.has(path)) path += '_'
    taken.add(path)
    paths.set(name, path)
  }
  return paths
}

function isNestable(name: string, all: readonly string[]): boolean {
  if (!name.includes('/')) return true
  if (name.split('/').includes('')) return false
  // A parameter cannot be a number and an object at once.
  return !all.some((other) => other.startsWith(`${name}/`) || name.startsWith(`${other}/`))
}

/** An object of values by flat path, nested. Safe for every key. */
export function nest(entries: Iterable<readonly [path: string, value: unknown]>): unknown {
  const groups = new Map<string, [string, unknown][]>()
  const values = new Map<string, unknown>()
  for (const [path, value] of entries) {
    const cut = path.indexOf('/')
    const key = cut < 0 ? path : path.slice(0, cut)
    if (cut < 0) values.set(key, value)
    else {
      const group = groups.get(key) ?? []
      group.push([path.slice(cut + 1), value])
      groups.set(key, group)
      values.set(key, undefined)
    }
  }
  return Object.fromEntries(
    [...values].map(([key, value]) => {
      const group = groups.get(key)
      return [key, group === undefined ? value : nest(group)]
    }),
  )
}
