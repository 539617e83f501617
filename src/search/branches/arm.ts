/** No more of the lowest scores are kept. */
const KEPT = 32

/** What is known of one option: how often it was tried, and the lowest scores that it has brought. */
export class Arm {
  count = 0
  readonly #lowest: number[] = []

  /** @param score NaN where the trial brought nothing that can be compared. */
  add(score: number): void {
    this.count += 1
    const lowest = this.#lowest
    if (Number.isNaN(score)) return
    if (lowest.length === KEPT) {
      if (score >= (lowest[KEPT - 1] as number)) return
      lowest.pop()
    }
    let place = lowest.length
    while (place > 0 && (lowest[place - 1] as number) > score) place -= 1
    lowest.splice(place, 0, score)
  }

  /** The lowest score; `Infinity` while there is none. */
  get best(): number {
    return this.#lowest[0] ?? Number.POSITIVE_INFINITY
  }

  /**
   * How far apart the minima of so many trials as there were would typically be: the mean by which the
   * lowest scores are below the highest of them, which estimates the scale of an exponential tail.
   * @param prior Counts as much as one score does.
   * @param among How many of the lowest scores are looked at.
   */
  spread(prior: number, among: number = 1 + Math.ceil(Math.sqrt(this.#lowest.length))): number {
    const lowest = this.#lowest
    const last = Math.min(among, lowest.length) - 1
    if (last < 1) return prior
    const top = lowest[last] as number
    let sum = 0
    for (let i = 0; i < last; i++) sum += top - (lowest[i] as number)
    // Scores may be as far apart as numbers can be.
    return Math.min(1e300, prior > 0 ? (sum + prior) / (last + 1) : sum / last)
  }
}
