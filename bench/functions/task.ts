import type { Config, ParamSpace } from '../../src/space/config.ts'
import { uniform } from '../../src/space/uniform.ts'

/** Something to be tuned whose answer is known, so that searchers can be compared on it. */
export interface Task {
  readonly name: string
  readonly space: ParamSpace
  /** What is to be minimised, without noise: one number for each objective. */
  evaluate(config: unknown): readonly number[]
  /** Standard deviation of the normal noise in what a searcher is told. */
  readonly noise: number
  /** The least value; with several objectives, the hypervolume of the whole front. */
  readonly optimum: number
  /** With several objectives: the point that the hypervolume is measured from. */
  readonly reference?: readonly number[]
  /** In a conditional space: which branch a config is of. */
  readonly branch?: (config: unknown) => string
}

/** A task whose functions know the type of its configs. */
export function task<S extends object>(init: {
  readonly name: string
  readonly space: S & ParamSpace
  readonly evaluate: (config: Config<S>) => number
  readonly optimum: number
  readonly noise?: number
  readonly branch?: (config: Config<S>) => string
}): Task {
  const { name, space, evaluate, optimum, noise = 0, branch } = init
  return {
    name,
    space,
    evaluate: (config) => [evaluate(config as Config<S>)],
    noise,
    optimum,
    ...(branch && { branch: (config: unknown) => branch(config as Config<S>) }),
  }
}

/** A task over a box of floats `x0`, `x1`, …; `bounds` has one pair for each. */
export function boxTask(init: {
  readonly name: string
  readonly bounds: readonly (readonly [lower: number, upper: number])[]
  readonly evaluate: (x: readonly number[]) => number | readonly number[]
  readonly optimum: number
  readonly noise?: number
  readonly reference?: readonly number[]
}): Task {
  const { name, bounds, evaluate, optimum, noise = 0, reference } = init
  const names = bounds.map((_, i) => `x${i}`)
  return {
    name,
    space: Object.fromEntries(bounds.map(([lower, upper], i) => [`x${i}`, uniform(lower, upper)])),
    evaluate(config) {
      const value = evaluate(names.map((key) => (config as Record<string, number>)[key] as number))
      return typeof value === 'number' ? [value] : value
    },
    noise,
    optimum,
    ...(reference && { reference }),
  }
}

/** The same bounds in each of `dimensions`. */
export function cube(
  dimensions: number,
  lower: number,
  upper: number,
): readonly (readonly [lower: number, upper: number])[] {
  return Array.from({ length: dimensions }, () => [lower, upper])
}

/**
 * Where the optimum of a shifted function lies in one dimension (counted from 0). At the centre of the
 * box it would reward every searcher that begins there.
 */
export function shift(i: number, halfWidth: number): number {
  return 0.35 * halfWidth * Math.sin(1.7 * (i + 1))
}
