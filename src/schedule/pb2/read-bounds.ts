import { ConfigurationError, show } from '../../errors.ts'
import { reject } from '../../option-checks.ts'
import { copyData, isPlainObject } from '../../space/data.ts'
import { isDomain } from '../../space/domain.ts'
import { choice } from '../../space/choice.ts'
import { spaceFromJSON, spaceToJSON } from '../../space/space-json.ts'
import { uniform } from '../../space/uniform.ts'
import type { Space } from '../../space/space.ts'
import type { Tunable } from './tunable.ts'

/** What is read of `hyperparamBounds`. */
export interface Bounds {
  readonly tunables: readonly Tunable[]
  /** The same as plain data. */
  readonly json: Readonly<Record<string, unknown>>
}

const EXAMPLE =
  "Give [low, high], a domain such as loguniform(1e-5, 1e-1), or a list of options such as ['adam', 'sgd']."

/** Reads bounds, nested or flat; throws `ConfigurationError` for what cannot be meant. */
export function readBounds(who: string, bounds: unknown): Bounds {
  if (!isPlainObject(bounds) || Object.keys(bounds).length === 0) {
    reject(who, 'hyperparamBounds', bounds, 'Name what to tune, e.g. { lr: [1e-4, 1e-1] }.')
  }
  const tunables: Tunable[] = []
  const json = readGroup(who, bounds, '', tunables)
  for (const { path } of tunables) {
    const twice = tunables.filter((other) => `${other.path}/`.startsWith(`${path}/`))
    if (twice.length < 2) continue
    reject(who, 'hyperparamBounds', bounds, `It has ${path} more than once. Leave one out.`)
  }
  return { tunables, json }
}

function readGroup(
  who: string,
  group: Readonly<Record<string, unknown>>,
  parent: string,
  tunables: Tunable[],
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(group).map(([key, value]) => {
    const path = parent === '' ? key : `${parent}/${key}`
    const option = `hyperparamBounds.${path}`
    if (path.split('/').includes('')) reject(who, option, value, 'A name in its path is empty.')
    if (isPlainObject(value) && typeof value['type'] !== 'string') {
      if (Object.keys(value).length === 0) reject(who, option, value, EXAMPLE)
      return [key, readGroup(who, value, path, tunables)] as const
    }
    const { tunable, json } = readBound(who, option, path, value)
    tunables.push(tunable)
    return [key, json] as const
  })
  return Object.fromEntries(entries)
}

function readBound(
  who: string,
  option: string,
  path: string,
  value: unknown,
): { readonly tunable: Tunable; readonly json: unknown } {
  try {
    const bound = boundOf(who, option, value)
    // A domain that was written down as data is read back, and all are checked.
    const space = spaceFromJSON({ bound })
    const tunable = tunableOf(path, value, space)
    if (tunable === undefined) reject(who, option, value, EXAMPLE)
    const written = spaceToJSON(space) as { readonly bound: unknown }
    return { tunable, json: Array.isArray(value) ? copyData(value) : written.bound }
  } catch (error) {
    if (!(error instanceof ConfigurationError) || error.path?.[0] === who) throw error
    throw new ConfigurationError(error.code, `${who}: ${option}: ${error.message}`, {
      cause: error,
      path: [who, option],
    })
  }
}

function boundOf(who: string, option: string, value: unknown): unknown {
  if (isDomain(value) || isPlainObject(value)) return value
  if (!Array.isArray(value)) reject(who, option, value, EXAMPLE)
  const list: readonly unknown[] = value
  if (!list.every((item) => typeof item === 'number')) {
    if (list.length < 2) reject(who, option, value, 'Give at least two options.')
    return choice(list, { ordered: false })
  }
  const [low, high] = list
  if (list.length !== 2 || low === undefined || high === undefined) {
    const advice = list.length > 2 ? ` For these numbers only, write choice(${show(value)}).` : ''
    reject(who, option, value, `Give [low, high].${advice}`)
  }
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    reject(who, option, value, 'Give [low, high], both finite and low below high.')
  }
  return uniform(low, high)
}

/** Undefined for what cannot be chosen by a model: functions, grids, and options that hold domains. */
function tunableOf(path: string, written: unknown, space: Space): Tunable | undefined {
  const [pick] = space.picks
  if (space.picks.length !== 1 || pick === undefined || pick.path !== 'bound') return undefined
  if (pick.enumerated || space.computed.length > 0) return undefined
  const { axis } = pick
  const { domain } = pick
  const options = domain.options?.map(copyData)
  if (options !== undefined && !axis.ordered) return { kind: 'category', path, axis, options }
  const wholeBounds =
    Array.isArray(written) && written.every(Number.isInteger) && axis.upper - axis.lower > 1
  return { kind: 'number', path, axis, options, wholeBounds }
}
