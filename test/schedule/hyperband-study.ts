import { Random } from '../../src/math/random.ts'
import { bracketTables } from '../../src/schedule/hyperband/bracket-tables.ts'
import { R } from '../support/schedule-driver.ts'
import type {
  Orders,
  Schedule,
  Scheduler,
  StudyGlance,
  WaitingTrials,
} from '../../src/schedule/scheduler.ts'

export interface SimulationOptions {
  readonly seed: number
  readonly trials: number
  readonly slots: number
  /** How likely an attempt is to fail at each step. */
  readonly failing?: number
  /** How many unfinished trials the search allows; it says nothing while there are so many. */
  readonly limit?: number
  /** Whether trials have checkpoints to go on from. */
  readonly checkpoints?: boolean
  /** When trials end by themselves. */
  readonly end?: number
  readonly score: (trial: number, time: number) => number
  /** Whether the study is interrupted and told again to a new schedule now and then. */
  readonly restored?: boolean
}

interface SimulatedTrial {
  readonly id: string
  readonly number: number
  status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'TERMINATED' | 'ERROR'
  /** How its attempt will end, if that is decided. */
  ending: 'pause' | 'stop' | undefined
  time: number
  checkpoint: number
  /** Whether it paused, goes on, and has not reported since. */
  resumed: boolean
  ordered: boolean
  /** Milestones at which it was compared, in order. */
  readonly rungs: number[]
}

class Line implements WaitingTrials {
  readonly ids: Set<string> = new Set()
  get size(): number {
    return this.ids.size
  }
  get first(): string | undefined {
    return [...this.ids][0]
  }
  has(trial: string): boolean {
    return this.ids.has(trial)
  }
  [Symbol.iterator](): Iterator<string> {
    return this.ids.values()
  }
}

/**
 * Plays a whole study for a schedule as the study itself would: few slots, trials that come a few at a
 * time, processes that end some time after they were told to pause. Whatever may not happen throws.
 */
export class SimulatedStudy {
  readonly trials: SimulatedTrial[] = []
  /** How often it was asked what to do while nothing runs. */
  idles = 0
  readonly #scheduler: Scheduler
  readonly #options: SimulationOptions
  readonly #random: Random
  readonly #pending = new Line()
  readonly #paused = new Line()
  readonly #log: ((schedule: Schedule) => unknown)[] = []
  #schedule: Schedule
  #searchFinished = false

  constructor(scheduler: Scheduler, options: SimulationOptions) {
    this.#scheduler = scheduler
    this.#options = options
    this.#random = Random.fromSeed(options.seed)
    this.#schedule = this.#create()
  }

  /** Until every trial has ended. */
  run(): this {
    for (let step = 0; this.#step(); step++) {
      if (step > 100_000) throw new Error(`it does not end: ${this.#schedule.describe()}`)
    }
    return this
  }

  #step(): boolean {
    if (this.#options.restored === true && this.#random.next() < 0.05) this.#restore()
    while (this.#startNext());
    const running = this.trials.filter(({ status }) => status === 'RUNNING')
    const mayAdd = this.#mayAdd()
    if (mayAdd && (running.length === 0 || this.#random.next() < 0.3)) this.#add()
    else if (running.length > 0) this.#advance(this.#pick(running))
    else if (this.#pending.size + this.#paused.size > 0) this.#idle()
    else return false
    return true
  }

  #advance(trial: SimulatedTrial): void {
    const { failing = 0, checkpoints = true, end = Infinity } = this.#options
    if (this.#random.next() < failing) this.#fail(trial)
    else if (trial.ending === 'pause') this.#wait(trial, 'PAUSED')
    else if (trial.ending === 'stop') this.#complete(trial)
    else if (trial.time >= end) this.#complete(trial)
    else {
      trial.time += 1
      if (checkpoints) trial.checkpoint = trial.time
      this.#report(trial)
    }
  }

  #report(trial: SimulatedTrial): void {
    const result = R(trial.time, this.#options.score(trial.number, trial.time))
    const decision = this.#tell((schedule) => schedule.onTrialResult(trial.id, result, GLANCE))
    if (decision.rung !== undefined) {
      const isNew = trial.rungs.at(-1) !== decision.rung
      if (trial.resumed && !isNew) throw new Error(`${trial.id} went on for nothing`)
      if (isNew) trial.rungs.push(decision.rung)
    }
    trial.resumed = false
    if (decision.action === 'exploit') throw new Error('exploit')
    if (decision.action !== 'continue') trial.ending = decision.action
    this.#carryOut(decision.orders)
  }

  #carryOut(orders: Orders | void): void {
    for (const { trial: id, action, reason } of orders ?? []) {
      const trial = this.#trial(id)
      if (action !== 'stop' || reason === undefined || trial.ordered) throw new Error(`order ${id}`)
      trial.ordered = true
      if (trial.status === 'PAUSED') this.#complete(trial)
      else if (trial.status === 'RUNNING' && trial.ending === 'pause') trial.ending = 'stop'
      else throw new Error(`${id} is ${trial.status} and was ordered to stop`)
    }
  }

  #startNext(): boolean {
    const running = this.trials.filter(({ status }) => status === 'RUNNING').length
    const chosen = this.#schedule.choose({ pending: this.#pending, paused: this.#paused })
    if (chosen === undefined || running >= this.#options.slots) return false
    const trial = this.#trial(chosen)
    trial.resumed = this.#paused.ids.delete(chosen)
    if (!trial.resumed && !this.#pending.ids.delete(chosen)) {
      throw new Error(`${chosen} is ${trial.status} and was chosen`)
    }
    if (trial.ordered) throw new Error(`${chosen} was stopped and chosen`)
    trial.status = 'RUNNING'
    trial.ending = undefined
    trial.time = trial.checkpoint
    return true
  }

  #mayAdd(): boolean {
    const { trials, limit = Infinity } = this.#options
    if (this.trials.length >= trials) {
      if (!this.#searchFinished) {
        this.#searchFinished = true
        this.#carryOut(this.#tell((schedule) => schedule.onSearchFinished?.(GLANCE)))
      }
      return false
    }
    const unfinished = this.trials.filter(
      ({ status }) => status !== 'TERMINATED' && status !== 'ERROR',
    )
    return this.#pending.size < 4 && unfinished.length < limit
  }

  #add(): void {
    const number = this.trials.length
    const trial: SimulatedTrial = {
      id: `t${number}`,
      number,
      status: 'PENDING',
      ending: undefined,
      time: 0,
      checkpoint: 0,
      resumed: false,
      ordered: false,
      rungs: [],
    }
    this.trials.push(trial)
    this.#tell((schedule) => schedule.onTrialAdded(trial.id, GLANCE))
    this.#wait(trial, 'PENDING')
  }

  #fail(trial: SimulatedTrial): void {
    if (trial.ending === 'stop') {
      this.#complete(trial)
      return
    }
    const retried = this.#random.next() < 0.5
    if (!retried) trial.status = 'ERROR'
    const orders = this.#tell((schedule) => schedule.onTrialError(trial.id, GLANCE, retried))
    if (retried) {
      this.#tell((schedule) => schedule.onTrialAdded(trial.id, GLANCE))
      this.#wait(trial, 'PENDING')
    }
    this.#carryOut(orders)
  }

