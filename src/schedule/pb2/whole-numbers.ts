import { valueAt } from '../../math/score.ts'
import { isPlainObject } from '../../space/data.ts'
import type { Space } from '../../space/space.ts'
import type { NumberTunable } from './tunable.ts'

/**
 * Which parameters hold whole numbers by nature, such as a batch size in `[16, 256]`: those with whole
 * bounds where nobody has shown a fraction. A number does not tell by itself: 1 may be 1.0.
 */
export class WholeNumbers {
  readonly #candidates: Set<NumberTunable>

  constructor(tunables: readonly NumberTunable[], space?: Space) {
    const continuous = new Set(
      space?.picks.filter(({ axis }) => axis.size === Infinity).map(({ path }) => path),
    )
    const candidates = tunables.filter(
      ({ wholeBounds, path }) => wholeBounds && !continuous.has(path),
    )
    this.#candidates = new Set(candidates)
  }

  /** What a config shows. */
  see(config: unknown): void {
    if (!isPlainObject(config)) return
    for (const tunable of this.#candidates) {
      const value = valueAt(config, tunable.path)
      if (typeof value === 'number' && !Number.isInteger(value)) this.#candidates.delete(tunable)
    }
  }

  /** Whether what comes after `old` is to be whole. */
  has(tunable: NumberTunable, old: unknown): boolean {
    return this.#candidates.has(tunable) && Number.isInteger(old)
  }
}
