import { Curvature } from './lbfgs-curvature.ts'
import { searchLine } from './line-search.ts'
import type { Point } from './line-search.ts'

/** A function to be made small: returns its value at `x` and writes its slopes into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number

/** A value that is not finite says that there is nothing at `x`: nearer points are tried. */
export interface MinimizeOptions {
  /** Bounds, one a coordinate; ±Infinity for none. @defaultValue none */
  readonly lower?: Float64Array
  readonly upper?: Float64Array
  /** How many of the last steps tell the curvature; at least 1. @defaultValue 10 */
  readonly memory?: number
  /** @defaultValue 200 */
  readonly maxIterations?: number
  /** How often the function may be asked; at least 1. @defaultValue 200 */
  readonly maxEvaluations?: number
  /** Ends when no slope that leads inwards is larger. @defaultValue 1e-5 */
  readonly gradientTolerance?: number
  /** Ends when a step gains less than this share of the value, or of 1 if that is more. @defaultValue 1e-9 */
  readonly valueTolerance?: number
}

export interface Minimum {
  readonly x: Float64Array
  readonly value: number
  readonly iterations: number
  readonly evaluations: number
}

/**
 * Minimises a smooth function by L-BFGS (Nocedal and Wright, "Numerical Optimization", 2nd ed., section
 * 7.2), within bounds by projection: coordinates that lie on a bound and would be pushed over it are
 * left out, and what leaves the box on the way is moved onto it (Bertsekas, "Projected Newton Methods
 * for Optimization Problems with Simple Constraints", SIAM J. Control 20, 1982).
 *
 * @param start Moved into the box if it lies outside; not changed.
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  options: MinimizeOptions = {},
): Minimum {
  const { length } = start
  const {
    lower = new Float64Array(length).fill(Number.NEGATIVE_INFINITY),
    upper = new Float64Array(length).fill(Number.POSITIVE_INFINITY),
    memory = 10,
    maxIterations = 200,
    maxEvaluations = 200,
    gradientTolerance = 1e-5,
    valueTolerance = 1e-9,
  } = options
  const project = (x: Float64Array): Float64Array =>
    x.map((value, i) => Math.min(Math.max(value, lower[i] as number), upper[i] as number))
  let evaluations = 0
  const evaluate = (x: Float64Array): Point => {
    evaluations += 1
    const gradient = new Float64Array(length)
    return { x, value: objective(x, gradient), gradient }
  }

  const curvature = new Curvature(memory)
  let here = evaluate(project(start))
  let iterations = 0
  while (iterations < maxIterations && Number.isFinite(here.value)) {
    const free = here.x.map((value, i) => {
      const slope = here.gradient[i] as number
      const stuck = slope > 0 ? value <= (lower[i] as number) : value >= (upper[i] as number)
      return stuck ? 0 : 1
    })
    const inward = here.gradient.map((slope, i) => slope * (free[i] as number))
    if (largest(inward) <= gradientTolerance) break
    const next = searchLine(here, curvature.direction(inward, free), {
      project,
      evaluate,
      firstStep: curvature.size === 0 ? 1 / Math.max(1, largest(inward)) : 1,
      maxEvaluations: maxEvaluations - evaluations,
    })
    if (next === undefined) {
      // What was learnt of the curvature may mislead: once more straight down, then that is all.
      if (curvature.size === 0 || evaluations >= maxEvaluations) break
      curvature.forget()
      continue
    }
    iterations += 1
    curvature.learn(here, next)
    const gain = here.value - next.value
    const scale = Math.max(Math.abs(here.value), Math.abs(next.value), 1)
    here = next
    if (gain <= valueTolerance * scale || evaluations >= maxEvaluations) break
  }
  return { x: here.x, value: here.value, iterations, evaluations }
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}
