import { normalLogMass, truncatedNormal, unitMass } from '../../math/truncated-normal.ts'
import type { Random } from '../../math/random.ts'
import type { Side } from '../cube.ts'
import type { Alive, Kernels } from './kernels.ts'

/** How the mass around one value is spread over all values of a side. */
export interface Spread {
  /** Logarithm of the mass at the value with coordinate `x` that owns [from, to]. */
  logMass(x: number, from: number, to: number): number
  sample(random: Random): number
}

/**
 * Along a side with countably many values. Components at the same value have the same kernel, so that
 * a mass is computed but once for each pair of values that meet.
 */
export class ValueKernels implements Kernels {
  readonly #side: Side
  /** The kernel of each component; the first is even. */
  readonly #kinds: Uint32Array
  readonly #spreads: readonly Spread[]
  /** Of each kernel the logarithm of its mass, by coordinate; NaN where it is not known yet. */
  readonly #masses: Map<number, Float64Array> = new Map()

  /**
   * @param coordinates NaN where the component has none.
   * @param spreadsAround Given the coordinates that there are, ascending, a spread for each.
   */
  constructor(
    side: Side,
    coordinates: Float64Array,
    spreadsAround: (values: Float64Array) => readonly Spread[],
  ) {
    this.#side = side
    const found = new Set<number>()
    for (const coordinate of coordinates) if (!Number.isNaN(coordinate)) found.add(coordinate)
    const values = Float64Array.from(found).sort()
    const kinds = new Map<number, number>()
    for (const [k, value] of values.entries()) kinds.set(value, k + 1)
    this.#kinds = new Uint32Array(coordinates.length)
    for (let i = 0; i < coordinates.length; i++) {
      const coordinate = coordinates[i] as number
      if (!Number.isNaN(coordinate)) this.#kinds[i] = kinds.get(coordinate) as number
    }
    this.#spreads = [even(side), ...spreadsAround(values)]
  }

  logAt(component: number, x: number): number {
    const kind = this.#kinds[component] as number
    const masses = this.#massesAt(x)
    const known = masses[kind] as number
    return Number.isNaN(known) ? this.#fill(masses, kind, x) : known
  }

  addTo(alive: Alive, x: number): void {
    const { logs, components, count, bar } = alive
    const masses = this.#massesAt(x)
    const kinds = this.#kinds
    let left = 0
    for (let k = 0; k < count; k++) {
      const i = components[k] as number
      const kind = kinds[i] as number
      let mass = masses[kind] as number
      if (Number.isNaN(mass)) mass = this.#fill(masses, kind, x)
      const log = (logs[i] as number) + mass
      if (log < bar) continue
      logs[i] = log
      components[left++] = i
    }
    alive.count = left
  }

  sample(component: number, random: Random): number {
    const spread = this.#spreads[this.#kinds[component] as number] as Spread
    return spread.sample(random)
  }

  #massesAt(x: number): Float64Array {
    let masses = this.#masses.get(x)
    if (masses === undefined) {
      masses = new Float64Array(this.#spreads.length).fill(Number.NaN)
      this.#masses.set(x, masses)
    }
    return masses
  }

  #fill(masses: Float64Array, kind: number, x: number): number {
    const { axis } = this.#side
    const [from, to] = axis.cell(axis.fromUnit(x))
    const mass = (this.#spreads[kind] as Spread).logMass(x, from, to)
    masses[kind] = mass
    return mass
  }
}

/** Each value as likely as the space has it. */
function even(side: Side): Spread {
  return {
    logMass: (_, from, to) => Math.log(to - from),
    sample: (random) => snap(side, random.next()),
  }
}

/** Around a value of an ordered side: a normal density cut to [0, 1], of which each value has its share. */
export function orderedSpread(side: Side, mean: number, sd: number): Spread {
  const logUnitMass = Math.log(unitMass(mean, sd))
  return {
    logMass: (_, from, to) => normalLogMass((from - mean) / sd, (to - mean) / sd) - logUnitMass,
    sample: (random) => snap(side, truncatedNormal(random.next(), mean, sd)),
  }
}

/** Around a value of a side without order: a share of the mass is spread evenly over all values. */
export function unorderedSpread(side: Side, coordinate: number, share: number): Spread {
  const other = Math.log(share / side.size)
  const own = Math.log(1 - share + share / side.size)
  return {
    logMass: (x) => (x === coordinate ? own : other),
    sample: (random) => (random.next() < share ? snap(side, random.next()) : coordinate),
  }
}

/** The middle of the share of the value at `x`. */
function snap({ axis }: Side, x: number): number {
  return axis.toUnit(axis.fromUnit(x))
}
