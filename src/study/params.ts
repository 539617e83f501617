import { valueAt } from '../math/score.ts'
import type { Result } from '../math/score.ts'

type Params = Readonly<Record<string, unknown>>

/** The params of a config that was made from another: its values at the paths of the other's params. */
export function paramsOf(config: unknown, like: Params): Params {
  if (typeof config !== 'object' || config === null) return like
  return Object.fromEntries(
    Object.entries(like).map(([path, label]) => {
      const value = valueAt(config as Result, path)
      // What is named by a label, or is no longer there, keeps its name.
      return [path, value === undefined || typeof value === 'object' ? label : value]
    }),
  )
}
