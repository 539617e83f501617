import { truncatedNormal, unitMass } from '../../math/truncated-normal.ts'
import type { Random } from '../../math/random.ts'
import type { Alive, Kernels } from './kernels.ts'

const LOG_SQRT_TWO_PI = Math.log(2 * Math.PI) / 2

/** Along a continuous side: normal densities, cut to [0, 1]. */
export class RangeKernels implements Kernels {
  readonly #means: Float64Array
  readonly #sds: Float64Array
  /** 1 / (√2 · sd); 0 makes a kernel even. */
  readonly #slopes: Float64Array

  /**
   * @param coordinates The means; NaN where the component has none.
   * @param sds Above 0.
   * @param tops Of each component, to which the logarithm of its kernel's top is added here, so that
   * the tops of all sides are one number.
   */
  constructor(coordinates: Float64Array, sds: Float64Array, tops: Float64Array) {
    const size = coordinates.length
    const means = new Float64Array(size)
    const slopes = new Float64Array(size)
    let lastHeight = 1
    let lastLog = 0
    for (let i = 0; i < size; i++) {
      const mean = coordinates[i] as number
      if (Number.isNaN(mean)) continue
      const sd = sds[i] as number
      means[i] = mean
      slopes[i] = Math.SQRT1_2 / sd
      // Most kernels are as narrow as they may be and far from the ends: their tops are the same.
      const height = sd * unitMass(mean, sd)
      if (height !== lastHeight) {
        lastHeight = height
        lastLog = Math.log(height)
      }
      tops[i] = (tops[i] as number) - lastLog - LOG_SQRT_TWO_PI
    }
    this.#means = means
    this.#sds = sds
    this.#slopes = slopes
  }

  logAt(component: number, x: number): number {
    const z = (x - (this.#means[component] as number)) * (this.#slopes[component] as number)
    return -z * z
  }

  addTo(alive: Alive, x: number): void {
    const { logs, components, count, bar } = alive
    const means = this.#means
    const slopes = this.#slopes
    let left = 0
    for (let k = 0; k < count; k++) {
      const i = components[k] as number
      const z = (x - (means[i] as number)) * (slopes[i] as number)
      const log = (logs[i] as number) - z * z
      if (log < bar) continue
      logs[i] = log
      components[left++] = i
    }
    alive.count = left
  }

  sample(component: number, random: Random): number {
    const share = random.next()
    if (this.#slopes[component] === 0) return share
    return truncatedNormal(share, this.#means[component] as number, this.#sds[component] as number)
  }
}
