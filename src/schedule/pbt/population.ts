import { ConfigurationError } from '../../errors.ts'
import { figure } from '../../math/figures.ts'
import { numberAt } from '../../math/score.ts'
import { Copier } from './copier.ts'
import { Members } from './members.ts'
import { SyncGate } from './sync-gate.ts'
import type { Random } from '../../math/random.ts'
import type { Mode, Result } from '../../math/score.ts'
import type { Orders, Schedule, ScheduleDecision, Startable, StudyGlance } from '../scheduler.ts'
import type { ExploitOrder } from './copier.ts'
import type { Explorer } from './explorer.ts'
import type { PopulationRules } from './population-rules.ts'

/** What one study gives its population. */
export interface PopulationSetup {
  readonly metric: string
  readonly mode: Mode
  readonly random: Random
  /** What it is called in its line and in messages, e.g. `PBT`. */
  readonly name: string
}

const CONTINUE: ScheduleDecision = { action: 'continue' }
const YIELD: ScheduleDecision = { action: 'pause', reason: 'other trials wait for their turn' }

/**
 * One study's population: at every interval trials at the lower end become copies of trials at the
 * upper end, with configs from an {@link Explorer} (Jaderberg et al., "Population Based Training of
 * Neural Networks", arXiv 1711.09846). Asynchronously each trial is judged at its own time; in
 * synchrony all wait for each other and are judged together.
 */
export class PopulationSchedule implements Schedule {
  readonly changesConfigs = true
  readonly needsCheckpoints = true
  /** Whether the exploits are to be written to policy files. */
  readonly logsExploits: boolean
  readonly #rules: PopulationRules
  readonly #setup: PopulationSetup
  readonly #explorer: Explorer
  /** Scores are kept so that larger is better: 1 for `max`, −1 for `min`. */
  readonly #sign: 1 | -1
  readonly #members: Members
  readonly #copier: Copier
  /** Undefined when trials do not wait for each other. */
  readonly #gate: SyncGate | undefined
  /** Time of the trial that was looked at last. */
  #lastArrival = 0
  #searchFinished = false
  #sawCheckpoint = false
  /** How often a trial was found at the upper end when it was judged. */
  #checkpoints = 0
  #perturbations = 0

  constructor(rules: PopulationRules, setup: PopulationSetup, explorer: Explorer) {
    const { quantileFraction } = rules
    this.logsExploits = rules.logConfig
    this.#rules = rules
    this.#setup = setup
    this.#explorer = explorer
    this.#sign = setup.mode === 'max' ? 1 : -1
    const members = new Members(quantileFraction)
    this.#members = members
    this.#copier = new Copier({ setup, sign: this.#sign, quantileFraction, members, explorer })
    this.#gate = rules.synch ? new SyncGate(rules) : undefined
  }

  completeConfig(config: unknown, number: number): unknown {
    return this.#explorer.completeConfig(config, this.#setup.random.split('complete', number))
  }

