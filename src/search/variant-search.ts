import { presetsOf } from './presets.ts'
import type { Random } from '../math/random.ts'
import type { Space } from '../space/space.ts'
import type { Search, Suggestion, Suggestions } from './searcher.ts'

/**
 * One study's random and grid search. Suggestion n is a pure function of n: sample number s and cell
 * number c of its grid draw from a stream of their own, whatever was drawn before.
 */
export class VariantSearch implements Search {
  readonly adaptive = false
  readonly total: number
  /** What the user should know about the points given; empty when all is well. */
  readonly warnings: readonly string[]
  readonly #space: Space
  readonly #presets: readonly Space[]
  readonly #presetTotal: number
  readonly #random: Random
  readonly #constantGridSearch: boolean
  #next = 0

  constructor(init: {
    readonly space: Space
    readonly random: Random
    readonly numSamples: number
    readonly points: readonly Readonly<Record<string, unknown>>[]
    readonly constantGridSearch: boolean
  }) {
    const { space, points, numSamples } = init
    const presets = presetsOf(space, points, numSamples)
    this.#space = space
    this.#presets = presets.spaces
    this.#presetTotal = this.#presets.reduce((sum, preset) => sum + preset.gridSize, 0)
    this.#random = init.random
    this.#constantGridSearch = init.constantGridSearch
    this.total = this.#presetTotal + (numSamples - this.#presets.length) * space.gridSize
    this.warnings = presets.warnings
  }

  ask(count: number): Suggestions {
    const end = Math.min(this.#next + count, this.total)
    const suggestions: Suggestion[] = []
    for (let n = this.#next; n < end; n++) suggestions.push(this.#suggestion(n))
    return { suggestions, finished: end >= this.total }
  }

  onTrialAdded(): void {
    this.#next += 1
  }

  onTrialResult(): void {}

  onTrialComplete(): void {}

  #suggestion(n: number): Suggestion {
    const { space, sample, cell } = this.#locate(n)
    const random = this.#constantGridSearch
      ? this.#random.split(sample)
      : this.#random.split(sample, cell)
    return space.sample(random, cell)
  }

  /** Which sample a suggestion belongs to, and which cell of that sample's grid it is. */
  #locate(n: number): { readonly space: Space; readonly sample: number; readonly cell: number } {
    let cell = n
    for (const [sample, space] of this.#presets.entries()) {
      if (cell < space.gridSize) return { space, sample, cell }
      cell -= space.gridSize
    }
    const size = this.#space.gridSize
    const sample = this.#presets.length + Math.floor(cell / size)
    return { space: this.#space, sample, cell: cell % size }
  }
}
