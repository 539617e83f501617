export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * A curve of any length in bounded memory: when there are too many points, every other one goes. The
 * first and the last point are always there. Points come with rising x.
 */
export class Series {
  readonly #capacity: number
  #points: Point[] = []
  #end: Point | undefined
  /** Points to pass over before the next one is kept, and how many were. */
  #stride = 1
  #passed = 0

  /** @param capacity How many points there are before they become fewer; an even number. */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  add(x: number, y: number): void {
    const point = { x, y }
    this.#end = point
    this.#passed += 1
    if (this.#passed < this.#stride && this.#points.length > 0) return
    this.#passed = 0
    this.#points.push(point)
    if (this.#points.length < this.#capacity) return
    this.#points = this.#points.filter((_, i) => i % 2 === 0)
    // With an even capacity, this point is one of those that went.
    this.#passed = this.#stride
    this.#stride *= 2
  }

  /** Forgets what lies beyond: the curve goes on from `x`. */
  cutAfter(x: number): void {
    this.#points = this.#points.filter((point) => point.x <= x)
    this.#end = this.#points.at(-1)
  }

  get points(): readonly Point[] {
    const last = this.#points.at(-1)
    return this.#end === undefined || this.#end === last
      ? this.#points
      : [...this.#points, this.#end]
  }
}
