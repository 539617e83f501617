import { flatten } from '../../math/flatten.ts'
import { valueAt } from '../../math/score.ts'
import { isPlainObject } from '../../space/data.ts'
import { storedOf } from './distribution.ts'
import { Naming } from './naming.ts'
import { picksOf, toScalar } from './picks.ts'
import { inferDistribution, toDistribution } from './to-distribution.ts'
import type { PickNode } from '../../space/node.ts'
import type { Space } from '../../space/space.ts'
import type { TrialView } from '../../study/view.ts'
import type { Distribution } from './distribution.ts'
import type { OptunaParam } from './optuna-study.ts'

/** A trial's config as Optuna holds it. */
export interface TakenConfig {
  readonly params: ReadonlyMap<string, OptunaParam>
  /** The values themselves, by the same names. */
  readonly values: ReadonlyMap<string, unknown>
  /** What is no parameter, by flat path. */
  readonly constants: ReadonlyMap<string, unknown>
}

/** What Optuna knows of the parameters already. */
export interface KnownParams {
  /** Our flat path of each name. */
  readonly paths: Readonly<Record<string, string>>
  readonly distributions: ReadonlyMap<string, Distribution>
}

const NONE: Omit<TakenConfig, 'params'> = { values: new Map(), constants: new Map() }

/** The configs of a study's trials as params of Optuna's, with one distribution for each name. */
export class ParamTable {
  /** What Optuna cannot hold, in sentences. */
  readonly remarks: readonly string[]
  readonly #naming: Naming
  readonly #nodes: Map<string, PickNode> = new Map()
  readonly #configs: readonly Omit<TakenConfig, 'params'>[]
  readonly #distributions: Map<string, Distribution> = new Map()

  constructor(trials: readonly TrialView[], space: Space, known: KnownParams | undefined) {
    const names = Object.entries(known?.paths ?? {}).map(([name, path]) => [path, name] as const)
    this.#naming = new Naming(new Map(names))
    this.#configs = trials.map((trial) => this.#read(trial, space, new Map(names)))
    const seen = new Map<string, unknown[]>()
    for (const { values } of this.#configs) {
      for (const [name, value] of values) {
        const others = seen.get(name)
        if (others === undefined) seen.set(name, [value])
        else others.push(value)
      }
    }
    const remarks: string[] = []
    const inferred: string[] = []
    for (const [name, values] of seen) {
      const former = known?.distributions.get(name)
      if (former && values.every((value) => storedOf(former, value) !== undefined)) {
        this.#distributions.set(name, former)
        continue
      }
      const node = this.#nodes.get(name)
      const { distribution, lost } = node ? toDistribution(node, values) : inferDistribution(values)
      this.#distributions.set(name, distribution)
      if (node === undefined) inferred.push(name)
      if (lost) remarks.push(`${name}: Optuna cannot hold of its distribution that ${lost}.`)
    }
    const partial = [...seen].filter(([, values]) => values.length < trials.length)
    this.remarks = [
      ...remarks,
      ...list('Where these were drawn from is not known; Optuna has the values seen', inferred),
      ...list(
        "Not in every trial, as in a conditional space of Optuna's",
        partial.map(([name]) => name),
      ),
    ]
  }

  /** @param number Of the trial. */
  of(number: number): TakenConfig {
    const { values, constants } = this.#configs[number] ?? NONE
    const params = new Map<string, OptunaParam>()
    for (const [name, value] of values) {
      const distribution = this.#distributions.get(name)
      const stored = distribution && storedOf(distribution, value)
      if (distribution && stored !== undefined) params.set(name, { stored, distribution })
    }
    return { params, values, constants }
  }

  #read(
    { config, params }: TrialView,
    space: Space,
    names: ReadonlyMap<string, string>,
  ): Omit<TakenConfig, 'params'> {
    const values = new Map<string, unknown>()
    const paths = new Set<string>()
    for (const { node, value } of picksOf(space.root, config)) {
      const name = this.#naming.nameOf(node)
      this.#nodes.set(name, node)
      values.set(name, value)
      paths.add(node.path)
    }
    // What a function or a schedule has added.
    for (const path of Object.keys(params)) {
      if (paths.has(path)) continue
      const value = isPlainObject(config) ? valueAt(config, path) : undefined
      values.set(names.get(path) ?? path, toScalar(value ?? params[path]))
      paths.add(path)
    }
    return { values, constants: constantsOf(config, paths) }
  }
}

function list(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(', ')}.`]
}

function constantsOf(config: unknown, paths: ReadonlySet<string>): ReadonlyMap<string, unknown> {
  if (!isPlainObject(config)) return new Map()
  const isParam = (path: string): boolean =>
    [...paths].some((other) => path === other || path.startsWith(`${other}/`))
  return new Map(Object.entries(flatten(config)).filter(([path]) => !isParam(path)))
}
