import { compareTrials } from '../compare-trials.ts'
import { Descent } from './descent.ts'
import { directions } from './directions.ts'
import { memoOf, type Memo } from './memo.ts'
import { Restarts, type Plan } from './restarts.ts'
import { evenOptions, startFrom, type Beginning } from './start-from.ts'
import type { Random } from '../../math/random.ts'
import type { FinishedTrial, RunningTrial } from '../history.ts'
import type { CMAESRules } from './cma-es-options.ts'
import type { Layout } from './layout.ts'

/** What the evolution learns with: all but what the harness reads. */
export type EvolutionRules = Pick<
  CMAESRules,
  'sigma0' | 'populationSize' | 'restarts' | 'lrAdapt' | 'warmStartTrials'
>

/** What does not change in the course of a study. */
export interface CourseSetup {
  readonly rules: EvolutionRules
  readonly layout: Layout
  readonly random: Random
  /** The first descent. */
  readonly plan: Plan
}

/** A trial that waits for its generation to be full. */
interface Waiting {
  readonly trial: FinishedTrial
  readonly memo: Memo | undefined
}

/** Descents, one after another, that learn from trials in the order in which they end. */
export class Course {
  readonly #setup: CourseSetup
  readonly #restarts: Restarts
  readonly #sources: FinishedTrial[] = []
  /** How many of the sources are trials of this study. */
  #gathered = 0
  #taken = 0
  #fullStep = 0
  #queue: Waiting[] = []
  #descent: Descent | undefined
  #descents = 0
  /** How many updates there have been, and how many before the present descent. */
  #generation = 0
  #firstGeneration = 0
  /** How many trials the present descent has learned from. */
  #spent = 0
  #directions: readonly Float64Array[] | undefined
  #remark: string | undefined

  constructor(setup: CourseSetup) {
    this.#setup = setup
    this.#restarts = new Restarts(setup.rules.restarts, setup.plan)
  }

  /** How many trials it has been told of. */
  get taken(): number {
    return this.#taken
  }

  /** How many updates there have been. */
  get generation(): number {
    return this.#generation
  }

  /** What the user should know; undefined if there is nothing. */
  get remark(): string | undefined {
    return this.#remark
  }

  /** The present descent; undefined while trials are gathered to begin from. */
  get descent(): Descent | undefined {
    if (this.#gathered < this.#setup.rules.warmStartTrials) return undefined
    this.#descent ??= this.#begin(
      this.#setup.plan,
      startFrom(this.#sources, {
        layout: this.#setup.layout,
        sigma: this.#setup.plan.sigma,
        fullStep: this.#fullStep,
      }),
    )
    return this.#descent
  }

  /** How many updates there will be if it is told of so many more trials, roughly. */
  updatesIn(trials: number): number {
    const { populationSize } = this.#descent ?? this.#setup.plan
    return Math.floor((this.#queue.length + trials) / populationSize)
  }

  /**
   * In which direction, before it is stretched and turned, the next sample of the generation lies;
   * undefined if there are as many as it needs.
   */
  direction(running: readonly RunningTrial[]): Float64Array | undefined {
    const size = this.#setup.layout.numeric.length
    const isOwn = (memo: Memo | undefined): boolean => memo?.generation === this.#generation
    let index = 0
    for (const { memo } of this.#queue) if (isOwn(memo)) index += 1
    for (const { memo } of running) if (isOwn(memoOf(memo, size))) index += 1
    const random = this.#setup.random.split('generation', this.#generation)
    this.#directions ??= directions(this.#descent?.populationSize ?? 0, size, random)
    return this.#directions[index]
  }

  take(trial: FinishedTrial): void {
    this.#taken += 1
    const isGathering = this.#gathered < this.#setup.rules.warmStartTrials
    if (this.#descent === undefined && (trial.number < 0 || isGathering)) {
      this.#fullStep = Math.max(this.#fullStep, trial.step)
      this.#sources.push(trial)
      if (trial.number >= 0) this.#gathered += 1
      return
    }
    // Before anything else: it may have been begun already, when a config was asked for.
    const { descent } = this
    this.#fullStep = Math.max(this.#fullStep, trial.step)
    const memo = memoOf(trial.memo, this.#setup.layout.numeric.length)
    // What an earlier descent sampled would draw this one back to where that led nowhere.
    if (memo !== undefined && memo.generation < this.#firstGeneration) return
    this.#queue.push({ trial, memo })
    if (this.#queue.length === descent?.populationSize) this.#learn(descent)
  }

  #learn(descent: Descent): void {
    const compare = (a: Waiting, b: Waiting): number =>
      compareTrials(a.trial, b.trial, this.#fullStep)
    const ranked = this.#queue.sort(compare)
    descent.learn(
      ranked.map(({ trial, memo }) => ({
        coordinates: trial.coordinates,
        sample: memo?.sample,
        isOwn: memo?.generation === this.#generation,
        value: trial.values[0] as number,
      })),
      (i) => compare(ranked[i - 1] as Waiting, ranked[i] as Waiting) === 0,
    )
    this.#queue = []
    this.#directions = undefined
    this.#generation += 1
    this.#spent += descent.populationSize
    const reason = descent.stopReason()
    if (reason !== undefined) this.#restart(reason)
  }

  #restart(reason: string): void {
    const { layout } = this.#setup
    const random = this.#setup.random.split('descent', this.#descents + 1)
    const plan = this.#restarts.next(this.#spent, random)
    if (plan === undefined) {
      this.#remark = `CMA-ES goes on, although ${reason}: restarts are off.`
      return
    }
    this.#descents += 1
    this.#firstGeneration = this.#generation
    this.#spent = 0
    const mean = Float64Array.from(layout.numeric, () => random.next())
    this.#descent = this.#begin(plan, {
      start: { mean, sigma: plan.sigma },
      options: evenOptions(layout),
    })
    this.#remark =
      `CMA-ES begins again from elsewhere (restart ${this.#descents}), because ${reason}; a ` +
      `generation now has ${plan.populationSize} trials.`
  }

  #begin({ populationSize }: Plan, beginning: Beginning): Descent {
    const { layout, rules } = this.#setup
    return new Descent(layout, { ...beginning, populationSize, adaptsRates: rules.lrAdapt })
  }
}
