import { ConfigurationError } from '../../errors.ts'

/** Where a parameter stands: names of arguments, keys and indices, from the outside in. */
export type ArgumentPath = readonly string[]

/**
 * The end of each path, as short as it can be told apart from the others: `lr`. Where two are called
 * the same, both get the name of what they are in: `module/lr`, `datamodule/lr`. An index is no name by
 * itself: `layers/0`. Python's builder names its parameters by the same rule, in `_names.py`.
 * @throws {ConfigurationError} `PARAMETERS_NOT_TOLD_APART` where a whole path begins another.
 */
export function shortNames(paths: readonly ArgumentPath[]): readonly ArgumentPath[] {
  const lengths = paths.map(shortest)
  for (;;) {
    const names = paths.map((path, i) => path.slice(-(lengths[i] ?? 1)))
    const clashing = names.flatMap((name, i) => (clashes(name, i, names) ? [i] : []))
    if (clashing.length === 0) return names
    const growing = clashing.filter((i) => (lengths[i] ?? 0) < (paths[i]?.length ?? 0))
    if (growing.length === 0) {
      const both = clashing.slice(0, 2).map((i) => names[i]?.join('/'))
      throw new ConfigurationError(
        'PARAMETERS_NOT_TOLD_APART',
        `The parameters ${both.join(' and ')} cannot be told apart. Rename one.`,
        { path: ['lightning'] },
      )
    }
    for (const i of growing) lengths[i] = (lengths[i] ?? 0) + 1
  }
}

function shortest(path: ArgumentPath): number {
  const last = path.findLastIndex((key) => !/^\d+$/.test(key))
  return last < 0 ? path.length : path.length - last
}

/** Whether another is the same, or lies within it, or it within that. */
function clashes(name: ArgumentPath, index: number, names: readonly ArgumentPath[]): boolean {
  return names.some((other, i) => {
    if (i === index) return false
    const length = Math.min(name.length, other.length)
    return name.slice(0, length).every((key, k) => key === other[k])
  })
}
