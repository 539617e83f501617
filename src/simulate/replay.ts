import { AttuneError } from '../errors.ts'
import { simulated } from './curve.ts'
import type { Amounts } from '../schedule/scheduler.ts'
import type { Search, Suggestion, Suggestions } from '../search/searcher.ts'
import type { SimulatedContext, SimulatedStep, SimulatedTrainable } from './curve.ts'
import type { RecordedTrial } from './recorded.ts'

/**
 * Recorded trials once more, for one study: as its search it suggests their configs in their order, and
 * its {@link trainable} reports what they reported, for what it cost then. A trial that is to go on
 * beyond what is known of it ends there, and is among the {@link censored}.
 */
export class Replay implements Search {
  readonly adaptive = false
  readonly total: number
  readonly trainable: SimulatedTrainable<unknown>
  readonly #recorded: readonly RecordedTrial[]
  /** By trial id. */
  readonly #numbers: Map<string, number> = new Map()
  readonly #censored: Set<number> = new Set()

  constructor(recorded: readonly RecordedTrial[]) {
    this.#recorded = recorded
    this.total = recorded.length
    this.trainable = simulated<unknown>((config, context) => this.#steps(config, context), {
      name: 'replay',
      startupS: (_, { trial }) => this.#of(trial).startupS,
    })
  }

  /**
   * The trials, by number, that would have gone on but of which no more is known: they had been stopped
   * or interrupted when they were recorded. What came of them is what they had come to.
   */
  get censored(): readonly number[] {
    return [...this.#censored].sort((a, b) => a - b)
  }

  /** What the trial with this number asked for. */
  resourcesOf(number: number): Amounts {
    return this.#recorded[number]?.resources ?? {}
  }

  ask(count: number): Suggestions {
    const first = this.#numbers.size
    const suggestions: Suggestion[] = this.#recorded
      .slice(first, first + count)
      .map(({ config, params }) => ({ config, params }))
    return { suggestions, finished: first + suggestions.length >= this.total }
  }

  onTrialAdded(trial: string): void {
    this.#numbers.set(trial, this.#numbers.size)
  }

  onTrialResult(): void {}

  onTrialComplete(): void {}

  *#steps(config: unknown, { trial, iteration: from }: SimulatedContext): Iterable<SimulatedStep> {
    const recorded = this.#of(trial)
    if (JSON.stringify(config) !== JSON.stringify(recorded.config)) {
      throw new AttuneError(
        'NOT_RECORDED',
        'The trial was given a config that was never tried: a scheduler that changes configs cannot ' +
          'be replayed on recorded curves.',
      )
    }
    for (const { iteration, seconds, metrics, checkpoint } of recorded.steps) {
      if (iteration <= from) continue
      yield { seconds, metrics: { ...metrics, training_iteration: iteration }, checkpoint }
    }
    const { end, tailS, error } = recorded
    if (end === 'completed' || end === 'failed') yield { seconds: tailS }
    else this.#censored.add(this.#numbers.get(trial) as number)
    if (end !== 'failed') return
    throw Object.assign(new Error(error?.message ?? 'failed when it was recorded'), {
      name: error?.name ?? 'Error',
    })
  }

  #of(trial: string): RecordedTrial {
    return this.#recorded[this.#numbers.get(trial) ?? -1] as RecordedTrial
  }
}
