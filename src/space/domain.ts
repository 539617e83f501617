import { show } from '../errors.ts'
import type { Random } from '../math/random.ts'
import type { Axis } from './axis.ts'

/** Shared by all copies of the package in one process, so that their domains are known to each other. */
const BRAND: unique symbol = Symbol.for('attune.domain')

/** What a `sampleFrom` function is called with. */
export type Compute = (config: unknown, random: Random) => unknown

/** What a domain declares about itself. */
export interface DomainInit {
  /** Name of the function that makes it, e.g. `loguniform`. */
  readonly type: string
  /** The function's arguments by name, without `options`: all plain data. */
  readonly args?: Readonly<Record<string, unknown>>
  /** How picks are drawn; absent when the value is computed. */
  readonly axis?: Axis
  /** The spaces that picks are indices of; absent when picks are values. */
  readonly options?: readonly unknown[]
  /** Whether every option is visited instead of one drawn. */
  readonly enumerated?: boolean
  /** Computes the value from the rest of the config. */
  readonly compute?: Compute
}

/**
 * A set of values that a parameter may take, made by `uniform`, `choice` and the like. It describes
 * itself by structure; code that works with any domain looks at that and never at `type`.
 */
export class Domain<out T = unknown> {
  static {
    Object.defineProperty(this.prototype, BRAND, { value: true })
  }
  /** The type of the values; exists in types only. */
  declare readonly '~value': T
  readonly type: string
  readonly args: Readonly<Record<string, unknown>>
  readonly axis: Axis | undefined
  readonly options: readonly unknown[] | undefined
  readonly enumerated: boolean
  readonly compute: Compute | undefined

  constructor(init: DomainInit) {
    this.type = init.type
    this.args = Object.freeze({ ...init.args })
    this.axis = init.axis
    this.options = init.options && Object.freeze([...init.options])
    this.enumerated = init.enumerated ?? false
    this.compute = init.compute
  }

  /** E.g. `{ type: 'uniform', lower: 0, upper: 1 }`. */
  toJSON(): Readonly<Record<string, unknown>> {
    const base = { type: this.type, ...this.args }
    return this.options === undefined ? base : { ...base, options: this.options }
  }
}

/** Whether a value was made by `uniform`, `choice` and the like. */
export function isDomain(value: unknown): value is Domain {
  return typeof value === 'object' && value !== null && BRAND in value
}

/** A domain as it was written, e.g. `uniform(0, 1)`; long lists of options are cut. */
export function domainText(domain: Domain): string {
  const args = domain.options === undefined ? Object.values(domain.args) : [domain.options]
  return `${domain.type}(${args.map(show).join(', ')})`
}
