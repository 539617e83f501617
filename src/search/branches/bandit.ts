import { Arm } from './arm.ts'
import type { Random } from '../../math/random.ts'
import type { Side } from '../cube.ts'
import type { Known } from '../history.ts'

/** So many trials are spread evenly over the options before any is preferred. */
const STARTUP = 10

/** At most one trial in so many is owed to the floor, all options together. */
const FLOOR_SHARE = 2

/** How much chance has a say, and how far minima are carried on, both in units of an arm's spread. */
const NOISE = 0.7
const HORIZON = 1.5

interface Choice {
  readonly side: Side
  /** Of each finished trial, see `scoresOf`. */
  readonly scores: Float64Array
  readonly random: Random
  /** How many sides are chosen independently of each other, this one included. */
  readonly siblings: number
}

/**
 * An option of a side that others depend on: one that has had less than its floor of trials (about the
 * square root of their number), else the one that promises the lowest minimum once it has had as many
 * trials as the option tried most. Trials that run count.
 *
 * Minima of samples with an exponential tail fall by its scale times the logarithm of how many more
 * there are, and are spread by a logistic distribution of the same scale (the difference of two extreme
 * values): so an option whose results still differ much may have much to come, while one whose best
 * results agree has not, however good they are. Where several sides are chosen independently, each is
 * explored the less, so that not too many of them stray at once.
 */
export function chooseOption(known: Known, so: Choice): number {
  const { side, scores, random, siblings } = so
  const arms = new Map<number, Arm>()
  const all = new Arm()
  const armOf = (coordinate: number): Arm => {
    const option = side.axis.fromUnit(coordinate)
    let arm = arms.get(option)
    if (arm === undefined) arms.set(option, (arm = new Arm()))
    return arm
  }
  const seen: number[] = []
  for (let i = 0; i < known.finished.length; i++) {
    const coordinate = known.finished[i]?.coordinates[side.index] as number
    if (Number.isNaN(coordinate)) continue
    const score = scores[i] as number
    all.add(score)
    armOf(coordinate).add(score)
    if (!Number.isNaN(score)) seen.push(score)
  }
  for (const { coordinates } of known.running) {
    const coordinate = coordinates[side.index] as number
    if (Number.isNaN(coordinate)) continue
    all.count += 1
    armOf(coordinate).count += 1
  }
  const poor = poorest(arms, { size: side.size, trials: all.count }, random)
  if (poor !== undefined) return poor
  return mostPromising(arms, { size: side.size, all, seen, temper: siblings ** -0.5 }, random)
}

/** One of the options that have had the fewest trials, if that is below the floor. */
function poorest(
  arms: ReadonlyMap<number, Arm>,
  { size, trials }: { readonly size: number; readonly trials: number },
  random: Random,
): number | undefined {
  const floor =
    trials < STARTUP
      ? trials + 1
      : Math.min(Math.ceil(Math.sqrt(trials)), trials / (FLOOR_SHARE * size))
  let fewest = floor
  let poor: number[] = []
  if (arms.size < size) {
    if (floor < 1) return undefined
    return untried(arms, size, random)
  }
  for (const [option, { count }] of arms) {
    if (count > fewest || count >= floor) continue
    if (count < fewest) poor = []
    fewest = count
    poor.push(option)
  }
  return poor.length === 0 ? undefined : random.pick(poor.sort((a, b) => a - b))
}

function untried(arms: ReadonlyMap<number, Arm>, size: number, random: Random): number {
  let left = random.integer(0, size - arms.size)
  for (let option = 0; ; option++) {
    if (arms.has(option)) continue
    if (left === 0) return option
    left -= 1
  }
}

function mostPromising(
  arms: ReadonlyMap<number, Arm>,
  so: {
    readonly size: number
    readonly all: Arm
    readonly seen: readonly number[]
    readonly temper: number
  },
  random: Random,
): number {
  const { size, all, seen, temper } = so
  // Nothing tells them apart where no trial has brought anything.
  if (seen.length === 0) return random.integer(0, size)
  const spread = all.spread(0, Math.ceil(seen.length / 2))
  let chosen = -1
  let most = 0
  for (const { count } of arms.values()) most = Math.max(most, count)
  let best = Number.POSITIVE_INFINITY
  for (const [option, arm] of [...arms].sort(([a], [b]) => a - b)) {
    const draw =
      arm.best -
      temper *
        arm.spread(spread) *
        (NOISE * logistic(random) + HORIZON * Math.log(most / arm.count))
    if (draw >= best) continue
    best = draw
    chosen = option
  }
  // All that have not been tried are one: what any trial has brought, one of them may bring.
  const hope =
    arms.size < size ? random.pick(seen) + temper * spread * NOISE * logistic(random) : Number.NaN
  return hope < best ? untried(arms, size, random) : chosen
}

/** A number of the standard logistic distribution: the difference of two extreme values of one kind. */
function logistic(random: Random): number {
  const share = Math.max(random.next(), Number.EPSILON / 4)
  return Math.log(share / (1 - share))
}
