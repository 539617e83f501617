import type { Random } from '../math/random.ts'
import type { Axis } from './axis.ts'
import { linearScale, type Scale } from './scale.ts'
import type { Step } from './step.ts'

/**
 * The multiples `first` to `last` of a step. Multiple number k owns the stretch
 * [k − offset, k + 1 − offset) of the scale: with offset 0 a number between two multiples belongs to
 * the lower one, with 0.5 to the nearer one. The first and the last own a whole stretch like all others.
 */
export class DiscreteAxis implements Axis {
  readonly size: number
  readonly ordered: boolean
  readonly log: boolean
  readonly lower: number
  readonly upper: number
  readonly #first: number
  readonly #last: number
  readonly #offset: number
  readonly #scale: Scale
  readonly #step: Step

  constructor(init: {
    readonly first: number
    readonly last: number
    readonly step: Step
    /** Over [first − offset, last + 1 − offset], in steps. Default: linear. */
    readonly scale?: Scale
    readonly offset?: number
    readonly ordered?: boolean
    readonly log?: boolean
  }) {
    this.#first = init.first
    this.#last = init.last
    this.#offset = init.offset ?? 0
    this.#step = init.step
    this.#scale = init.scale ?? linearScale(init.first - this.#offset, init.last + 1 - this.#offset)
    this.size = init.last - init.first + 1
    this.ordered = init.ordered ?? true
    this.log = init.log ?? false
    this.lower = init.step.multiple(init.first)
    this.upper = init.step.multiple(init.last)
  }

  fromUnit(unit: number): number {
    return this.#step.multiple(this.#at(unit))
  }

  toUnit(pick: number): number {
    const [from, to] = this.cell(pick)
    return from + (to - from) / 2
  }

  cell(pick: number): readonly [from: number, to: number] {
    const k = this.#clamp(this.#step.nearest(pick))
    return [this.#edge(k), this.#edge(k + 1)]
  }

  contains(pick: number): boolean {
    const k = this.#step.nearest(pick)
    return k >= this.#first && k <= this.#last && this.#step.divides(pick)
  }

  neighbours(pick: number): readonly number[] {
    const k = this.#clamp(this.#step.nearest(pick))
    const near = this.ordered
      ? [k - 1, k + 1].filter((i) => i >= this.#first && i <= this.#last)
      : Array.from({ length: this.size }, (_, i) => this.#first + i).filter((i) => i !== k)
    return near.map((i) => this.#step.multiple(i))
  }

  sample(random: Random): number {
    return this.fromUnit(random.next())
  }

  #at(unit: number): number {
    let k = this.#clamp(Math.floor(this.#scale.fromUnit(unit) + this.#offset))
    // The scale rounds: the edges have the last word, so that cell and fromUnit always agree.
    while (k > this.#first && unit < this.#edge(k)) k -= 1
    while (k < this.#last && unit >= this.#edge(k + 1)) k += 1
    return k
  }

  #edge(k: number): number {
    if (k <= this.#first) return 0
    if (k > this.#last) return 1
    return this.#scale.toUnit(k - this.#offset)
  }

  #clamp(k: number): number {
    return Math.min(Math.max(k, this.#first), this.#last)
  }
}
