import { normalQuantile } from '../../math/normal.ts'
import { isPruned, type Known, type KnownTrial } from '../history.ts'

/** Trials with results, and what they came to in numbers that a model bears. */
export interface Observations {
  readonly trials: readonly KnownTrial[]
  /**
   * The ranks of the results as numbers of a standard normal distribution: smaller is better, equal
   * results have equal numbers, and it does not matter by how much the worst is worse.
   */
  readonly targets: Float64Array
  /** At which step each result was; {@link fullStep} unless the trial may have come further. */
  readonly steps: Float64Array
  readonly fullStep: number
  /** Indices of trials, the best first. */
  readonly order: readonly number[]
  /** How many trials have come to a number. */
  readonly sound: number
}

interface Observation {
  readonly trial: KnownTrial
  readonly value: number
  readonly violation: number
  /** `Infinity` for a trial that is over. */
  readonly step: number
}

/**
 * All trials that have ended, and those that run and have reported. Every one counts with its last
 * value, whatever step that was at. Behind those that keep their constraints come those that do not, by
 * how much, and at last what failed or is NaN.
 */
export function observe(known: Known): Observations {
  const all = observationsOf(known)
  const order = all
    .map((_, i) => i)
    .sort((a, b) => compare(all[a] as Observation, all[b] as Observation) || a - b)
  const fullStep = all.reduce(
    (most, { step }) => (step < Number.POSITIVE_INFINITY ? Math.max(most, step) : most),
    known.fullStep,
  )
  return {
    trials: all.map(({ trial }) => trial),
    targets: targetsOf(all, order),
    steps: Float64Array.from(all, ({ step }) => Math.min(step, fullStep)),
    fullStep,
    order,
    sound: all.filter(({ value }) => !Number.isNaN(value)).length,
  }
}

function observationsOf(known: Known): readonly Observation[] {
  const all: Observation[] = []
  for (const trial of known.finished) {
    const [value = Number.NaN] = trial.values
    // What failed did not do so because it was short: that must not be its excuse.
    const isPartial = isPruned(trial, known) && trial.step > 0 && !Number.isNaN(value)
    const step = isPartial ? trial.step : Number.POSITIVE_INFINITY
    all.push({ trial, value, violation: trial.violation, step })
  }
  for (const trial of known.running) {
    if (trial.values === undefined) continue
    const [value = Number.NaN] = trial.values
    const isPartial = trial.step > 0 && !Number.isNaN(value)
    const step = isPartial ? trial.step : Number.POSITIVE_INFINITY
    all.push({ trial, value, violation: 0, step })
  }
  return all
}

function targetsOf(all: readonly Observation[], order: readonly number[]): Float64Array {
  const targets = new Float64Array(all.length)
  for (let from = 0; from < order.length;) {
    const first = all[order[from] as number] as Observation
    let to = from + 1
    while (to < order.length && compare(first, all[order[to] as number] as Observation) === 0) to++
    const target = normalQuantile((from + to) / 2 / order.length)
    for (; from < to; from++) targets[order[from] as number] = target
  }
  return targets
}

function compare(a: Observation, b: Observation): number {
  const failed = Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value))
  if (failed !== 0) return failed
  if (Number.isNaN(a.value)) return 0
  if (a.violation !== b.violation) return a.violation < b.violation ? -1 : 1
  if (a.value === b.value) return 0
  return a.value < b.value ? -1 : 1
}
