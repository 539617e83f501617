import { Random } from '../../../src/math/random.ts'
import { explorationProblems } from './exploration.ts'
import { ReplayedStudy, isOver } from './replayed-study.ts'
import type { Result } from '../../../src/math/score.ts'
import type {
  Exploit,
  Orders,
  Schedule,
  ScheduleOrder,
  Scheduler,
} from '../../../src/schedule/scheduler.ts'
import type { Beside, Comparison, Difference, JSONNumber, RayEvent, RayList } from './ray-list.ts'

type Event<T extends RayEvent[0]> = Extract<RayEvent, readonly [T, ...unknown[]]>

/** Tells a scheduler what happened and compares what it decides; what Ray decided then holds. */
export function replay(list: RayList, scheduler: Scheduler): Comparison {
  const replayed = new Replay(list, scheduler)
  for (const event of list.events) {
    if (event[0] === 'crash') break
    replayed.take(event)
    if (replayed.difference) break
  }
  return replayed
}

class Replay implements Comparison {
  equal = 0
  difference: Difference | undefined
  readonly explored: Record<string, number> = {}
  readonly #list: RayList
  readonly #schedule: Schedule
  readonly #study: ReplayedStudy
  #index = 0
  #trials = 0

  constructor(list: RayList, scheduler: Scheduler) {
    this.#list = list
    this.#study = new ReplayedStudy(list)
    this.#schedule = scheduler.create({
      metric: 'reward',
      mode: list.mode,
      random: list.draws === undefined ? Random.fromSeed(1) : scripted(list.draws),
    })
  }

  take(event: RayEvent): void {
    switch (event[0]) {
      case 'add':
        this.#onAdd(event)
        break
      case 'all-added':
        // Ray's HyperBandForBOHB does not know, and waits until nothing runs.
        if (this.#list.scheduler !== 'hb_bohb') {
          this.#follow(event, this.#schedule.onSearchFinished?.(this.#study) ?? [], {})
        }
        break
      case 'choose': {
        const ours = this.#schedule.choose(this.#study.startable) ?? null
        this.#compare(event, ours, event[1])
        this.#start(event[1])
        break
      }
      case 'idle':
        this.#onIdle(event)
        break
      case 'result':
        this.#onResult(event)
        break
      case 'complete':
        this.#onComplete(event)
        break
      case 'error':
      case 'retry':
        this.#onError(event)
        break
      case 'remove':
        this.#study.move(event[1], 'TERMINATED')
        this.#follow(event, this.#schedule.onTrialRemoved(event[1], this.#study) ?? [], event[2])
        break
      case 'crash':
        break
    }
    this.#index += 1
  }

  #onAdd([, id, given]: Event<'add'>): void {
    this.#schedule.completeConfig?.(given, this.#trials)
    this.#trials += 1
    this.#study.add(id, given)
    this.#schedule.onTrialAdded(id, this.#study)
  }

  #onIdle(event: Event<'idle'>): void {
    const [, stops, chosen] = event
    let ours = this.#schedule.choose(this.#study.startable)
    const stopped = new Set<string>()
    if (ours === undefined) {
      this.#stop(this.#schedule.onIdle?.(this.#study), stopped)
      ours = this.#schedule.choose(this.#study.startable)
    }
    this.#compare(event, [inOrder(stopped), ours ?? null], [stops, chosen])
    this.#start(chosen)
  }

  #onResult(event: Event<'result'>): void {
    const [, id, time, value, action, beside] = event
    const result = resultOf(time, value)
    this.#study.report(id, result)
    const decision = this.#schedule.onTrialResult(id, result, this.#study)
    const orders = [...(decision.orders ?? [])]
    if (decision.action === 'exploit') {
      orders.unshift({ trial: id, action: 'exploit', exploit: decision.exploit })
    }
    const resources = decision.action === 'pause' ? decision.resources : undefined
    this.#compare(event, [decision.action, resources], [action, beside.resources])
    if (this.difference) return
    if (beside.resources) this.#study.known(id).resources = beside.resources
    if (action === 'stop') this.#study.move(id, 'TERMINATED')
    else if (action !== 'continue') this.#study.move(id, 'PAUSED')
    const complete = (): Orders | void => this.#schedule.onTrialComplete(id, result, this.#study)
    this.#follow(event, orders, beside, action === 'stop' ? complete : undefined)
  }

  #onComplete(event: Event<'complete'>): void {
    const [, id, time, value, beside] = event
    const result = time === null || value === null ? undefined : resultOf(time, value)
    if (result) this.#study.report(id, result)
    this.#study.move(id, 'TERMINATED')
    const orders = this.#schedule.onTrialComplete(id, result, this.#study)
    this.#follow(event, orders ?? [], beside)
  }

  #onError(event: Event<'error' | 'retry'>): void {
    const [kind, id, beside] = event
    const isRetried = kind === 'retry'
    if (!isRetried) this.#study.move(id, 'ERROR')
    const orders = this.#schedule.onTrialError(id, this.#study, isRetried)
    if (isRetried) {
      this.#study.move(id, 'PENDING')
      this.#study.known(id).checkpointIteration = undefined
      this.#schedule.onTrialAdded(id, this.#study)
    }
    this.#follow(event, orders ?? [], beside)
  }

  #start(chosen: string | null): void {
    if (chosen !== null && !this.difference) this.#study.move(chosen, 'RUNNING')
  }

  /** Compares what becomes of others with what became of them, and lets the latter happen. */
  #follow(
    event: RayEvent,
    orders: readonly ScheduleOrder[],
    { stops = [], exploits = [], candidates = [] }: Beside,
    last?: () => Orders | void,
  ): void {
    const copied = new Map<string, Exploit>()
    for (const order of orders) {
      if (order.action === 'exploit') copied.set(order.trial, order.exploit)
    }
    for (const { from, config } of copied.values()) this.#explored(from, config)
    const strange = [...copied.values()].filter(({ from }) => !candidates.includes(from))
    for (const [trial, from, config] of exploits) {
      this.#study.copy(trial, from, config)
      this.#schedule.onTrialExploited?.(trial, from, this.#study)
    }
    const stopped = new Set<string>()
    this.#stop(orders, stopped)
    if (last) this.#stop(last(), stopped)
    this.#compare(
      event,
      [inOrder(stopped), inOrder(copied.keys()), strange],
      [stops, inOrder(exploits.map(([trial]) => trial)), []],
    )
  }

  /** Another trial may have been drawn to be copied than Ray drew: its own config counts. */
  #explored(from: string, config: unknown): void {
    const problems = explorationProblems(this.#list, this.#study.known(from).config, config)
    for (const why of problems) this.explored[why] = (this.explored[why] ?? 0) + 1
  }

  /** Carries out orders to stop, and those that follow from them. */
  #stop(orders: Orders | void, stopped: Set<string>): void {
    for (const order of orders ?? []) {
      const trial = this.#study.trial(order.trial)
      if (order.action !== 'stop' || trial === undefined || isOver(trial.status)) continue
      stopped.add(order.trial)
      this.#study.move(order.trial, 'TERMINATED')
      this.#stop(
        this.#schedule.onTrialComplete(order.trial, trial.lastResult, this.#study),
        stopped,
      )
    }
  }

  #compare(event: RayEvent, ours: unknown, rays: unknown): void {
    if (JSON.stringify(ours) === JSON.stringify(rays)) this.equal += 1
    else this.#differ(event, ours, rays)
  }

  #differ(event: RayEvent, ours: unknown, rays: unknown): void {
    this.difference = { index: this.#index, event, ours, rays }
  }
}

function resultOf(time: JSONNumber, value: JSONNumber): Result {
  const at = Number(time)
  return { training_iteration: at, time_total_s: at, reward: Number(value) }
}

function inOrder(ids: Iterable<string>): readonly string[] {
  return [...ids].sort((a, b) => Number(a) - Number(b))
}

/** Draws what is written down; whoever draws something else gets an error. */
function scripted(draws: readonly number[]): Random {
  const rest = [...draws]
  return { next: () => rest.shift() } as unknown as Random
}
