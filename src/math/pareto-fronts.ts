import { dominates, isMeasured } from './pareto.ts'

/**
 * Points in fronts, best first, as `nonDominatedSort` has them, kept up to date while points come.
 * To insert one takes O(m n) comparisons of m numbers, and mostly far fewer: a binary search for its
 * front, and from there on each front gives to the next what is dominated now.
 */
export class ParetoFronts {
  readonly #points: (readonly number[])[] = []
  readonly #measured: number[][] = []
  #rest: readonly number[] = []

  get size(): number {
    return this.#points.length
  }

  /** Numbers of the points. A front that changes is another array from then on. */
  get fronts(): readonly (readonly number[])[] {
    return this.#rest.length === 0 ? this.#measured : [...this.#measured, this.#rest]
  }

  /** The point with this number; they count from 0 as they come. */
  point(item: number): readonly number[] {
    return this.#points[item] as readonly number[]
  }

  /** Takes a point in, and returns its number. */
  insert(point: readonly number[]): number {
    const item = this.#points.push(point) - 1
    if (isMeasured(point)) this.#push([item], this.#frontOf(point))
    else this.#rest = [...this.#rest, item]
    return item
  }

  /** The first front in which nobody dominates the point: who is dominated in one is so in all before. */
  #frontOf(point: readonly number[]): number {
    let low = 0
    let high = this.#measured.length
    while (low < high) {
      const middle = (low + high) >> 1
      const front = this.#measured[middle] as number[]
      if (front.some((other) => dominates(this.point(other), point))) low = middle + 1
      else high = middle
    }
    return low
  }

  #push(items: number[], index: number): void {
    let coming = items
    for (let i = index; coming.length > 0; i++) {
      const front = this.#measured[i] ?? []
      const going: number[] = []
      const staying: number[] = []
      for (const item of front) {
        const isBeaten = coming.some((other) => dominates(this.point(other), this.point(item)))
        ;(isBeaten ? going : staying).push(item)
      }
      const merged = [...staying, ...coming].sort((a, b) => a - b)
      // Where all of a front is beaten, it and those below it are as they were, one place further.
      const isPushedDown = staying.length === 0 && going.length > 0
      this.#measured.splice(i, isPushedDown ? 0 : 1, merged)
      if (isPushedDown) return
      coming = going
    }
  }
}
