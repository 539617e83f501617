import type { Random } from '../../math/random.ts'

/**
 * The kernels of a mixture along one side: one density around the coordinate of each component. A
 * component that has none along this side is even along it, as the prior is.
 */
export interface Kernels {
  /** Logarithm of the density of one component (on a discrete side: its mass) at `x`, less its top. */
  logAt(component: number, x: number): number
  /** {@link logAt} is added to the logarithms of those components that are alive. */
  addTo(alive: Alive, x: number): void
  /** Draws from the kernel of one component: a coordinate that stands for a value. */
  sample(component: number, random: Random): number
}

/**
 * The components of a mixture that may still matter while sides are gone through one by one. Each side
 * can only make a logarithm smaller, so that who has fallen far below another is out for good; with
 * narrow kernels most are after one or two sides.
 */
export class Alive {
  readonly logs: Float64Array
  /** The first {@link count} of them are alive. */
  readonly components: Uint32Array
  count: number
  /** Who is below that is out. */
  bar: number = Number.NEGATIVE_INFINITY

  constructor(size: number) {
    this.logs = new Float64Array(size)
    this.components = new Uint32Array(size)
    this.count = size
  }

  /** All are alive again, each with the logarithm given. */
  begin(logs: Float64Array, bar: number): void {
    this.logs.set(logs)
    this.bar = bar
    this.count = logs.length
    for (let i = 0; i < this.count; i++) this.components[i] = i
  }
}
