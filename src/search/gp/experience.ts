import { Cholesky } from '../../math/cholesky.ts'
import { tame } from '../../math/tame.ts'
import type { Side } from '../cube.ts'
import type { FinishedTrial, RunningTrial } from '../history.ts'
import type { Thinking } from '../proposer.ts'
import { FitChain } from './fit-chain.ts'
import type { Problem } from './fit-chain.ts'
import { firstGuess } from './fit.ts'
import { HyperLayout } from './hyper.ts'
import type { Read } from './head-start.ts'
import type { Manner } from './hyper.ts'
import { levelOf } from './hyper-posterior.ts'
import { bendPoints } from './input-warp.ts'
import { covariancesAmong } from './kernel.ts'
import { fullValuesOf, observe, valuesOf } from './observations.ts'
import type { Observations } from './observations.ts'
import { OutputWarp } from './output-warp.ts'
import { pointsOf, rowAt } from './points.ts'
import { Surrogate } from './surrogate.ts'
import { stoppedThere, underWay } from './under-way.ts'
import type { UnderWay } from './under-way.ts'

/** Parameters are fitted to no more trials than that. */
const MOST_FITTED = 200

export interface ExperienceInit {
  readonly sides: readonly Side[]
  readonly objectives: number
  readonly manner: Manner
  /** How many trials a model takes. */
  readonly most: number
}

/** What is believed after some trials. */
export interface Belief {
  readonly observations: Observations
  /** One for each objective. */
  readonly objectives: readonly Surrogate[]
  /** One for each constraint, and what its value must not exceed. */
  readonly constraints: readonly { readonly model: Surrogate; readonly limit: number }[]
}

/** What is learnt from the trials of one branch. What it has worked out it keeps for the next time. */
export class Experience {
  readonly #init: ExperienceInit
  readonly #chains: Map<string, FitChain> = new Map()
  #last:
    | {
        readonly count: number
        readonly along: readonly UnderWay[]
        readonly belief: Belief
      }
    | undefined

  constructor(init: ExperienceInit) {
    this.#init = init
  }

  /**
   * Undefined, with a word to the user, if no parameters suit a model.
   * @param running Trials that count as far as they have come; parameters are not fitted to them.
   */
  after(
    trials: readonly FinishedTrial[],
    say: Thinking['say'],
    running: readonly RunningTrial[] = [],
  ): Belief | undefined {
    const along = underWay(running, trials)
    if (this.#last?.count === trials.length && isSame(this.#last.along, along)) {
      return this.#last.belief
    }
    const { sides, objectives, most } = this.#init
    const observations = observe([...trials, ...along.map(stoppedThere)], sides, most)
    const surrogates: Surrogate[] = []
    for (let k = 0; k < objectives; k++) {
      const read = (some: readonly FinishedTrial[]): Problem =>
        this.#objective(observe(some, sides, MOST_FITTED), k)
      const chain = this.#chain(`objective ${k}`, read)
      const model = surrogateOf(this.#objective(observations, k), chain.after(trials), say)
      if (model === undefined) return undefined
      surrogates.push(model)
    }
    const constraints = this.#constraints(trials, observations, say)
    if (constraints === undefined) return undefined
    const belief = { observations, objectives: surrogates, constraints }
    this.#last = { count: trials.length, along, belief }
    return belief
  }

  #chain(name: string, read: (trials: readonly FinishedTrial[]) => Problem): FitChain {
    let chain = this.#chains.get(name)
    if (chain === undefined) this.#chains.set(name, (chain = new FitChain(read)))
    return chain
  }

  #objective(observations: Observations, objective: number): Problem {
    const { features, points } = observations
    const values = new OutputWarp(valuesOf(observations, objective))
    const { manner } = this.#init
    const numbers = features.sides.length - features.categories
    return { sample: { points, values }, layout: new HyperLayout(features, manner, numbers) }
  }

  #constraints(
    all: readonly FinishedTrial[],
    observations: Observations,
    say: Thinking['say'],
  ): Belief['constraints'] | undefined {
    const { sides } = this.#init
    const count = all.reduce((most, { constraints }) => Math.max(most, constraints.length), 0)
    const result: { model: Surrogate; limit: number }[] = []
    for (let c = 0; c < count; c++) {
      const read = (some: readonly FinishedTrial[]): Problem =>
        this.#constraint(observe(some, sides, MOST_FITTED), c)
      const chain = this.#chain(`constraint ${c}`, read)
      const problem = this.#constraint(observations, c)
      const model = surrogateOf(problem, chain.after(all), say)
      if (model === undefined) return undefined
      // Below the limit by what the model cannot tell apart: else it would aim at the limit itself, and
      // what is seen there is as often above it.
      const limit = problem.sample.values.standing(0) - Math.sqrt(model.noise)
      result.push({ model, limit })
    }
    return result
  }

  /** A trial that did not get to report constraints says nothing about them. */
  #constraint(observations: Observations, constraint: number): Problem {
    const { trials, features, points } = observations
    const telling = trials.flatMap(({ constraints }, i) =>
      constraint < constraints.length ? [i] : [],
    )
    const read: Read = ({ constraints }) => constraints[constraint] ?? Number.NaN
    const all = fullValuesOf(observations, read)
    const raw = telling.map((i) => all[i] as number)
    const rows = telling.map((i) => rowAt(points, i))
    const values = new OutputWarp(notKept(tame(raw), raw))
    const manner = { ...this.#init.manner, outputWarp: false, inputWarp: false }
    const layout = new HyperLayout(features, manner, 0)
    return { sample: { points: pointsOf(rows, features), values }, layout }
  }
}

function isSame(some: readonly UnderWay[], others: readonly UnderWay[]): boolean {
  return (
    some.length === others.length && some.every(({ reading }, i) => reading === others[i]?.reading)
  )
}

/** What is not a number is not to keep a constraint. */
function notKept(values: Float64Array, raw: readonly number[]): Float64Array {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  return values.map((value, i) => (Number.isNaN(raw[i]) ? Math.max(value, size) : value))
}

/**
 * The model with the first parameters that will do.
 * @param candidates The latest, and those before.
 */
export function surrogateOf(
  { sample, layout }: Problem,
  candidates: readonly Float64Array[],
  say: Thinking['say'],
): Surrogate | undefined {
  const { points } = sample
  const usable = [...candidates, firstGuess(layout)].filter(({ length }) => length === layout.size)
  for (const [i, x] of usable.entries()) {
    const kernel = layout.kernelAt(x)
    const warp = layout.warpOf(x)
    const bent = warp === undefined ? points : bendPoints(warp, points)
    const factor = Cholesky.of(covariancesAmong(kernel, bent).values, points.size)
    if (factor === undefined) {
      say(
        'gp: the covariances of the trials cannot be factored, not even with more noise; ' +
          (i + 1 < usable.length
            ? 'earlier parameters are used.'
            : 'this config is drawn at random.'),
      )
      continue
    }
    if (factor.jitter > 0) {
      say(
        'gp: the covariances of the trials are nearly singular; ' +
          `noise of ${(factor.jitter / kernel.variance).toExponential(0)} of the variance was added.`,
      )
    }
    const { values } = sample.values.at(layout.bendOf(x))
    const level = levelOf(factor, values)
    return new Surrogate({ kernel, warp, points, values, level, factor })
  }
  return undefined
}
