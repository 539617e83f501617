import { dot } from './dot.ts'

/** Where a function has been asked. */
export interface Point {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
}

interface Line {
  readonly project: (x: Float64Array) => Float64Array
  readonly evaluate: (x: Float64Array) => Point
  readonly firstStep: number
  readonly maxEvaluations: number
}

/** How much of the gain that the slope promises a step must bring. */
const LEAST_GAIN = 1e-4
/** A step is too short while the slope along it is still steeper than this share of the first. */
const STILL_STEEP = 0.9
const MOST_TRIES = 30

/**
 * Looks along a projected line for a point that is lower by enough and no longer steep (the weak Wolfe
 * conditions), by doubling and bisection (Lewis and Overton, "Nonsmooth optimization via quasi-Newton
 * methods", Mathematical Programming 141, 2013). Undefined if nothing lower is found.
 */
export function searchLine(here: Point, direction: Float64Array, line: Line): Point | undefined {
  const first = dot(here.gradient, direction)
  if (!(first < 0)) return undefined
  let step = line.firstStep
  let tooShort = 0
  let tooLong = Number.POSITIVE_INFINITY
  let best: Point | undefined
  for (let tries = 0; tries < Math.min(MOST_TRIES, line.maxEvaluations); tries++) {
    const aim = here.x.map((value, i) => value + step * (direction[i] as number))
    const there = line.evaluate(line.project(aim))
    const moved = there.x.map((value, i) => value - (here.x[i] as number))
    const promised = Math.min(0, dot(here.gradient, moved))
    if (!(there.value <= here.value + LEAST_GAIN * promised)) {
      tooLong = step
    } else {
      if (best === undefined || there.value < best.value) best = there
      // A step that met a bound is as long as it can be in that direction.
      const met = there.x.some((value, i) => value !== aim[i])
      if (met || dot(there.gradient, direction) >= STILL_STEEP * first) return best
      tooShort = step
    }
    step = tooLong === Number.POSITIVE_INFINITY ? 2 * tooShort : (tooShort + tooLong) / 2
  }
  return best
}
