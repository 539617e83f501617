import { numberAt } from '../../src/math/score.ts'
import { Random } from '../../src/math/random.ts'
import type { Result } from '../../src/math/score.ts'
import type {
  Amounts,
  Orders,
  Schedule,
  ScheduleDecision,
  ScheduleOrder,
  Scheduler,
  ScheduleSetup,
  StudyGlance,
  TrialGlance,
  WaitingTrials,
} from '../../src/schedule/scheduler.ts'

/** What happens to a study, as far as a schedule can see it. */
export type Told =
  | {
      readonly type: 'added'
      readonly trial: string
      readonly config: unknown
      readonly status: TrialGlance['status']
    }
  | { readonly type: 'started' | 'removed'; readonly trial: string }
  | { readonly type: 'error'; readonly trial: string; readonly retried: boolean }
  | {
      readonly type: 'result'
      readonly trial: string
      readonly result: Result
      /** Whether it came with one. */
      readonly checkpoint?: boolean
    }
  | { readonly type: 'complete'; readonly trial: string; readonly result: Result | undefined }
  | { readonly type: 'search-finished' | 'idle' }

export interface ScheduleDriverOptions extends Partial<Omit<ScheduleSetup, 'random'>> {
  readonly seed?: number
  /** Whether every report comes with a checkpoint unless it says otherwise. @defaultValue true */
  readonly checkpoints?: boolean
  readonly capacity?: Amounts
  /** What every trial asks for. */
  readonly resources?: Amounts
}

interface DrivenTrial extends TrialGlance {
  status: TrialGlance['status']
  config: unknown
  resources: Amounts
  checkpointIteration: number | undefined
  lastResult: Result | undefined
  /** When it began to wait. */
  since: number
}

/** A result whose time and metric are these; the metric is called `reward` unless said otherwise. */
export function R(time: number, value: number, metric = 'reward'): Result {
  return { training_iteration: time, time_total_s: time, [metric]: value }
}

/**
 * Plays the study for a {@link Schedule}: tells it what happens, carries out what it decides at once
 * (a paused trial has ended in the same moment), and can tell it all again to a new one.
 */
export class ScheduleDriver {
  readonly schedule: Schedule
  readonly log: Told[] = []
  readonly decisions: ScheduleDecision[] = []
  /** What it ordered about other trials, in order. */
  readonly orders: ScheduleOrder[] = []
  readonly #trials: Map<string, DrivenTrial> = new Map()
  readonly #options: ScheduleDriverOptions
  readonly #again: () => ScheduleDriver
  #count = 0

  constructor(scheduler: Scheduler, options: ScheduleDriverOptions = {}) {
    const { metric = 'reward', mode = 'max', seed = 1, space } = options
    this.#options = options
    this.schedule = scheduler.create({
      metric,
      mode,
      random: Random.fromSeed(seed),
      ...(space ? { space } : {}),
    })
    this.#again = () => new ScheduleDriver(scheduler, options)
  }

  /** The study as the schedule sees it. */
  readonly glance: StudyGlance = this.#makeGlance()

  /** Adds running trials with an empty config. */
  add(...trials: readonly string[]): this {
    for (const trial of trials) this.addWith(trial, {})
    return this
  }

  addWith(trial: string, config: unknown, status: TrialGlance['status'] = 'RUNNING'): this {
    this.tell({ type: 'added', trial, config, status })
    return this
  }

