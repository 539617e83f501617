import { Cholesky } from '../../../src/math/cholesky.ts'
import { Random } from '../../../src/math/random.ts'
import { HyperLayout } from '../../../src/search/gp/hyper.ts'
import { levelOf } from '../../../src/search/gp/hyper-posterior.ts'
import { bendPoints } from '../../../src/search/gp/input-warp.ts'
import { covariancesAmong } from '../../../src/search/gp/kernel.ts'
import { OutputWarp } from '../../../src/search/gp/output-warp.ts'
import { pointsOf } from '../../../src/search/gp/points.ts'
import { Surrogate } from '../../../src/search/gp/surrogate.ts'
import type { Manner } from '../../../src/search/gp/hyper.ts'
import type { Sample } from '../../../src/search/gp/hyper-posterior.ts'

export const EVERYTHING: Manner = {
  deterministic: false,
  outputWarp: true,
  inputWarp: true,
  dimensionScaled: true,
}

export const NOTHING: Manner = {
  deterministic: true,
  outputWarp: false,
  inputWarp: false,
  dimensionScaled: false,
}

export interface Setting {
  readonly sample: Sample
  readonly layout: HyperLayout
  /** Some parameters within their ranges. */
  readonly x: Float64Array
}

/** Random points with values of a function of theirs, noise included, and random parameters. */
export function anySetting(
  seed: number,
  {
    size = 14,
    numbers = 3,
    categories = 1,
    manner = EVERYTHING,
  }: {
    readonly size?: number
    readonly numbers?: number
    readonly categories?: number
    readonly manner?: Manner
  } = {},
): Setting {
  const random = Random.fromSeed(`setting ${seed}`)
  const width = numbers + categories
  const rows = Array.from({ length: size }, () => anyRow(random, { numbers, categories }))
  const values = Float64Array.from(rows, (row) => {
    const sum = row.reduce((s, v, k) => s + Math.sin(3 * v + k), 0)
    return Math.exp(sum) + 0.1 * random.normal()
  })
  const points = pointsOf(rows, { width, categories })
  const layout = new HyperLayout({ width, categories }, manner, numbers)
  const x = Float64Array.from({ length: layout.size }, (_, k) => {
    const { lower, first, upper } = layout.range(k)
    return Math.min(Math.max(first + 0.5 * random.normal(), lower), upper)
  })
  return { sample: { points, values: new OutputWarp(values) }, layout, x }
}

export function anyRow(
  random: Random,
  { numbers = 3, categories = 1 }: { readonly numbers?: number; readonly categories?: number } = {},
): Float64Array {
  return Float64Array.from({ length: numbers + categories }, (_, k) =>
    k < categories ? random.integer(0, 3) : random.uniform(0.05, 0.95),
  )
}

/** The model with these parameters. */
export function surrogateAt({ sample, layout, x }: Setting): Surrogate {
  const { points } = sample
  const kernel = layout.kernelAt(x)
  const warp = layout.warpOf(x)
  const bent = warp === undefined ? points : bendPoints(warp, points)
  const factor = Cholesky.of(covariancesAmong(kernel, bent).values, points.size) as Cholesky
  const { values } = sample.values.at(layout.bendOf(x))
  return new Surrogate({ kernel, warp, points, values, level: levelOf(factor, values), factor })
}
