import { valueAt } from '../../math/score.ts'
import { copyData, isPlainObject } from '../../space/data.ts'
import { customised } from '../pbt/mutation-explorer.ts'
import { withValue } from './config-path.ts'
import { learn } from './improvement-model.ts'
import { Improvements } from './improvements.ts'
import { Layout } from './layout.ts'
import { drawChoice, suggest } from './suggest.ts'
import { drawValue, valueOf } from './tunable.ts'
import { UpperBound } from './upper-bound.ts'
import { WholeNumbers } from './whole-numbers.ts'
import type { Random } from '../../math/random.ts'
import type { Space } from '../../space/space.ts'
import type { Exploration, Explorer, Observation, Parentage } from '../pbt/explorer.ts'
import type { CustomExplore } from '../pbt/mutation-explorer.ts'
import type { ImprovementModel } from './improvement-model.ts'
import type { Choice } from './layout.ts'
import type { Tunable } from './tunable.ts'

type Config = Readonly<Record<string, unknown>>

export interface PB2ExplorerOptions {
  readonly tunables: readonly Tunable[]
  readonly customExplore?: CustomExplore | undefined
  /** What configs are drawn from, where that is known. */
  readonly space?: Space | undefined
  /** How many standard deviations a gain is hoped for; 0 for none. @defaultValue by how much is known */
  readonly kappa?: number
}

/**
 * Chooses the config of a copy by a model of how much trials gain with which parameters, as PB2 does
 * (arXiv 2002.02518).
 */
export class PB2Explorer implements Explorer {
  readonly #options: PB2ExplorerOptions
  readonly #layout: Layout
  readonly #improvements: Improvements
  readonly #whole: WholeNumbers
  /** The last model that was made, and of which improvements. */
  #known: { readonly version: number; readonly model: ImprovementModel } | undefined

  constructor(options: PB2ExplorerOptions) {
    this.#options = options
    this.#layout = new Layout(options.tunables)
    this.#improvements = new Improvements(this.#layout)
    this.#whole = new WholeNumbers(this.#layout.numbers, options.space)
  }

  /** How many intervals the model learns from. */
  get learnt(): number {
    return this.#improvements.list.length
  }

  completeConfig(config: unknown, random: Random): unknown {
    return this.#options.tunables.reduce<Config>(
      (filled, tunable) => {
        const { path } = tunable
        if (valueAt(filled, path) !== undefined) return filled
        return withValue(filled, path, drawValue(tunable, random.split(path)))
      },
      isPlainObject(config) ? config : {},
    )
  }

  observe({ trial, time, score, config }: Observation): void {
    this.#whole.see(config)
    this.#improvements.look(trial, time, score, config)
  }

  /** A trial has begun with this config. */
  meet(config: unknown): void {
    this.#whole.see(config)
  }

  /** A trial has become a copy of another, with this config. */
  adopt(trial: string, from: string, config: unknown): void {
    this.#improvements.copy(trial, from, config)
  }

  /** A trial has ended. */
  forget(trial: string): void {
    this.#improvements.forget(trial)
  }

  explore({ trial, parent, random }: Parentage): Exploration {
    const model = this.#learnt()
    const choice =
      model === undefined
        ? drawChoice(this.#layout, random)
        : suggest(this.#boundFor(model, trial, parent), this.#layout, random)
    const how = model === undefined ? 'drawn' : 'model'
    const operations = this.#options.tunables.map(({ path }) => [path, how] as const)
    const explored: Exploration = {
      config: this.#configOf(parent.config, choice),
      operations: Object.fromEntries(operations),
    }
    const { customExplore } = this.#options
    const exploration =
      customExplore === undefined
        ? explored
        : customised('PB2', customExplore, explored, random.split('custom'))
    this.#improvements.choose(trial, exploration.config)
    return exploration
  }

  #learnt(): ImprovementModel | undefined {
    const { list, version } = this.#improvements
    if (list.length === 0) return undefined
    if (this.#known?.version !== version) {
      this.#known = { version, model: learn(list, this.#layout.width) }
    }
    return this.#known.model
  }

  #boundFor(model: ImprovementModel, trial: string, { time, score }: Observation): UpperBound {
    const { frame, points } = model
    const kappa = this.#options.kappa ?? Math.sqrt(0.2 + Math.max(0, Math.log(0.4 * points.size)))
    // What lies beyond all that was seen is taken for the most extreme that was.
    const start = { time: unit(frame.time(time)), score: unit(frame.score(score)) }
    return new UpperBound(model, start, this.#improvements.pendingWithout(trial), kappa)
  }

  #configOf(parent: unknown, { numbers, categories }: Choice): Config {
    const old: Config = isPlainObject(parent) ? parent : {}
    let config = copyData(old) as Config
    for (const [i, tunable] of this.#layout.numbers.entries()) {
      const pick = tunable.axis.fromUnit(numbers[i] as number)
      const value = valueOf(tunable, pick)
      const whole = this.#whole.has(tunable, valueAt(old, tunable.path))
      config = withValue(config, tunable.path, whole ? Math.round(pick) : value)
    }
    for (const [i, tunable] of this.#layout.categories.entries()) {
      config = withValue(config, tunable.path, valueOf(tunable, categories[i] as number))
    }
    return config
  }
}

function unit(value: number): number {
  return Math.min(Math.max(value, 0), 1)
}
