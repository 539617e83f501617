import type { Result } from '../../../src/math/score.ts'
import type {
  Amounts,
  Startable,
  StudyGlance,
  TrialGlance,
  WaitingTrials,
} from '../../../src/schedule/scheduler.ts'
import type { RayList } from './ray-list.ts'

type Status = TrialGlance['status']

class ReplayedTrial implements TrialGlance {
  readonly id: string
  resources: Amounts
  status: Status = 'PENDING'
  config: unknown
  checkpointIteration: number | undefined
  lastResult: Result | undefined

  constructor(id: string, config: unknown, resources: Amounts) {
    this.id = id
    this.resources = resources
    this.config = config
  }
}

/** Trials in the order in which they came to wait. */
class Line implements WaitingTrials {
  readonly ids: Set<string> = new Set()

  get size(): number {
    return this.ids.size
  }

  get first(): string | undefined {
    for (const id of this.ids) return id
    return undefined
  }

  has(trial: string): boolean {
    return this.ids.has(trial)
  }

  [Symbol.iterator](): Iterator<string> {
    return this.ids[Symbol.iterator]()
  }
}

/** A study that is as it is told to be. Every result came with a checkpoint. */
export class ReplayedStudy implements StudyGlance {
  readonly capacity: Amounts
  readonly free: Amounts = {}
  readonly #resources: Amounts
  readonly #trials: Map<string, ReplayedTrial> = new Map()
  readonly #pending = new Line()
  readonly #paused = new Line()
  readonly startable: Startable = { pending: this.#pending, paused: this.#paused }
  #running = 0

  constructor({ capacity = {}, resources = {} }: Pick<RayList, 'capacity' | 'resources'>) {
    this.capacity = capacity
    this.#resources = resources
  }

  get waiting(): number {
    return this.#pending.size + this.#paused.size
  }

  get isIdle(): boolean {
    return this.#running === 0 && this.#pending.size === 0
  }

  trial(id: string): ReplayedTrial | undefined {
    return this.#trials.get(id)
  }

  known(id: string): ReplayedTrial {
    const trial = this.#trials.get(id)
    if (trial === undefined) throw new Error(`no trial ${id}`)
    return trial
  }

  live(): readonly TrialGlance[] {
    return [...this.#trials.values()].filter(({ status }) => !isOver(status))
  }

  add(id: string, config: unknown): void {
    this.#trials.set(id, new ReplayedTrial(id, config, this.#resources))
    this.#pending.ids.add(id)
  }

  move(id: string, status: Status): void {
    const trial = this.known(id)
    if (trial.status === 'RUNNING') this.#running -= 1
    if (status === 'RUNNING') this.#running += 1
    trial.status = status
    this.#pending.ids.delete(id)
    this.#paused.ids.delete(id)
    if (status === 'PENDING') this.#pending.ids.add(id)
    if (status === 'PAUSED') this.#paused.ids.add(id)
  }

  report(id: string, result: Result): void {
    const trial = this.known(id)
    trial.lastResult = result
    trial.checkpointIteration = result['training_iteration'] as number
  }

  /** It has become a copy. */
  copy(id: string, from: string, config: unknown): void {
    const trial = this.known(id)
    const parent = this.known(from)
    trial.config = config
    trial.checkpointIteration = parent.checkpointIteration
    trial.lastResult = parent.lastResult
    if (trial.status === 'RUNNING') this.move(id, 'PAUSED')
  }
}

export function isOver(status: Status): boolean {
  return status === 'TERMINATED' || status === 'ERROR'
}
