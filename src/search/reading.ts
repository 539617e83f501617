import { numberAt } from '../math/score.ts'
import type { Objective, Result } from '../math/score.ts'
import type { Constraints } from './model-options.ts'

/** Where a result keeps the constraints' values once they have been computed. */
const COMPUTED = '#constraints'

/** Where a result says why they could not be. */
const TROUBLE = '#constraintsTrouble'

/** What a model needs of a result. */
export interface Reading {
  /** One number for each objective, smaller is better; NaN where it is missing. */
  readonly values: readonly number[]
  readonly constraints: readonly number[]
  readonly violation: number
  readonly step: number
}

/** Reads results: what is to be made large is negated, and constraints are computed. */
export class ResultReader {
  readonly objectives: readonly Objective[]
  readonly #constraints: Constraints | undefined
  /** What a digest keeps. */
  readonly #kept: readonly string[]
  /** Why constraints could not be computed, the first time. */
  #trouble: string | undefined

  /** @param reads Flat paths of what else is read of results. */
  constructor(
    objectives: readonly Objective[],
    constraints: Constraints | undefined,
    reads: readonly string[] = [],
  ) {
    this.objectives = objectives
    this.#constraints = constraints
    this.#kept = [...objectives.map(({ metric }) => metric), 'training_iteration', ...reads]
  }

  /** What a user should know about the constraints; undefined while all is well. */
  get remark(): string | undefined {
    if (this.#trouble === undefined) return undefined
    return (
      `Warning: the constraints could not be computed (${this.#trouble}). Such trials count as if they ` +
      'violated them.'
    )
  }

  read(result: Result | undefined): Reading {
    const constraints = this.#constraintsOf(result)
    return {
      values: this.objectives.map(({ metric, mode }) => {
        const value = (result && numberAt(result, metric)) ?? Number.NaN
        return mode === 'max' ? -value : value
      }),
      constraints,
      violation: violationOf(constraints),
      step: (result && numberAt(result, 'training_iteration')) || 0,
    }
  }

  /** A result with no more than is read of it, constraints computed; small plain data. */
  digest(result: Result): Result {
    const digest: Record<string, unknown> = {}
    for (const path of this.#kept) {
      const value = numberAt(result, path)
      if (value !== undefined) digest[path] = value
    }
    if (this.#constraints === undefined) return digest
    digest[COMPUTED] = this.#constraintsOf(result)
    if (this.#trouble !== undefined) digest[TROUBLE] = this.#trouble
    return digest
  }

  #constraintsOf(result: Result | undefined): readonly number[] {
    if (this.#constraints === undefined) return []
    if (result === undefined) return [Number.NaN]
    const computed = result[COMPUTED]
    if (Array.isArray(computed)) {
      this.#trouble ??= result[TROUBLE] as string | undefined
      return computed as number[]
    }
    if (typeof this.#constraints !== 'function') {
      return this.#constraints.map((name) => this.#named(name, result))
    }
    try {
      return numbers(this.#constraints(result))
    } catch (error) {
      this.#trouble ??= error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      return [Number.NaN]
    }
  }

  #named(name: string, result: Result): number {
    const value = numberAt(result, name)
    if (value === undefined) this.#trouble ??= `a trial has not reported ${JSON.stringify(name)}`
    return value ?? Number.NaN
  }
}

/** What a user's function gave; anything but numbers says nothing, which is not to keep a constraint. */
function numbers(given: unknown): readonly number[] {
  const list: unknown[] = Array.isArray(given) ? given : [given]
  return list.map((value) => (typeof value === 'number' ? value : Number.NaN))
}

function violationOf(constraints: readonly number[]): number {
  let sum = 0
  for (const value of constraints) {
    if (Number.isNaN(value)) return Number.POSITIVE_INFINITY
    if (value > 0) sum += value
  }
  return sum
}