  /** What becomes of the trial at this result; one that is stopped is told to be complete, as a study does. */
  report(
    trial: string,
    result: Result,
    { checkpoint = this.#options.checkpoints ?? true }: { readonly checkpoint?: boolean } = {},
  ): ScheduleDecision['action'] {
    return this.tell({ type: 'result', trial, result, checkpoint })?.action ?? 'continue'
  }

  complete(trial: string, result?: Result): this {
    this.tell({ type: 'complete', trial, result })
    return this
  }

  fail(trial: string, { retried = false }: { readonly retried?: boolean } = {}): this {
    this.tell({ type: 'error', trial, retried })
    return this
  }

  finishSearch(): this {
    this.tell({ type: 'search-finished' })
    return this
  }

  idle(): this {
    this.tell({ type: 'idle' })
    return this
  }

  /** Which trial would be started next. */
  choose(): string | undefined {
    return this.schedule.choose({
      pending: this.#waiting('PENDING'),
      paused: this.#waiting('PAUSED'),
    })
  }

  /** Starts the trial that is chosen, and names it. */
  startNext(): string | undefined {
    const trial = this.choose()
    if (trial !== undefined) this.tell({ type: 'started', trial })
    return trial
  }

  trial(id: string): TrialGlance {
    return this.#trial(id)
  }

  /** E.g. `a RUNNING, b PAUSED`. */
  status(): string {
    return [...this.#trials.values()].map(({ id, status }) => `${id} ${status}`).join(', ')
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
    const { schedule, glance } = this
    switch (told.type) {
      case 'added':
        this.#trials.set(told.trial, {
          id: told.trial,
          status: told.status,
          config: told.config,
          resources: this.#options.resources ?? { cpu: 1 },
          checkpointIteration: undefined,
          lastResult: undefined,
          since: ++this.#count,
        })
        schedule.onTrialAdded(told.trial, glance)
        return undefined
      case 'started':
        this.#trial(told.trial).status = 'RUNNING'
        return undefined
      case 'result':
        return this.#result(told)
      case 'complete':
        this.#complete(told.trial, told.result)
        return undefined
      case 'error':
        this.#trial(told.trial).status = told.retried ? 'PENDING' : 'ERROR'
        this.#carryOut(schedule.onTrialError(told.trial, glance, told.retried))
        if (told.retried) schedule.onTrialAdded(told.trial, glance)
        return undefined
      case 'removed':
        this.#trial(told.trial).status = 'TERMINATED'
        this.#carryOut(schedule.onTrialRemoved(told.trial, glance))
        return undefined
      case 'search-finished':
        this.#carryOut(schedule.onSearchFinished?.(glance))
        return undefined
      case 'idle':
        this.#carryOut(schedule.onIdle?.(glance))
        return undefined
    }
  }

  #result(told: Extract<Told, { type: 'result' }>): ScheduleDecision {
    const trial = this.#trial(told.trial)
    trial.lastResult = told.result
    if (told.checkpoint === true)
      trial.checkpointIteration = numberAt(told.result, 'training_iteration')
    const decision = this.schedule.onTrialResult(told.trial, told.result, this.glance)
    this.decisions.push(decision)
    if (decision.action === 'stop') this.#complete(trial.id, told.result)
    else if (decision.action !== 'continue') this.#wait(trial)
    if (decision.action === 'pause' && decision.resources) trial.resources = decision.resources
    if (decision.action === 'exploit') this.#exploit(trial, decision.exploit)
    this.#carryOut(decision.orders)
    return decision
  }

  #complete(id: string, result: Result | undefined): void {
    this.#trial(id).status = 'TERMINATED'
    this.#carryOut(this.schedule.onTrialComplete(id, result, this.glance))
  }

  #carryOut(orders: Orders | void): void {
    for (const order of orders ?? []) {
      this.orders.push(order)
      const trial = this.#trial(order.trial)
      if (order.action === 'stop') this.#complete(trial.id, trial.lastResult)
      else this.#exploit(trial, order.exploit)
    }
  }

  #exploit(
    trial: DrivenTrial,
    { from, config }: { readonly from: string; readonly config: unknown },
  ): void {
    trial.config = config
    trial.checkpointIteration = this.#trial(from).checkpointIteration
    if (trial.status === 'RUNNING') this.#wait(trial)
    this.schedule.onTrialExploited?.(trial.id, from, this.glance)
  }

  #wait(trial: DrivenTrial): void {
    trial.status = 'PAUSED'
    trial.since = ++this.#count
  }

  #waiting(status: TrialGlance['status']): WaitingTrials {
    const ids = [...this.#trials.values()]
      .filter((trial) => trial.status === status)
      .sort((a, b) => a.since - b.since)
      .map((trial) => trial.id)
    return {
      size: ids.length,
      first: ids[0],
      has: (trial) => ids.includes(trial),
      [Symbol.iterator]: () => ids[Symbol.iterator](),
    }
  }

  #makeGlance(): StudyGlance {
    const live = (): DrivenTrial[] =>
      [...this.#trials.values()].filter(({ status }) => !['TERMINATED', 'ERROR'].includes(status))
    const capacity = (): Amounts => this.#options.capacity ?? { cpu: 8, gpu: 0 }
    return {
      trial: (id) => this.#trials.get(id),
      live,
      get waiting() {
        return live().filter(({ status }) => status !== 'RUNNING').length
      },
      get capacity() {
        return capacity()
      },
      get free() {
        const free: Record<string, number> = { ...capacity() }
        for (const { status, resources } of live()) {
          if (status !== 'RUNNING') continue
          for (const [name, amount] of Object.entries(resources)) {
            free[name] = (free[name] ?? 0) - amount
          }
        }
        return free
      },
    }
  }

  #trial(id: string): DrivenTrial {
    const trial = this.#trials.get(id)
    if (!trial) throw new Error(`no trial ${id}`)
    return trial
  }
}
