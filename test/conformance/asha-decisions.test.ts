import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { figure } from '../../src/math/figures.ts'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { Result } from '../../src/math/score.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'

interface Recorded {
  readonly options: ASHASchedulerOptions
  /** What it said to have stopped. */
  readonly stopped: number
  /** Its cutoffs in the end, by milestone. */
  readonly cutoffs: readonly (readonly [number, number | null])[]
  readonly events: readonly (
    readonly [trial: number] | readonly [trial: number, time: number, value: number, stopped: 0 | 1]
  )[]
}

const file = new URL('./asha-decisions.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Recorded[] }

describe('recorded decisions of Ray Tune: equal to Ray', () => {
  it.each(cases.map((recorded) => [JSON.stringify(recorded.options), recorded] as const))(
    '%s',
    (_, { options, events, cutoffs, stopped }) => {
      const driver = new ScheduleDriver(new ASHAScheduler(options))
      const last = new Map<string, Result>()
      const actions = events.map(([number, time, value]) => {
        const trial = String(number)
        if (time === undefined || value === undefined) {
          driver.complete(trial, last.get(trial))
          return undefined
        }
        driver.add(trial)
        last.set(trial, R(time, value))
        return driver.report(trial, R(time, value))
      })
      expect(actions).toEqual(
        events.map(([, , , stop]) =>
          stop === undefined ? undefined : stop === 1 ? 'stop' : 'continue',
        ),
      )
      expect(driver.schedule.describe()).toBe(
        `Using ASHA: num_stopped=${stopped}, Bracket: ` +
          cutoffs
            .map(
              ([at, cutoff]) =>
                `Iter ${at.toFixed(3)}: ${cutoff === null ? 'none' : figure(cutoff)}`,
            )
            .join(' | '),
      )
    },
  )
})
