import type { ScheduleOrder } from '../schedule/scheduler.ts'
import type { Command } from './commands.ts'
import { obey } from './by-hand.ts'
import { onStarted, recallBeginning, recallStarts } from './beginnings.ts'
import { abandon, complete, giveUp, onEnded } from './endings.ts'
import type { StudyEvent, TrialStatus } from './events.ts'
import type { ExploitRecord } from './exploit-record.ts'
import { onCheckpointed } from './late-checkpoint.ts'
import { Ledger } from './ledger.ts'
import { carryOut } from './orders.ts'
import { carryOn, orderEnds } from './progress.ts'
import { onReported } from './reports.ts'
import type { StudySetup } from './setup.ts'
import { StudyState } from './state.ts'
import type { EventOf } from './state.ts'
import { requestStop } from './stopping.ts'
import { Trial } from './trial.ts'
import type { ResourceUsage } from './view.ts'

/**
 * The study as a fold: {@link apply} takes an event, moves the state and says what is to be done. It
 * reads no clock and has no effects, so that folding the stored events again gives the same study,
 * with search, schedule and stop rule exactly as they were. The state is owned and moved in place:
 * at a hundred thousand trials a copy per event is what one cannot afford.
 */
export class Study {
  readonly #state: StudyState
  /** How many of the orders given at this event have been carried out. */
  #carriedOut = 0

  constructor(setup: StudySetup) {
    this.#state = new StudyState(setup)
  }

  get trials(): readonly Trial[] {
    return this.#state.roster.trials
  }

  get counts(): Readonly<Record<TrialStatus, number>> {
    return this.#state.roster.counts
  }

  get usage(): ResourceUsage {
    return this.#state.ledger.usage
  }

  get best(): Trial | undefined {
    return this.#state.roster.standing.best
  }

  get sessionStartedAt(): number {
    return this.#state.sessionStartedAt
  }

  get stopReason(): string | undefined {
    return this.#state.stopReason
  }

  /** Which trials became copies of which, in order. */
  get exploits(): readonly ExploitRecord[] {
    return this.#state.exploits
  }

  /** What the schedule ordered because of the last event: to be stored with it. */
  get ordered(): readonly ScheduleOrder[] {
    return this.#state.ordered
  }

  /** Whether a stop was asked for: no more trials start in this session. */
  get isStopping(): boolean {
    return this.#state.stopping !== undefined
  }

  /** Whether it was ended from outside, and not by a rule of its own. */
  get isInterrupted(): boolean {
    return !this.isComplete && this.#state.stopping?.final !== true
  }

  /** How many trials there will be in all; `Infinity` when there is no end. */
  get total(): number {
    return this.#state.setup.search.total + this.#state.roster.given
  }

  /** Ids of the trials that the last event has started: to be stored with it. */
  get begun(): readonly string[] {
    return this.#state.begun
  }

  /** Who ended well or was stopped at the last event, in order. */
  get completed(): readonly Trial[] {
    return this.#state.completed
  }

  /** Whether an `idle` event is awaited: nothing has happened since it was asked for. */
  get isIdle(): boolean {
    return this.#state.idle === 'asked'
  }

  /** Whether every trial that this study will ever have has ended. */
  get isComplete(): boolean {
    const { PENDING, RUNNING, PAUSED } = this.counts
    return this.#state.desk.isFinished && PENDING + RUNNING + PAUSED === 0
  }

  /** Whether the search will still be asked. */
  get needsSuggestions(): boolean {
    const { desk, roster, setup } = this.#state
    return !desk.isFinished || this.trials.length - roster.given < setup.search.total
  }

  trial(id: string): Trial | undefined {
    return this.#state.roster.get(id)
  }

  /** The trial, if this is its current attempt and it is running; messages of others are dropped. */
  running(id: string, attempt: number): Trial | undefined {
    return this.#state.roster.running(id, attempt)
  }

  /** So many suggestions come for the last `suggest`; if fewer than asked for, the search waits for results. */
  suggestionsCome(count: number): void {
    this.#state.desk.onAnswered(count)
  }