  #complete(trial: SimulatedTrial): void {
    trial.status = 'TERMINATED'
    this.#paused.ids.delete(trial.id)
    const result = R(trial.time, 0)
    this.#carryOut(this.#tell((schedule) => schedule.onTrialComplete(trial.id, result, GLANCE)))
  }

  #idle(): void {
    this.idles += 1
    this.#carryOut(this.#tell((schedule) => schedule.onIdle?.(GLANCE)))
    const startable = { pending: this.#pending, paused: this.#paused }
    const isLeft = startable.pending.size + startable.paused.size > 0
    if (isLeft && this.#schedule.choose(startable) === undefined) {
      throw new Error(`left without a chance: ${[...this.#paused].join()}`)
    }
  }

  #wait(trial: SimulatedTrial, status: 'PENDING' | 'PAUSED'): void {
    trial.status = status
    const line = status === 'PENDING' ? this.#pending : this.#paused
    line.ids.add(trial.id)
  }

  /** All that run are interrupted, and the schedule is told everything again. */
  #restore(): void {
    const before = this.#schedule
    this.#schedule = this.#create()
    for (const tell of this.#log) tell(this.#schedule)
    if (this.#schedule.describe() !== before.describe()) throw new Error('restored differently')
    for (const trial of this.trials.filter(({ status }) => status === 'RUNNING')) {
      if (trial.ending === 'stop') this.#complete(trial)
      else this.#wait(trial, trial.ending === 'pause' ? 'PAUSED' : 'PENDING')
    }
  }

  #tell<T>(tell: (schedule: Schedule) => T): T {
    this.#log.push(tell)
    return tell(this.#schedule)
  }

  #create(): Schedule {
    return this.#scheduler.create({
      metric: 'reward',
      mode: 'max',
      random: Random.fromSeed(this.#options.seed),
    })
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random.next() * list.length)] as T
  }

  #trial(id: string): SimulatedTrial {
    const trial = this.trials.find((candidate) => candidate.id === id)
    if (trial === undefined) throw new Error(`no trial ${id}`)
    return trial
  }
}

/** A schedule that needs to see the study would fail. */
const GLANCE = new Proxy({} as StudyGlance, {
  get: () => {
    throw new Error('not to be looked at')
  },
})

/**
 * At which milestones each trial is compared, by the definition: brackets are filled one after the
 * other, and of each the best go on.
 */
export function expectedRungs(
  rules: {
    readonly maxT: number
    readonly reductionFactor: number
    readonly firstBracket: 'largest' | 'smallest'
  },
  { trials, score }: Pick<SimulationOptions, 'trials' | 'score'>,
): readonly (readonly number[])[] {
  const tables = bracketTables(rules)
  const order = rules.firstBracket === 'largest' ? tables.toReversed() : tables
  const rungs: number[][] = Array.from({ length: trials }, () => [])
  let next = 0
  for (let b = 0; next < trials; b++) {
    const table = order[b % order.length] ?? []
    let group = Array.from(
      { length: Math.min(table[0]?.trials ?? 0, trials - next) },
      (_, i) => next + i,
    )
    next += group.length
    for (const [k, { milestone }] of table.entries()) {
      for (const trial of group) rungs[trial]?.push(milestone)
      const keep = table[k + 1]?.trials ?? 0
      // Of equals those go on that came later.
      const best = group.toSorted((i, j) => score(j, milestone) - score(i, milestone) || j - i)
      group = best.slice(0, keep).toSorted((i, j) => i - j)
    }
  }
  return rungs
}
