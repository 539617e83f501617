import { Random } from '../../src/math/random.ts'
import type { Result } from '../../src/math/score.ts'
import type {
  Schedule,
  ScheduleDecision,
  Scheduler,
  ScheduleSetup,
} from '../../src/schedule/scheduler.ts'

/** Something that a schedule is told. */
export type Told =
  | { readonly type: 'added' | 'error' | 'removed'; readonly trial: string }
  | { readonly type: 'result'; readonly trial: string; readonly result: Result }
  | { readonly type: 'complete'; readonly trial: string; readonly result: Result | undefined }

export interface ScheduleDriverOptions extends Partial<Omit<ScheduleSetup, 'random'>> {
  readonly seed?: number
}

/** A result whose time and metric are these; the metric is called `reward` unless said otherwise. */
export function R(time: number, value: number, metric = 'reward'): Result {
  return { training_iteration: time, time_total_s: time, [metric]: value }
}

/** Plays the study for a {@link Schedule}, keeps what it told, and can tell it all again to a new one. */
export class ScheduleDriver {
  readonly schedule: Schedule
  readonly log: Told[] = []
  readonly decisions: ScheduleDecision[] = []
  readonly #again: () => ScheduleDriver

  constructor(scheduler: Scheduler, options: ScheduleDriverOptions = {}) {
    const { metric = 'reward', mode = 'max', seed = 1 } = options
    this.schedule = scheduler.create({ metric, mode, random: Random.fromSeed(seed) })
    this.#again = () => new ScheduleDriver(scheduler, options)
  }

  add(...trials: readonly string[]): this {
    for (const trial of trials) this.tell({ type: 'added', trial })
    return this
  }

  /** What becomes of the trial at this result; one that is stopped is told to be complete, as a study does. */
  report(trial: string, result: Result): ScheduleDecision['action'] {
    const decision = this.tell({ type: 'result', trial, result })
    const action = decision?.action ?? 'continue'
    if (action === 'stop') this.complete(trial, result)
    return action
  }

  complete(trial: string, result?: Result): this {
    this.tell({ type: 'complete', trial, result })
    return this
  }

  /** The same things told in the same order to a schedule that knows nothing yet. */
  retold(): ScheduleDriver {
    const fresh = this.#again()
    for (const told of this.log) fresh.tell(told)
    return fresh
  }

  /** Reason of the last decision. */
  get reason(): string | undefined {
    return this.decisions.at(-1)?.reason
  }

  tell(told: Told): ScheduleDecision | undefined {
    this.log.push(told)
    const { schedule } = this
    if (told.type === 'result') {
      const decision = schedule.onTrialResult(told.trial, told.result)
      this.decisions.push(decision)
      return decision
    }
    if (told.type === 'complete') schedule.onTrialComplete(told.trial, told.result)
    else if (told.type === 'added') schedule.onTrialAdded(told.trial)
    else if (told.type === 'error') schedule.onTrialError(told.trial)
    else schedule.onTrialRemoved(told.trial)
    return undefined
  }
}
