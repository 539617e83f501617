import type { TrialOutcome } from './searcher.ts'

/** Of no trial are more comparisons kept: the first, where most trials end. */
const MOST_RUNGS = 8

/** What a trial had reported when a scheduler compared it with others and let it go on. */
export interface RungReading {
  readonly values: readonly number[]
  readonly constraints: readonly number[]
  readonly violation: number
  readonly step: number
}

/** A trial as a model sees it. */
export interface KnownTrial {
  /** How many suggestions there were before it; below 0 for what is known from elsewhere. */
  readonly number: number
  /** One coordinate for each side of the cube, in [0, 1]; NaN where the config does not have it. */
  readonly coordinates: Float64Array
  /** What came with its suggestion. */
  readonly memo: unknown
}

/** A trial that runs, or is about to. */
export interface RunningTrial extends KnownTrial {
  /** Its latest values, as in {@link FinishedTrial}; undefined before its first report. */
  readonly values: readonly number[] | undefined
  /** `training_iteration` of them; 0 before its first report. */
  readonly step: number
  /** As in {@link FinishedTrial}. */
  readonly rungs?: readonly RungReading[]
}

/** A trial that has ended. */
export interface FinishedTrial extends KnownTrial {
  /**
   * One number for each objective, smaller is better. NaN where nothing was reported or the trial
   * failed; ±Infinity is possible. See `tame`.
   */
  readonly values: readonly number[]
  /** The constraints' values: at most 0 where they are kept. Empty without constraints. */
  readonly constraints: readonly number[]
  /** By how much it violates its constraints in sum: 0 if it keeps all, `Infinity` if that is unknown. */
  readonly violation: number
  readonly outcome: TrialOutcome
  /** `training_iteration` of the values; 0 if it never reported. */
  readonly step: number
  /** What it had at the first rungs that it passed, by ascending step. @defaultValue none */
  readonly rungs?: readonly RungReading[]
}

/** What a search knows when it proposes. */
export interface Known {
  /**
   * In the order in which they ended. Only ever appended to while {@link epoch} stays the same, so that
   * a model may go on from where it was.
   */
  readonly finished: readonly FinishedTrial[]
  /** By number; those that were suggested together with the one to come are among them. */
  readonly running: readonly RunningTrial[]
  /** Another number when `finished` has changed otherwise than at its end. */
  readonly epoch: number
  /** How many suggestions there were: the number of the trial to come. */
  readonly next: number
  /** The largest step that any finished trial has reached. */
  readonly fullStep: number
}

/** Whether a scheduler ended it before what is a full trial here: its values are of a lower fidelity. */
export function isPruned(trial: FinishedTrial, { fullStep }: Pick<Known, 'fullStep'>): boolean {
  return trial.outcome === 'stopped' && trial.step < fullStep
}

/** What is known, and what is about to be tried. */
export interface Ahead extends Known {
  /** @param coordinates Undefined for a config that no model can place. */
  add(coordinates: Float64Array | undefined, memo: unknown): void
}

/** All that is known of the trials of one study, kept up to date. */
export class History implements Known {
  readonly finished: FinishedTrial[] = []
  epoch = 0
  fullStep = 0
  #next = 0
  readonly #running: Map<number, RunningTrial> = new Map()

  get next(): number {
    return this.#next
  }

  get running(): readonly RunningTrial[] {
    return [...this.#running.values()]
  }

  /** A trial that no model can place counts, but is not modelled. */
  skip(): void {
    this.#next += 1
  }

  add(coordinates: Float64Array, memo: unknown): void {
    const number = this.#next
    this.#running.set(number, { number, coordinates, memo, values: undefined, step: 0 })
    this.#next += 1
  }

  progress(number: number, values: readonly number[], step: number): void {
    this.#revive(number)
    const trial = this.#running.get(number)
    if (trial) this.#running.set(number, { ...trial, values, step })
  }

  /** A scheduler has compared what the trial reported last, and lets it go on. */
  passed(number: number, reading: RungReading): void {
    const trial = this.#running.get(number)
    if (trial === undefined) return
    // A trial that began anew comes to its rungs once more.
    const earlier = (trial.rungs ?? []).filter(({ step }) => step < reading.step)
    if (earlier.length < MOST_RUNGS) {
      this.#running.set(number, { ...trial, rungs: [...earlier, reading] })
    }
  }

  finish(
    number: number,
    end: Pick<FinishedTrial, 'values' | 'constraints' | 'violation' | 'outcome' | 'step'>,
  ): void {
    const trial = this.#running.get(number)
    if (trial === undefined) return
    this.#running.delete(number)
    this.learn({ ...trial, ...end })
  }

  /** Takes in a trial that has ended, perhaps elsewhere. */
  learn(trial: FinishedTrial): void {
    this.finished.push(trial)
    this.fullStep = Math.max(this.fullStep, trial.step)
  }

  /** What is known if more is tried, of which it is told one by one. */
  ahead(): Ahead {
    const { finished, epoch, fullStep } = this
    const running = [...this.running]
    let next = this.#next
    return {
      finished,
      running,
      epoch,
      fullStep,
      get next() {
        return next
      },
      add(coordinates, memo) {
        if (coordinates !== undefined) {
          running.push({ number: next, coordinates, memo, values: undefined, step: 0 })
        }
        next += 1
      },
    }
  }

  /** A trial that had failed goes on: what was known of it no longer holds. */
  #revive(number: number): void {
    if (this.#running.has(number)) return
    const index = this.finished.findIndex((trial) => trial.number === number)
    const trial = this.finished[index]
    if (trial === undefined) return
    this.finished.splice(index, 1)
    this.epoch += 1
    const { coordinates, memo } = trial
    this.#running.set(number, { number, coordinates, memo, values: undefined, step: 0 })
  }
}
