import { dot } from './dot.ts'
import type { Point } from './line-search.ts'

interface Pair {
  /** How far a step went, and by how much the slopes changed on it. */
  readonly step: Float64Array
  readonly change: Float64Array
}

/** What the last steps of L-BFGS tell of the curvature. */
export class Curvature {
  readonly #memory: number
  /** Oldest first. */
  #pairs: Pair[] = []

  constructor(memory: number) {
    this.#memory = memory
  }

  get size(): number {
    return this.#pairs.length
  }

  forget(): void {
    this.#pairs = []
  }

  /** A step along which the function is not convex tells nothing that can be used. */
  learn(from: Point, to: Point): void {
    const step = to.x.map((value, i) => value - (from.x[i] as number))
    const change = to.gradient.map((value, i) => value - (from.gradient[i] as number))
    const bend = dot(step, change)
    if (!(bend > 1e-10 * Math.sqrt(dot(step, step) * dot(change, change)))) return
    this.#pairs.push({ step, change })
    if (this.#pairs.length > this.#memory) this.#pairs.shift()
  }

  /**
   * Which way to go: the two-loop recursion, among the free coordinates only.
   * @param gradient 0 where a coordinate is not free.
   * @param free 1 where a coordinate may move, else 0.
   */
  direction(gradient: Float64Array, free: Float64Array): Float64Array {
    const direction = gradient.map((value) => -value)
    const seen = this.#pairs.flatMap(({ step, change }) => {
      const s = step.map((value, i) => value * (free[i] as number))
      const y = change.map((value, i) => value * (free[i] as number))
      const bend = dot(s, y)
      // Seen without the coordinates that are held, the step may be none, or not convex.
      return bend > 1e-10 * Math.sqrt(dot(s, s) * dot(y, y)) ? [{ s, y, bend, share: 0 }] : []
    })
    for (const pair of seen.toReversed()) {
      pair.share = dot(pair.s, direction) / pair.bend
      add(direction, pair.y, -pair.share)
    }
    const last = seen.at(-1)
    if (last !== undefined) {
      const scale = last.bend / dot(last.y, last.y)
      for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale
    }
    for (const { s, y, bend, share } of seen) add(direction, s, share - dot(y, direction) / bend)
    return direction
  }
}

function add(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = (target[i] as number) + factor * (vector[i] as number)
  }
}
