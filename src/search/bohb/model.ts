import { KernelDensity } from '../../math/kernel-density.ts'
import { compareScores } from '../../math/score.ts'
import { truncatedNormal } from '../../math/truncated-normal.ts'
import type { Random } from '../../math/random.ts'
import type { BOHBRules } from './bohb-options.ts'
import type { Cube } from '../cube.ts'
import type { Observation } from './observations.ts'

/** A config that the model thinks of. */
export interface Candidate {
  readonly coordinates: Float64Array
  /** Logarithm of how much likelier it is under the good trials than under the others. */
  readonly worth: number
}

/** The densities of good configs and of the others. */
export class Model {
  readonly #cube: Cube
  readonly #rules: BOHBRules
  readonly #good: readonly Float64Array[]
  readonly #likely: KernelDensity
  readonly #unlikely: KernelDensity

  constructor(
    cube: Cube,
    rules: BOHBRules,
    {
      good,
      bad,
    }: { readonly good: readonly Float64Array[]; readonly bad: readonly Float64Array[] },
  ) {
    const { categories } = cube
    const { minBandwidth } = rules
    this.#cube = cube
    this.#rules = rules
    this.#good = good
    this.#likely = new KernelDensity({ categories, minBandwidth, points: good })
    this.#unlikely = new KernelDensity({ categories, minBandwidth, points: bad })
  }

  /** Draws candidates; the most promising come first. */
  candidates(random: Random): readonly Candidate[] {
    const candidates = Array.from({ length: this.#rules.numCandidates }, () => {
      const unit = this.#near(random.pick(this.#good), random)
      const { coordinates } = this.#cube.snap(unit)
      const worth = this.#likely.logDensity(coordinates) - this.#unlikely.logDensity(coordinates)
      return { coordinates, worth }
    })
    return candidates.sort((a, b) => b.worth - a.worth)
  }

  /** A point near a good one. What that one lacks is taken from another that has it. */
  #near(centre: Float64Array, random: Random): Float64Array {
    return this.#cube.build((side) => {
      const own = centre[side] as number
      const from = Number.isNaN(own) ? this.#substitute(side, random) : own
      if (from === undefined) return random.next()
      const bandwidth = this.#likely.bandwidth(side)
      if (this.#cube.categories[side] === 0) {
        return truncatedNormal(random.next(), from, this.#rules.bandwidthFactor * bandwidth)
      }
      return random.next() < 1 - bandwidth ? from : random.next()
    })
  }

  #substitute(side: number, random: Random): number | undefined {
    const having = this.#good.filter((point) => !Number.isNaN(point[side]))
    return having.length === 0 ? undefined : random.pick(having)[side]
  }
}

/**
 * The model of trials that can be compared; undefined when there are too few of them, or nothing that
 * tells them apart.
 */
export function modelOf(
  observations: readonly Observation[],
  placeOf: (trial: number) => Float64Array | undefined,
  cube: Cube,
  rules: BOHBRules,
): Model | undefined {
  const { topPercent, minPointsInModel = 0 } = rules
  const ranked = observations
    .filter(({ trial }) => placeOf(trial) !== undefined)
    .sort((a, b) => compareScores(b.score, a.score, 'max') || a.trial - b.trial)
  const enough = cube.sides.length + 1
  const least = Math.max(minPointsInModel, enough)
  // What failed is never good, however little else there is.
  const sound = ranked.filter(({ score }) => score > Number.NEGATIVE_INFINITY).length
  const split = Math.min(Math.max(least, Math.floor((topPercent * ranked.length) / 100)), sound)
  const good = ranked.slice(0, split)
  const bad = ranked.slice(split)
  if (good.length < least || bad.length < enough) return undefined
  if (good[0]?.score === bad.at(-1)?.score) return undefined
  const places = (list: readonly Observation[]): readonly Float64Array[] =>
    list.map(({ trial }) => placeOf(trial) as Float64Array)
  return new Model(cube, rules, { good: places(good), bad: places(bad) })
}
