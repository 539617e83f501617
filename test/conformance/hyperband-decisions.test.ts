import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HyperBandForBOHB } from '../../src/schedule/hyperband/hyperband-for-bohb.ts'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { Scheduler } from '../../src/schedule/scheduler.ts'
import type { HyperBandForBOHBOptions } from '../../src/schedule/hyperband/hyperband-for-bohb.ts'

type Recorded =
  /** It was added. */
  | readonly ['a', trial: number]
  /** It was chosen, and started; −1 for none. */
  | readonly ['c', trial: number]
  /** It reported, and became this; the others were stopped because of it. */
  | readonly [
      'r',
      trial: number,
      time: number,
      value: number,
      action: 'C' | 'P' | 'S',
      stopped: readonly number[],
    ]
  /** It failed, or was done; the others were stopped because of it. */
  | readonly ['e' | 'd', trial: number, stopped: readonly number[]]
  /** Nothing ran; these were stopped because of it. */
  | readonly ['i', stopped: readonly number[]]

interface Case {
  readonly scheduler: 'hyperband' | 'hb_bohb'
  readonly options: HyperBandForBOHBOptions
  /** How many it said to have stopped. */
  readonly stopped: number
  readonly events: readonly Recorded[]
}

const file = new URL('./hyperband-decisions.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] }

const ACTIONS = { continue: 'C', pause: 'P', stop: 'S', exploit: '?' } as const

function scheduler({ scheduler: name, options }: Case): Scheduler {
  if (name === 'hb_bohb') return new HyperBandForBOHB(options)
  return new HyperBandScheduler({ ...options, firstBracket: 'smallest', waitUntilFull: false })
}

/** Plays one event, and answers it as it would have been recorded. */
function play(driver: ScheduleDriver, event: Recorded): Recorded {
  const before = driver.orders.length
  const stopped = (): readonly number[] =>
    driver.orders
      .slice(before)
      .map(({ trial }) => Number(trial))
      .sort((a, b) => a - b)
  switch (event[0]) {
    case 'a':
      driver.addWith(String(event[1]), {}, 'PENDING')
      return event
    case 'c':
      return ['c', Number(driver.startNext() ?? -1)]
    case 'r': {
      const [, trial, time, value] = event
      const action = driver.report(String(trial), R(time, value))
      return ['r', trial, time, value, ACTIONS[action] as 'C', stopped()]
    }
    case 'e':
      driver.fail(String(event[1]))
      return ['e', event[1], stopped()]
    case 'd':
      driver.complete(String(event[1]))
      return ['d', event[1], stopped()]
    case 'i':
      driver.idle()
      return ['i', stopped()]
  }
}

describe('recorded decisions of Ray Tune: equal to Ray', () => {
  it.each(
    cases.map(
      (recorded) =>
        [`${recorded.scheduler} ${JSON.stringify(recorded.options)}`, recorded] as const,
    ),
  )('%s', (_, recorded) => {
    const driver = new ScheduleDriver(scheduler(recorded))
    const played = recorded.events.map((event) => play(driver, event))
    expect(played).toEqual(recorded.events)
    expect(driver.schedule.describe()).toContain(`num_stopped=${recorded.stopped} `)
  })
})