  onTrialAdded(trial: string): void {
    // A restored study may be given more trials than it had: then those must be waited for again.
    if (this.#members.add(trial)) this.#searchFinished = false
  }

  onTrialResult(trial: string, result: Result, study: StudyGlance): ScheduleDecision {
    this.#gate?.onResult()
    const member = this.#members.get(trial)
    if (!member?.alive) return CONTINUE
    const hasCheckpoint = study.trial(trial)?.checkpointIteration !== undefined
    this.#sawCheckpoint ||= hasCheckpoint
    const { burnInPeriod, perturbationInterval, timeAttr } = this.#rules
    const time = numberAt(result, timeAttr)
    const value = numberAt(result, this.#setup.metric)
    if (time === undefined || !Number.isFinite(time)) {
      return this.#refuse(timeAttr, time, 'says how far a trial is')
    }
    if (value === undefined) return this.#refuse(this.#setup.metric, value, 'is compared')
    const due = Math.max(burnInPeriod, this.#gate?.at ?? 0)
    if (time < due || time - member.lastPerturbationTime < perturbationInterval) return CONTINUE
    const score = this.#sign * value
    this.#members.look(member, time, score)
    this.#lastArrival = time
    this.#explorer.observe({ trial, time, score, config: study.trial(trial)?.config })
    if (this.#gate !== undefined) return this.#judgeTogether(trial, this.#gate, study)
    member.lastPerturbationTime = time
    return this.#judge(trial, study) ?? (study.waiting > 0 && hasCheckpoint ? YIELD : CONTINUE)
  }

  onTrialComplete(trial: string, _result: Result | undefined, study: StudyGlance): Orders {
    return this.#leave(trial, study)
  }

  onTrialError(trial: string, study: StudyGlance, retried: boolean): Orders {
    return retried ? undefined : this.#leave(trial, study)
  }

  onTrialRemoved(trial: string, study: StudyGlance): Orders {
    return this.#leave(trial, study)
  }

  onTrialExploited(trial: string, from: string): void {
    this.#perturbations += 1
    const member = this.#members.get(trial)
    const parent = this.#members.get(from)
    if (member === undefined || parent === undefined) return
    this.#members.copy(member, parent)
    this.#gate?.onCopied(this.#members)
  }

  onSearchFinished(study: StudyGlance): Orders {
    this.#searchFinished = true
    return this.#judgeRest(study)
  }

  onIdle(study: StudyGlance): Orders {
    this.#searchFinished = true
    return this.#judgeRest(study)
  }

  /** The least trained first, so that all get their share. */
  choose({ pending, paused }: Startable): string | undefined {
    if (pending.size + paused.size === 0) return undefined
    for (const id of this.#members.before(this.#gate?.at ?? Number.POSITIVE_INFINITY)) {
      if (pending.has(id) || paused.has(id)) return id
    }
    return undefined
  }

  describe(): string {
    const next = this.#gate === undefined ? '' : `, next at ${this.#words(this.#gate.at)}`
    return (
      `Using ${this.#setup.name}: num_checkpoints=${this.#checkpoints}, ` +
      `num_perturbations=${this.#perturbations}${next}`
    )
  }

  /** What becomes of a trial that is compared with what is known of the others. */
  #judge(trial: string, study: StudyGlance): ScheduleDecision | undefined {
    const { lower, upper, size } = this.#members.ends()
    const rank = this.#members.rankOf(trial) ?? size
    if (rank >= upper) this.#checkpoints += 1
    if (rank >= lower) return undefined
    if (upper < size) this.#requireCheckpoint()
    const order = this.#copier.copy(trial, this.#perturbations, study)
    return order && { action: 'exploit', exploit: order.exploit, reason: order.reason }
  }

  #judgeTogether(trial: string, gate: SyncGate, study: StudyGlance): ScheduleDecision {
    const reached = this.#words(this.#lastArrival)
    if (!this.#allHaveCome(gate)) {
      return { action: 'pause', reason: `waits at ${reached} for all others to come as far` }
    }
    const { lower, upper, size } = this.#members.ends()
    if (lower > 0 && upper < size) this.#requireCheckpoint()
    const all = this.#judgeAll(gate, study)
    const own = all.find((order) => order.trial === trial)
    const orders = all.filter((order) => order !== own)
    return own === undefined
      ? { action: 'pause', reason: `was the last to come to ${reached}`, orders }
      : { action: 'exploit', exploit: own.exploit, reason: own.reason, orders }
  }

  /** Judges those that wait for nothing but a trial that will not come. */
  #judgeRest(study: StudyGlance): Orders {
    const gate = this.#gate
    return gate !== undefined && this.#allHaveCome(gate) ? this.#judgeAll(gate, study) : undefined
  }

  #leave(trial: string, study: StudyGlance): Orders {
    this.#members.remove(trial)
    return this.#judgeRest(study)
  }

  #allHaveCome(gate: SyncGate): boolean {
    return this.#searchFinished && gate.isReachedByAll(this.#members)
  }

  #judgeAll(gate: SyncGate, study: StudyGlance): readonly ExploitOrder[] {
    const { lower, upper, size } = this.#members.ends()
    this.#checkpoints += size - upper
    this.#members.perturbAll(this.#lastArrival)
    const orders: ExploitOrder[] = []
    for (const trial of this.#members.ranked(0, lower)) {
      const order = this.#copier.copy(trial, this.#perturbations + orders.length, study)
      if (order !== undefined) orders.push(order)
    }
    gate.moveOn(this.#members)
    return orders
  }

  #requireCheckpoint(): void {
    if (this.#sawCheckpoint) return
    const { perturbationInterval, timeAttr } = this.#rules
    throw new ConfigurationError(
      'CHECKPOINT_REQUIRED',
      `${this.#setup.name} continues bad trials from checkpoints of good ones, and the first is due ` +
        `at ${this.#words(this.#lastArrival)}, but no trial has reported a checkpoint. Call ` +
        'report(metrics, { checkpoint }) at least once in every perturbationInterval ' +
        `(${perturbationInterval} ${timeAttr}), and start from getCheckpoint() when there is one. ` +
        'A class saves by itself: let checkpointConfig.checkpointFrequency be no larger.',
      { path: ['tuneConfig', 'scheduler'] },
    )
  }

  #refuse(path: string, value: number | undefined, role: string): ScheduleDecision {
    if (!this.#rules.requireAttrs) return CONTINUE
    const found = value === undefined ? `has no ${path}` : `has ${path} ${value}`
    const reason =
      `the result ${found}, which ${role} in ${this.#setup.name}. Report it every time, or set ` +
      'requireAttrs: false'
    return { action: 'stop', reason }
  }

  #words(time: number): string {
    return `${this.#rules.timeAttr} ${figure(time)}`
  }
}
