import { farthestFirst } from './farthest-first.ts'
import { ParetoFronts } from './pareto-fronts.ts'
import { isMeasured } from './pareto.ts'

interface Place {
  readonly front: readonly number[]
  /** How many points are on better fronts. */
  readonly before: number
}

/**
 * Points in a total order, best first: by fronts, and within a front so that every beginning covers
 * all of it well (see `farthestFirst`), equals as they came. It is the order of MO-ASHA (Schmucker et
 * al., "Multi-objective Asynchronous Successive Halving", 2021, with an ε-net). Points that were taken
 * come first on their front, so that those ranked next complement them. Points that are NaN anywhere
 * are the last, as they came.
 *
 * To tell who is among the best k costs the sorting into fronts and, of the front that is cut by k,
 * its size times how many of it are among them.
 */
export class ParetoRanking {
  readonly #fronts = new ParetoFronts()
  readonly #taken: Set<number> = new Set()
  /** Beginnings of the orders that were asked for; a front that changes is another array. */
  readonly #orders: WeakMap<readonly number[], readonly number[]> = new WeakMap()

  get size(): number {
    return this.#fronts.size
  }

  /** How many points nobody dominates. */
  get frontSize(): number {
    return this.#fronts.fronts[0]?.length ?? 0
  }

  /** Takes a point in, and returns its number; they count from 0 as they come. */
  insert(point: readonly number[]): number {
    return this.#fronts.insert(point)
  }

  take(item: number): void {
    this.#taken.add(item)
    this.#orders.delete(this.#find(item).front)
  }

  /** 1 for those that nobody dominates. */
  frontOf(item: number): number {
    return this.#fronts.fronts.findIndex((front) => front.includes(item)) + 1
  }

  isAmongBest(item: number, limit: number): boolean {
    return this.#isAmongBest(item, limit, (other) => other === item)
  }

  /** Whether one of the best `limit` is equal in everything; NaN is as good as NaN. */
  equalsOneOfBest(item: number, limit: number): boolean {
    const point = this.#fronts.point(item)
    const isNaN = !isMeasured(point)
    return this.#isAmongBest(
      item,
      limit,
      (other) => isNaN || this.#fronts.point(other).every((x, k) => x === point[k]),
    )
  }

  /** Those of `items` that are among the best `limit`, best first. */
  *best(
    items: { readonly size: number; has(item: number): boolean },
    limit: number,
  ): Generator<number> {
    let before = 0
    let left = items.size
    for (const front of this.#fronts.fronts) {
      if (before >= limit || left === 0) return
      const wanted = front.filter((item) => items.has(item))
      // To order a front is what costs. Most have none of them, and one alone needs no order.
      if (wanted.length === 1 && before + front.length <= limit) yield* wanted
      else if (wanted.length > 0) {
        const order = this.#order(front, limit - before)
        yield* order.filter((item) => items.has(item))
      }
      left -= wanted.length
      before += front.length
    }
  }

  #isAmongBest(item: number, limit: number, isMatch: (other: number) => boolean): boolean {
    const { front, before } = this.#find(item)
    if (before >= limit) return false
    return before + front.length <= limit || this.#order(front, limit - before).some(isMatch)
  }

  #find(item: number): Place {
    let before = 0
    for (const front of this.#fronts.fronts) {
      if (front.includes(item)) return { front, before }
      before += front.length
    }
    throw new RangeError(`there is no point ${item}`)
  }

  /** The best of a front, as many as are asked for. */
  #order(front: readonly number[], count: number): readonly number[] {
    const wanted = Math.min(count, front.length)
    const known = this.#orders.get(front) ?? []
    if (known.length >= wanted) return known.slice(0, wanted)
    const order = this.#spread(front, wanted).map((i) => front[i] as number)
    this.#orders.set(front, order)
    return order
  }

  /** Indices of `front`. */
  #spread(front: readonly number[], count: number): readonly number[] {
    const points = front.map((item) => this.#fronts.point(item))
    const taken: number[] = []
    const others: number[] = []
    front.forEach((item, i) => (this.#taken.has(item) ? taken : others).push(i))
    if (points.every(isMeasured)) return farthestFirst(points, count, taken)
    return [...taken, ...others].slice(0, count)
  }
}
