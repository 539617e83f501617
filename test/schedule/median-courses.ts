import * as fc from 'fast-check'
import type { Result } from '../../src/math/score.ts'
import type { ScheduleDriver } from '../support/schedule-driver.ts'

const odd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
/** Few different values, so that there are ties. */
export const finite: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ noNaN: true, min: -4, max: 4 }),
)
export const anyValue: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: finite, weight: 7 },
  { arbitrary: odd, weight: 1 },
)

/** What happens, and how often. */
const KINDS = {
  report: 40,
  // The same iteration again, or the same time.
  again: 3,
  still: 4,
  retry: 6,
  complete: 2,
  fail: 1,
  'odd time': 2,
}

export type Step = readonly [kind: keyof typeof KINDS, trial: number, ahead: number, value: number]

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.oneof(
      ...Object.entries(KINDS).map(([kind, weight]) => ({
        arbitrary: fc.constant(kind as keyof typeof KINDS),
        weight,
      })),
    ),
    fc.nat(4),
    fc.oneof(fc.constantFrom(1, 1, 1, 2, 0.5, 4), fc.double({ min: 0.01, max: 3, noNaN: true })),
    anyValue,
  ),
  { maxLength: 90, size: 'max' },
)

/** A rule without any books. */
export interface Plain {
  /** The trial will go on from an earlier moment. */
  interrupt(trial: string): void
  /** What is to be said of a result. */
  report(trial: string, result: Result, isFinal?: boolean): string
  /** A trial has ended by itself, or has been stopped. */
  end?(trial: string, how: 'completed' | 'stopped' | 'failed'): void
}

interface Course {
  iteration: number
  time: number
  /** Its time by iteration, to which a retry goes back. */
  readonly times: number[]
  isOver: boolean
}

/**
 * Tells a driver and the plain rule the steps as a study would.
 * @returns What each said of each result.
 */
export function play(
  driver: ScheduleDriver,
  plain: Plain,
  list: readonly Step[],
): readonly (readonly [string, string])[] {
  const courses = new Map<string, Course>()
  const said: (readonly [string, string])[] = []
  for (const [kind, number, ahead, value] of list) {
    const trial = `t${number}`
    const course = courses.get(trial) ?? { iteration: 0, time: 0, times: [0], isOver: false }
    if (course.isOver) continue
    if (!courses.has(trial)) driver.add(trial)
    else if (driver.trial(trial).status !== 'RUNNING') driver.tell({ type: 'started', trial })
    courses.set(trial, course)
    if (kind === 'fail') {
      driver.fail(trial)
      plain.end?.(trial, 'failed')
      course.isOver = true
      continue
    }
    if (kind === 'retry') {
      driver.fail(trial, { retried: true })
      plain.interrupt(trial)
      course.iteration = Math.floor(course.iteration * (ahead % 1))
      course.time = course.times[course.iteration] ?? 0
      continue
    }
    // Some count epochs and report several times in one; some clocks go back.
    if (kind !== 'again') course.iteration += 1
    if (kind === 'report') course.time += ahead
    if (kind === 'odd time') course.time -= ahead
    course.times[course.iteration] = course.time
    const result = { training_iteration: course.iteration, t: course.time, loss: value }
    if (kind === 'complete') {
      driver.complete(trial, result)
      plain.report(trial, result, true)
      plain.end?.(trial, 'completed')
      course.isOver = true
      continue
    }
    const expected = plain.report(trial, result)
    const action = driver.report(trial, result)
    said.push([expected, action === 'continue' ? action : (driver.reason ?? '')])
    if (action !== 'stop') continue
    plain.end?.(trial, 'stopped')
    course.isOver = true
  }
  return said
}
