import type { Result } from '../math/score.ts'
import { Ledger } from './ledger.ts'
import type { Grant } from './ledger.ts'
import { SearchDesk } from './search-desk.ts'
import { Standing } from './standing.ts'
import { Trial } from './trial.ts'
import { shelve, tidyShelf, unshelve } from './checkpoint-shelf.ts'
import { TrialQueue } from './trial-queue.ts'
import type { Command } from './commands.ts'
import type { CheckpointRef, StudyEvent, TrialStatus } from './events.ts'
import type { StudySetup } from './setup.ts'
import type { ResourceUsage } from './view.ts'

type Event<T extends StudyEvent['type']> = Extract<StudyEvent, { type: T }>

const MAX_BACKOFF_S = 600
const STALLED_SEARCH_MS = 100

/**
 * The study as a fold: {@link apply} takes an event, moves the state and says what is to be done. It
 * reads no clock and has no effects, so that folding the stored events again gives the same study,
 * with search, schedule and stop rule exactly as they were. The state is owned and moved in place:
 * at a hundred thousand trials a copy per event is what one cannot afford.
 */
export class Study {
  readonly #setup: StudySetup
  readonly #trials: Trial[] = []
  readonly #byId: Map<string, Trial> = new Map()
  readonly #counts: Record<TrialStatus, number> = {
    PENDING: 0,
    RUNNING: 0,
    PAUSED: 0,
    TERMINATED: 0,
    ERROR: 0,
  }
  readonly #standing: Standing
  #ledger = new Ledger({ cpu: 0, gpu: 0, custom: {} })
  readonly #queue: TrialQueue = new TrialQueue()
  readonly #desk: SearchDesk
  #sessionStartedAt = 0
  #stopping: { how: 'finish' | 'now'; reason: string; final: boolean } | undefined
  #finishing = false
  #stopReason: string | undefined
  #commands: Command[] = []

  constructor(setup: StudySetup) {
    this.#setup = setup
    this.#desk = new SearchDesk(setup.search)
    this.#standing = new Standing(setup.metric, setup.mode)
  }

  get trials(): readonly Trial[] {
    return this.#trials
  }

  get counts(): Readonly<Record<TrialStatus, number>> {
    return this.#counts
  }

  get usage(): ResourceUsage {
    return this.#ledger.usage
  }

  get best(): Trial | undefined {
    return this.#standing.best
  }

  get sessionStartedAt(): number {
    return this.#sessionStartedAt
  }

  get stopReason(): string | undefined {
    return this.#stopReason
  }

  /** Whether a stop was asked for: no more trials start in this session. */
  get isStopping(): boolean {
    return this.#stopping !== undefined
  }

  /** Whether it was ended from outside, and not by a rule of its own. */
  get isInterrupted(): boolean {
    return !this.isComplete && this.#stopping?.final !== true
  }

  /** Whether every trial that this study will ever have has ended. */
  get isComplete(): boolean {
    const { PENDING, RUNNING, PAUSED } = this.#counts
    return this.#desk.isFinished && PENDING + RUNNING + PAUSED === 0
  }

  /** Whether the search will still be asked. */
  get needsSuggestions(): boolean {
    return !this.#desk.isFinished || this.#trials.length < this.#setup.search.total
  }

  trial(id: string): Trial | undefined {
    return this.#byId.get(id)
  }

  /** The trial, if this is its current attempt and it is running; messages of others are dropped. */
  running(id: string, attempt: number): Trial | undefined {
    const trial = this.#byId.get(id)
    return trial?.status === 'RUNNING' && trial.attempt === attempt ? trial : undefined
  }

  /** All suggestions that the search had for the last `suggest` are in; if fewer, it waits for results. */
  suggestionsAnswered(at: number): readonly Command[] {
    this.#commands = []
    this.#desk.onAnswered()
    this.#carryOn(at)
    return this.#commands
  }

  /** Moves the state by one event and returns what is to be done about it, in order. */
  apply(event: StudyEvent): readonly Command[] {
    this.#commands = []
    switch (event.type) {
      case 'session-started':
        this.#onSessionStarted(event)
        break
      case 'trial-added':
        this.#onTrialAdded(event)
        break
      case 'search-finished':
        this.#desk.finish()
        break
      case 'started':
        this.#onStarted(event)
        break
      case 'reported':
        this.#onReported(event)
        break
      case 'ended':
        this.#onEnded(event)
        break
      case 'stop-requested':
        this.#stop(event.how, event.reason, { final: false })
        break
      case 'tick':
        this.#desk.onNews()
        break
      case 'study-finished':
        break
    }
    this.#carryOn(event.at)
    return this.#commands
  }

  #onSessionStarted(event: Event<'session-started'>): void {
    const { resumeUnfinished, resumeErrored, restartErrored } = event.rules
    this.#ledger = new Ledger(event.capacity)
    this.#sessionStartedAt = event.at
    this.#stopping = undefined
    this.#stopReason = undefined
    this.#finishing = false
    this.#setup.stopRule.onSessionStarted?.(event.at)
    this.#queue.clear()
    for (const trial of this.#trials) {
      if (trial.status === 'RUNNING') {
        trial.grant = undefined
        // Its stop was decided and stored; only the end of its process was not seen.
        if (trial.decision === 'stop') this.#complete(trial, 'stopped')
        else if (trial.decision === 'pause') this.#setStatus(trial, 'PAUSED')
        else this.#setStatus(trial, 'PENDING')
      }
      if (trial.status === 'ERROR' && (resumeErrored || restartErrored)) {
        trial.restart = restartErrored && !resumeErrored
        trial.failureBudget = trial.failures + this.#setup.failures.maxFailures
        this.#setStatus(trial, 'PENDING')
        this.#setup.schedule.onTrialAdded(trial.id)
      }
      if (trial.status === 'PENDING' || trial.status === 'PAUSED') {
        trial.notBefore = 0
        if (!resumeUnfinished) this.#abandon(trial, 'not resumed')
        else if (trial.status === 'PENDING') this.#queue.wait(trial)
        else this.#queue.pause(trial)
      }
    }
    this.#desk.reopen(this.#trials.length)
  }

  #onTrialAdded(event: Event<'trial-added'>): void {
    const trial = new Trial({
      id: event.trial,
      number: this.#trials.length,
      name: `${this.#setup.trainableName}_${event.trial}`,
      config: event.config,
      params: event.params,
      resources: event.resources,
      failureBudget: this.#setup.failures.maxFailures,
    })
    this.#trials.push(trial)
    this.#byId.set(trial.id, trial)
    this.#counts.PENDING += 1
    this.#standing.open(trial)
    this.#desk.onSuggestion()
    // A later session may have had more trials than these rules know of.
    this.#finishing = false
    this.#setup.search.onTrialAdded(trial.id, { config: trial.config, params: trial.params })
    this.#setup.schedule.onTrialAdded(trial.id)
    if (event.error === undefined) this.#queue.wait(trial)
    else {
      trial.error = event.error
      this.#countFailure(trial)
      this.#giveUp(trial)
    }
  }

  #onStarted(event: Event<'started'>): void {
    const trial = this.#byId.get(event.trial)
    if (trial === undefined) return
    // It was started in a session with other rules than these; that it was is a fact.
    if (trial.status !== 'RUNNING' && event.attempt === trial.attempt + 1) this.#begin(trial)
    if (trial.status !== 'RUNNING' || event.attempt !== trial.attempt) return
    trial.startedAt = event.at
    trial.lastReportAt = event.at
    trial.pid = event.pid
  }

  #onReported(event: Event<'reported'>): void {
    const trial = this.running(event.trial, event.attempt)
    if (trial === undefined) return
    const { result } = event
    const iteration = result['training_iteration']
    trial.iteration = typeof iteration === 'number' ? iteration : trial.iteration + 1
    trial.timeTotalS = trial.timeAtStart + (event.at - (trial.startedAt ?? event.at)) / 1000
    trial.lastReportAt = event.at
    trial.lastResult = result
    this.#desk.onNews()
    if (event.checkpoint !== undefined) {
      this.#delete(trial, shelve(trial, event.checkpoint, result, this.#setup.checkpoints))
    }

    const decided = this.#decide(trial, result)
    // What was stored is a fact, even where this version would have decided otherwise.
    trial.decision = event.decision ?? decided.action
    trial.reason = event.decision === undefined ? decided.reason : event.reason
    if (trial.decision === 'stop') trial.lastResult = { ...result, done: true }
    else this.#setup.search.onTrialResult(trial.id, result)
    this.#commands.push({
      type: 'answer',
      trial: trial.id,
      attempt: trial.attempt,
      seq: event.seq,
      decision: this.#stopping && trial.decision === 'continue' ? 'stop' : trial.decision,
    })
  }

  #decide(
    trial: Trial,
    result: Result,
  ): { readonly action: 'continue' | 'stop' | 'pause'; readonly reason?: string } {
    const stop = this.#setup.stopRule.onResult(trial.id, result)
    if (stop !== undefined) return { action: 'stop', reason: stop }
    if (result['done'] === true) return { action: 'stop', reason: 'the trial reported done: true' }
    return this.#setup.schedule.onTrialResult(trial.id, result)
  }

  #onEnded(event: Event<'ended'>): void {
    const trial = this.running(event.trial, event.attempt)
    if (trial === undefined) return
    if (trial.grant) this.#ledger.giveBack(trial.grant)
    trial.grant = undefined
    trial.restart = false
    if (event.error !== undefined) trial.error = event.error
    this.#desk.onNews()
    trial.outcome = event.outcome ?? this.#outcomeOf(trial, event)
    switch (trial.outcome) {
      case 'ERROR':
        this.#countFailure(trial)
        this.#giveUp(trial)
        break
      case 'TERMINATED':
        if (this.#stopping?.final === true) trial.reason ??= this.#stopping.reason
        this.#complete(trial, event.cause === 'completed' ? 'completed' : 'stopped')
        break
      case 'PAUSED':
        this.#pause(trial)
        break
      default:
        if (event.cause === 'error') this.#retry(trial, event.at)
        // Ended by an interruption, not by anything about itself: it goes on when the study does.
        else this.#letWait(trial)
    }
  }

  #outcomeOf(trial: Trial, event: Event<'ended'>): TrialStatus {
    if (trial.decision === 'stop') return 'TERMINATED'
    if (event.cause === 'error') {
      return trial.failures + 1 > trial.failureBudget ? 'ERROR' : 'PENDING'
    }
    if (event.cause === 'completed') return 'TERMINATED'
    if (trial.decision === 'pause') return 'PAUSED'
    return this.#stopping?.final === true ? 'TERMINATED' : 'PENDING'
  }

  #countFailure(trial: Trial): void {
    trial.failures += 1
    this.#setup.schedule.onTrialError(trial.id)
  }

  #retry(trial: Trial, at: number): void {
    const { backoffS } = this.#setup.failures
    this.#countFailure(trial)
    this.#setup.schedule.onTrialAdded(trial.id)
    if (backoffS === 0) {
      this.#letWait(trial)
      return
    }
    const wait = Math.min(backoffS * 2 ** (trial.failures - 1), MAX_BACKOFF_S)
    trial.notBefore = at + wait * 1000
    this.#setStatus(trial, 'PENDING')
    this.#queue.delay(trial)
    this.#commands.push({ type: 'wake', at: trial.notBefore })
  }

  #giveUp(trial: Trial): void {
    this.#setStatus(trial, 'ERROR')
    this.#standing.settle(trial)
    this.#setup.search.onTrialComplete(trial.id, trial.lastResult, 'failed')
    if (!this.#setup.failures.failFast) return
    this.#stop('finish', `${trial.name} failed and failFast is set`, { final: false })
  }

  #complete(trial: Trial, outcome: 'completed' | 'stopped'): void {
    this.#setStatus(trial, 'TERMINATED')
    this.#standing.settle(trial)
    this.#setup.schedule.onTrialComplete(trial.id, trial.lastResult)
    this.#setup.search.onTrialComplete(trial.id, trial.lastResult, outcome)
    this.#delete(trial, tidyShelf(trial, this.#setup.checkpoints))
  }

  #abandon(trial: Trial, reason: string): void {
    this.#setStatus(trial, 'TERMINATED')
    trial.reason = reason
    this.#standing.settle(trial)
    this.#setup.schedule.onTrialRemoved(trial.id)
    this.#setup.search.onTrialComplete(trial.id, trial.lastResult, 'stopped')
  }

  #pause(trial: Trial): void {
    this.#setStatus(trial, 'PAUSED')
    this.#queue.pause(trial)
  }

  #letWait(trial: Trial): void {
    this.#setStatus(trial, 'PENDING')
    this.#queue.wait(trial)
  }

  #setStatus(trial: Trial, status: TrialStatus): void {
    this.#counts[trial.status] -= 1
    this.#counts[status] += 1
    trial.status = status
    if (status === 'PENDING') this.#standing.open(trial)
  }

  #delete(trial: Trial, checkpoints: readonly CheckpointRef[]): void {
    if (checkpoints.length === 0) return
    this.#commands.push({ type: 'delete-checkpoints', trial: trial.id, checkpoints })
  }

  #stop(how: 'finish' | 'now', reason: string, { final }: { final: boolean }): void {
    if (this.#stopping?.how === 'now' || (this.#stopping && how === 'finish')) return
    this.#stopping = { how, reason, final: final || this.#stopping?.final === true }
    this.#stopReason = reason
    for (const trial of this.#trials) {
      if (trial.status !== 'RUNNING') continue
      this.#commands.push({
        type: 'end-attempt',
        trial: trial.id,
        attempt: trial.attempt,
        how: how === 'finish' ? 'ask' : 'kill',
      })
    }
  }

  /** What follows from the state alone: study-wide stops, starts, questions to the search, the end. */
  #carryOn(at: number): void {
    if (this.#sessionStartedAt === 0 || this.#finishing) return
    if (!this.#stopping) {
      const reason = this.#setup.stopRule.stopAll(at)
      if (reason !== undefined) this.#stop('finish', reason, { final: true })
    }
    if (!this.#stopping) {
      this.#queue.release(at)
      while (this.#startNext(at));
      this.#askForMore()
    }
    if (this.#counts.RUNNING > 0 || this.#desk.isAwaiting) return
    if (!this.#stopping && !this.#desk.isFinished) {
      // A search that has nothing to say while nothing runs is asked again, not waited for.
      if (this.#desk.isWaiting) this.#commands.push({ type: 'wake', at: at + STALLED_SEARCH_MS })
      return
    }
    if (!this.#stopping && this.#queue.hasDelayed) return
    this.#finishing = true
    this.#commands.push({ type: 'finish' })
  }

  #startNext(at: number): boolean {
    if (this.#queue.isEmpty) return false
    if (this.#counts.RUNNING >= this.#setup.maxConcurrentTrials) return false
    const chosen = this.#setup.schedule.choose(this.#queue.startable)
    const trial = chosen === undefined ? undefined : this.#byId.get(chosen)
    // The chosen trial waits for its turn; a smaller one behind it must not starve it.
    const grant = trial && this.#ledger.take(trial.resources)
    if (trial === undefined || grant === undefined) return false
    const checkpoint = trial.startingPoint
    const rewoundTo = this.#begin(trial, grant)
    trial.lastReportAt = at
    const { id, attempt } = trial
    const { gpus } = grant
    if (trial.restart) this.#delete(trial, unshelve(trial, trial.checkpoints))
    this.#commands.push({ type: 'start', trial: id, attempt, checkpoint, gpus, rewoundTo })
    return true
  }

  #begin(trial: Trial, grant?: Grant): number | undefined {
    this.#queue.remove(trial)
    this.#counts[trial.status] -= 1
    this.#counts.RUNNING += 1
    this.#standing.open(trial)
    return trial.begin(grant)
  }

  #askForMore(): void {
    const { maxConcurrentTrials, resources } = this.#setup
    const count = this.#desk.ask(this.#queue.pendingCount, (limit) => {
      const slots = maxConcurrentTrials - this.#counts.RUNNING
      return this.#ledger.room(resources, Math.min(limit, slots))
    })
    if (count > 0) this.#commands.push({ type: 'suggest', count })
  }
}
