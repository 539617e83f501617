// The least of a study that a schedule needs: it draws trials, runs some at a time, and carries out
// what the schedule decides. No storage, no processes: what is measured is the schedule.

/** Trials in the order in which they came to wait. */
class Line {
  #ids = new Set()

  get size() {
    return this.#ids.size
  }

  get first() {
    for (const id of this.#ids) return id
    return undefined
  }

  has(id) {
    return this.#ids.has(id)
  }

  [Symbol.iterator]() {
    return this.#ids[Symbol.iterator]()
  }

  add(id) {
    this.#ids.add(id)
  }

  delete(id) {
    this.#ids.delete(id)
  }
}

export class BenchStudy {
  /** How many results were reported, and what was decided about them. */
  counts = { reports: 0, continue: 0, stop: 0, pause: 0, exploit: 0, orders: 0 }

  #schedule
  #random
  #trials
  #reports
  #concurrent
  #byId = new Map()
  #live = new Set()
  #running = new Set()
  #pending = new Line()
  #paused = new Line()
  #glance = this.#makeGlance()

  /** @param options `trials`, `reports` (each, at most), `concurrent`, and a `random` stream. */
  constructor(schedule, { trials, reports, concurrent, random }) {
    this.#schedule = schedule
    this.#trials = trials
    this.#reports = reports
    this.#concurrent = concurrent
    this.#random = random
  }

  run() {
    let isIdle = false
    let number = 0
    for (;;) {
      while (this.#running.size < this.#concurrent) {
        const chosen = this.#choose()
        if (chosen !== undefined) {
          isIdle = false
          this.#start(chosen)
        } else if (number < this.#trials) {
          this.#add(number)
          number += 1
          if (number === this.#trials)
            this.#carryOut(this.#schedule.onSearchFinished?.(this.#glance))
        } else break
      }
      if (this.#running.size > 0) for (const trial of this.#running) this.#report(trial)
      else if (this.#pending.size + this.#paused.size === 0 || isIdle) return
      else {
        isIdle = true
        this.#carryOut(this.#schedule.onIdle?.(this.#glance))
      }
    }
  }

  /** Trials that have not ended: none, once it has run. */
  get left() {
    return this.#live.size
  }

  #choose() {
    return this.#schedule.choose({ pending: this.#pending, paused: this.#paused })
  }

  #add(number) {
    const lr = this.#random.next()
    const config = { lr }
    const trial = {
      id: `trial_${number}`,
      status: 'PENDING',
      config: this.#schedule.completeConfig?.(config, number) ?? config,
      resources: { cpu: 1 },
      checkpointIteration: undefined,
      iteration: 0,
      lastResult: undefined,
    }
    this.#byId.set(trial.id, trial)
    this.#live.add(trial)
    this.#pending.add(trial.id)
    this.#schedule.onTrialAdded(trial.id, this.#glance)
  }

  #start(id) {
    const trial = this.#byId.get(id)
    this.#pending.delete(id)
    this.#paused.delete(id)
    trial.status = 'RUNNING'
    trial.iteration = trial.checkpointIteration ?? 0
    this.#running.add(trial)
  }

  #report(trial) {
    // An order may have ended it.
    if (trial.status !== 'RUNNING') return
    trial.iteration += 1
    const { iteration } = trial
    const loss = (trial.config.lr - 0.3) ** 2 + this.#random.next() / iteration
    const result = { training_iteration: iteration, time_total_s: iteration, loss }
    trial.lastResult = result
    trial.checkpointIteration = iteration
    const decision = this.#schedule.onTrialResult(trial.id, result, this.#glance)
    this.counts.reports += 1
    this.counts[decision.action] += 1
    if (decision.action === 'stop') this.#complete(trial)
    else if (decision.action === 'pause') this.#pause(trial)
    else if (decision.action === 'exploit') this.#exploit(trial, decision.exploit)
    this.#carryOut(decision.orders)
    if (trial.status === 'RUNNING' && iteration >= this.#reports) this.#complete(trial)
  }

  #complete(trial) {
    if (!this.#live.delete(trial)) return
    trial.status = 'TERMINATED'
    this.#running.delete(trial)
    this.#pending.delete(trial.id)
    this.#paused.delete(trial.id)
    this.#carryOut(this.#schedule.onTrialComplete(trial.id, trial.lastResult, this.#glance))
  }

  #pause(trial) {
    trial.status = 'PAUSED'
    this.#running.delete(trial)
    this.#paused.add(trial.id)
  }

  #exploit(trial, { from, config }) {
    const source = this.#byId.get(from)
    trial.config = config
    trial.checkpointIteration = source.checkpointIteration
    if (trial.status === 'RUNNING') this.#pause(trial)
    this.#schedule.onTrialExploited?.(trial.id, from, this.#glance)
  }

  #carryOut(orders) {
    for (const order of orders ?? []) {
      this.counts.orders += 1
      const trial = this.#byId.get(order.trial)
      if (order.action === 'stop') this.#complete(trial)
      else this.#exploit(trial, order.exploit)
    }
  }

  #makeGlance() {
    const live = this.#live
    const running = this.#running
    const capacity = () => ({ cpu: this.#concurrent, gpu: 0 })
    return {
      trial: (id) => this.#byId.get(id),
      live: () => live,
      get waiting() {
        return live.size - running.size
      },
      get capacity() {
        return capacity()
      },
      get free() {
        return { cpu: capacity().cpu - running.size, gpu: 0 }
      },
    }
  }
}