  /** All of them are in. */
  suggestionsAnswered(at: number): readonly Command[] {
    this.#state.commands = []
    carryOn(this.#state, at)
    return this.#state.commands
  }

  /** Moves the state by one event and returns what is to be done about it, in order. */
  apply(event: StudyEvent): readonly Command[] {
    return this.#turn(event, false)
  }

  /**
   * Moves the state by an event that was stored. What was decided then holds, also where this version
   * or other rules would decide otherwise.
   */
  recall(event: StudyEvent): void {
    this.#turn(event, true)
  }

  #turn(event: StudyEvent, recalling: boolean): readonly Command[] {
    this.#state.commands = []
    this.#state.ordered = []
    this.#state.completed = []
    this.#state.begun = []
    this.#state.recalling = recalling
    this.#carriedOut = 0
    this.#fold(event)
    if (recalling) this.#state.ordered = [...(event.orders ?? [])]
    this.#carryOutOrders(event.at)
    if (event.type === 'idle') {
      orderEnds(this.#state)
      this.#carryOutOrders(event.at)
    }
    carryOn(this.#state, event.at)
    if (recalling) recallStarts(this.#state, event)
    return this.#state.commands
  }

  /** An order may have consequences, because of which further ones are given. */
  #carryOutOrders(at: number): void {
    const { ordered } = this.#state
    for (; this.#carriedOut < ordered.length; this.#carriedOut++) {
      carryOut(this.#state, ordered[this.#carriedOut] as ScheduleOrder, at)
    }
  }

  #fold(event: StudyEvent): void {
    if (event.type !== 'idle' && event.type !== 'tick') this.#state.idle = 'no'
    switch (event.type) {
      case 'session-started':
        this.#onSessionStarted(event)
        break
      case 'trial-added':
        this.#onTrialAdded(event)
        break
      case 'search-finished':
        this.#state.desk.finish()
        this.#state.take(this.#state.setup.schedule.onSearchFinished?.(this.#state.glance))
        break
      case 'started':
        if (this.#state.recalling) recallBeginning(this.#state, event)
        onStarted(this.#state, event)
        break
      case 'reported':
        if (this.#state.recalling) recallBeginning(this.#state, event)
        onReported(this.#state, event)
        break
      case 'checkpointed':
        onCheckpointed(this.#state, event)
        break
      case 'ended':
        if (this.#state.recalling) recallBeginning(this.#state, event)
        onEnded(this.#state, event)
        break
      case 'stop-requested':
        requestStop(this.#state, event.how, event.reason, { final: false })
        break
      case 'trial-ordered':
        obey(this.#state, event)
        break
      case 'tick':
        this.#state.desk.onNews()
        break
      case 'idle':
        this.#state.idle = 'yes'
        this.#state.take(this.#state.setup.schedule.onIdle?.(this.#state.glance))
        break
      case 'study-finished':
        break
    }
  }

  #onSessionStarted(event: EventOf<'session-started'>): void {
    const { resumeUnfinished, resumeErrored, restartErrored } = event.rules
    const { queue } = this.#state.roster
    this.#state.ledger = new Ledger(event.capacity)
    this.#state.sessionStartedAt = event.at
    this.#state.stopping = undefined
    this.#state.stopReason = undefined
    this.#state.finishing = false
    this.#state.setup.stopRule.onSessionStarted?.(event.at)
    for (const trial of queue.held) {
      trial.hold = undefined
      this.#state.roster.letGo(trial)
    }
    const waiting = queue.takePending().flatMap((id) => this.trial(id) ?? [])
    for (const trial of this.trials) {
      if (trial.status === 'RUNNING') {
        trial.grant = undefined
        // Its stop was decided and stored; only the end of its process was not seen.
        if (trial.decision === 'stop') complete(this.#state, trial, true)
        else if (trial.decision === 'pause' && !trial.judgement.byHand)
          this.#state.roster.pause(trial)
        else this.#state.roster.wait(trial)
      } else if (trial.status === 'ERROR' && (resumeErrored || restartErrored)) {
        trial.restart = restartErrored && !resumeErrored
        trial.failureBudget = trial.failures + this.#state.setup.failures.maxFailures
        this.#state.roster.wait(trial)
        this.#state.setup.schedule.onTrialAdded(trial.id, this.#state.glance)
      }
    }
    // Who has begun goes on before anybody new does.
    const isNew = ({ attempt }: Trial): boolean => attempt === 0
    for (const trial of waiting) if (!isNew(trial)) this.#state.roster.wait(trial)
    for (const trial of waiting) if (isNew(trial)) this.#state.roster.wait(trial)
    if (!resumeUnfinished) {
      const { pending, paused } = queue.startable
      for (const id of [...pending, ...paused]) abandon(this.#state, id, 'not resumed')
    }
    this.#state.desk.reopen(this.trials.length - this.#state.roster.given)
    const deadline = this.#state.setup.stopRule.deadline?.()
    if (deadline !== undefined) this.#state.commands.push({ type: 'wake', at: deadline })
  }

  #onTrialAdded(event: EventOf<'trial-added'>): void {
    const trial = new Trial({
      id: event.trial,
      number: this.trials.length,
      name: `${this.#state.setup.trainableName}_${event.trial}`,
      config: event.config,
      params: event.params,
      resources: event.resources,
      failureBudget: this.#state.setup.failures.maxFailures,
    })
    trial.isGiven = event.given === true
    this.#state.roster.add(trial)
    if (!trial.isGiven) this.#state.desk.onSuggestion()
    // A later session may have had more trials than these rules know of.
    this.#state.finishing = false
    const { config, params, memo } = event
    const { search } = this.#state.setup
    if (trial.isGiven) search.onTrialGiven?.(trial.id, { config, params })
    else search.onTrialAdded(trial.id, { config, params, memo })
    this.#state.setup.schedule.onTrialAdded(trial.id, this.#state.glance)
    if (event.error === undefined) this.#state.roster.wait(trial)
    else {
      trial.error = event.error
      giveUp(this.#state, trial)
    }
  }
}
