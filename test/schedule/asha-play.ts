import * as fc from 'fast-check'
import { R } from '../support/schedule-driver.ts'
import type { Result } from '../../src/math/score.ts'
import type { ScheduleDecision } from '../../src/schedule/scheduler.ts'
import type { ScheduleDriver } from '../support/schedule-driver.ts'

/** Something that happens to one of the trials that run, or to a free worker. */
export interface Step {
  readonly what: 'report' | 'start' | 'complete' | 'retry' | 'fail' | 'remove'
  /** Which of those in question. */
  readonly which: number
  readonly ahead: number
  readonly values: readonly [number, number]
}

const odd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
/** Few different values, so that there are ties. */
const value = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 4 }), weight: 5 },
  { arbitrary: fc.double({ noNaN: true, min: -9, max: 9 }), weight: 2 },
  { arbitrary: odd, weight: 1 },
)

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    what: fc.constantFrom(
      ...(['start', 'report', 'report', 'report', 'report', 'start'] as const),
      ...(['start', 'report', 'report', 'retry', 'complete', 'fail', 'remove'] as const),
    ),
    which: fc.nat(100),
    ahead: fc.constantFrom(0.5, 1, 1, 1, 2, 6),
    values: fc.tuple(value, value),
  }),
  { maxLength: 90, size: 'max' },
)

/** What the player tells of what it does. */
export interface Witness {
  /** Before a free worker is given something to do. */
  beforeStart?(): void
  afterReport?(trial: string, result: Result, decision: ScheduleDecision): void
}

/** Plays the study for a driver: a few workers, new trials whenever none is resumed, until all have ended. */
export class Player {
  readonly driver: ScheduleDriver
  readonly #witness: Witness
  readonly #times: Map<string, number> = new Map()
  #count = 0

  constructor(driver: ScheduleDriver, witness: Witness = {}) {
    this.driver = driver
    this.#witness = witness
  }

  play(list: readonly Step[]): this {
    for (const step of list) this.#step(step)
    return this
  }

  /** Nothing new comes: what may still run runs, and then the study is idle. */
  finish(maxT: number): this {
    this.driver.finishSearch()
    for (;;) {
      const [trial] = this.with('RUNNING')
      if (trial !== undefined) {
        this.#report(trial, this.#timeOf(trial) + 1, [maxT - this.#count, 1])
        if (this.#timeOf(trial) > 3 * maxT) this.driver.complete(trial)
      } else if (this.#resume() === undefined) break
    }
    this.driver.idle()
    return this
  }

  with(...statuses: readonly string[]): readonly string[] {
    return Array.from({ length: this.#count }, (_, i) => `t${i}`).filter((trial) =>
      statuses.includes(this.driver.trial(trial).status),
    )
  }

  #step({ what, which, ahead, values }: Step): void {
    if (what === 'start') {
      if (this.with('RUNNING').length < 6 && this.#resume() === undefined) {
        this.driver.add(`t${this.#count}`)
        this.#count += 1
      }
      return
    }
    const candidates = what === 'remove' ? this.with('PAUSED', 'PENDING') : this.with('RUNNING')
    const trial = candidates[which % candidates.length]
    if (trial === undefined) return
    if (what === 'report') this.#report(trial, this.#timeOf(trial) + ahead, values)
    else if (what === 'complete') this.driver.complete(trial)
    else if (what === 'remove') this.driver.tell({ type: 'removed', trial })
    else this.driver.fail(trial, { retried: what === 'retry' })
    // Without a checkpoint it begins anew.
    if (what === 'retry' && which % 2 === 0) this.#times.set(trial, 0)
  }

  #resume(): string | undefined {
    this.#witness.beforeStart?.()
    return this.driver.startNext()
  }

  #report(trial: string, time: number, [reward, other]: readonly [number, number]): void {
    this.#times.set(trial, time)
    const result: Result = { ...R(time, reward), other }
    this.driver.report(trial, result)
    this.#witness.afterReport?.(trial, result, this.driver.decisions.at(-1) as ScheduleDecision)
  }

  #timeOf(trial: string): number {
    return this.#times.get(trial) ?? 0
  }
}
