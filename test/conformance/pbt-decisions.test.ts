import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { PopulationBasedTraining } from '../../src/schedule/pbt/pbt.ts'
import { R } from '../support/schedule-driver.ts'
import type { PopulationBasedTrainingOptions } from '../../src/schedule/pbt/pbt-options.ts'
import type {
  Schedule,
  ScheduleOrder,
  StudyGlance,
  TrialGlance,
  WaitingTrials,
} from '../../src/schedule/scheduler.ts'

interface Recorded {
  readonly options: PopulationBasedTrainingOptions
  readonly trials: number
  /** How often a trial was at the upper end when it was judged. */
  readonly checkpoints: number
  readonly perturbations: number
  readonly events: string
}

const file = new URL('./pbt-decisions.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Recorded[] }

const ACTIONS = { continue: 'C', pause: 'P', exploit: 'E', stop: '?' } as const

/**
 * Which of the best is copied is a matter of chance, here and there: that we copy one of the same is
 * compared, and then the one is copied that Ray copied, as a restored study does with stored facts.
 */
class Replica {
  readonly #schedule: Schedule
  readonly #status: TrialGlance['status'][]

  constructor({ options, trials }: Recorded) {
    const scheduler = new PopulationBasedTraining({ ...options, customExplore: (config) => config })
    this.#schedule = scheduler.create({
      metric: 'reward',
      mode: 'max',
      random: Random.fromSeed(7),
    })
    this.#status = Array.from({ length: trials }, () => 'PENDING')
    for (const number of this.#status.keys()) {
      this.#schedule.onTrialAdded(String(number), this.#glance)
    }
    this.#schedule.onSearchFinished?.(this.#glance)
  }

  /** The event as it would have been recorded of this schedule. */
  play(event: string): string {
    const [told = '', upper] = event.split(' of ')
    const [kind, id = '', time = '', value = '', , ...copies] = told.split(' ')
    if (kind === 'c') {
      const chosen = this.#schedule.choose({
        pending: this.#waiting('PENDING'),
        paused: this.#waiting('PAUSED'),
      })
      if (chosen !== undefined) this.#status[Number(chosen)] = 'RUNNING'
      return `c ${chosen ?? -1}`
    }
    if (kind === 'd') {
      this.#status[Number(id)] = 'TERMINATED'
      const orders = this.#schedule.onTrialComplete(id, undefined, this.#glance)
      return orders ? `${event} and orders` : event
    }
    const result = R(Number(time), Number(value))
    const decision = this.#schedule.onTrialResult(id, result, this.#glance)
    const orders: ScheduleOrder[] = [...(decision.orders ?? [])]
    if (decision.action === 'exploit') orders.push({ ...decision, trial: id })
    const ours = orders.map((order) =>
      order.action === 'exploit' ? `${order.trial}<${order.exploit.from}` : order.trial,
    )
    if (decision.action !== 'continue') this.#status[Number(id)] = 'PAUSED'
    for (const copy of copies) {
      const [target = '', parent = ''] = copy.split('<')
      this.#schedule.onTrialExploited?.(target, parent, this.#glance)
    }
    const same = areAlike(ours, copies, upper?.split(' ') ?? [])
    const shown = ['r', id, time, value, ACTIONS[decision.action], ...(same ? copies : ours)]
    return upper === undefined ? shown.join(' ') : `${shown.join(' ')} of ${upper}`
  }

  describe(): string {
    return this.#schedule.describe()
  }

  #waiting(status: TrialGlance['status']): WaitingTrials {
    const ids = [...this.#status.keys()]
      .filter((number) => this.#status[number] === status)
      .map(String)
    return {
      size: ids.length,
      first: ids[0],
      has: (trial) => ids.includes(trial),
      [Symbol.iterator]: () => ids[Symbol.iterator](),
    }
  }

  readonly #glance: StudyGlance = this.#makeGlance()

  #makeGlance(): StudyGlance {
    const trial = (id: string): TrialGlance => ({
      id,
      status: this.#status[Number(id)] ?? 'ERROR',
      config: {},
      resources: { cpu: 1 },
      checkpointIteration: 1,
    })
    const isLive = (status: TrialGlance['status']): boolean => status !== 'TERMINATED'
    const waiting = (): number =>
      this.#status.filter((status) => status === 'PENDING' || status === 'PAUSED').length
    const live = (): readonly TrialGlance[] =>
      [...this.#status.keys()]
        .map((number) => trial(String(number)))
        .filter(({ status }) => isLive(status))
    return {
      trial,
      live,
      get waiting() {
        return waiting()
      },
      capacity: { cpu: 99 },
      free: { cpu: 9 },
    }
  }
}

/** Whether the same trials became copies, and those of trials at the upper end. */
function areAlike(
  ours: readonly string[],
  copies: readonly string[],
  upper: readonly string[],
): boolean {
  const targets = new Set(copies.map((copy) => copy.split('<')[0]))
  return (
    ours.length === copies.length &&
    ours.every((copy) => {
      const [target, parent = ''] = copy.split('<')
      return targets.has(target) && upper.includes(parent)
    })
  )
}

describe('recorded decisions of Ray Tune: equal to Ray', () => {
  it.each(
    cases.map(
      (recorded) =>
        [`${recorded.trials} trials, ${JSON.stringify(recorded.options)}`, recorded] as const,
    ),
  )('%s', (_, recorded) => {
    const replica = new Replica(recorded)
    for (const event of recorded.events.split('; ')) expect(replica.play(event)).toBe(event)
    expect(replica.describe()).toContain(
      `num_checkpoints=${recorded.checkpoints}, num_perturbations=${recorded.perturbations}`,
    )
  })
})
