import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describeFailure } from '../worker/failure.ts'
import { announce, consequencesOf } from './announce.ts'
import { Asking } from './asking.ts'
import { CheckpointFolders } from './checkpoint-folders.ts'
import { HandControls } from './hand-controls.ts'
import { takeReport } from './take-report.ts'
import { writeParams } from '../logger/params.ts'
import { trialId } from './trial-ids.ts'
import type { Clock, ClockAlarm } from '../executor/clock.ts'
import type { AttemptId, Executor, ExecutorEvent } from '../executor/executor.ts'
import type { CheckpointOrders, TrialFailure } from '../protocol/messages.ts'
import type { Schedule } from '../schedule/scheduler.ts'
import type { Search, Suggestion, Suggestions } from '../search/searcher.ts'
import type { Storage } from '../storage/storage.ts'
import type { Command } from '../study/commands.ts'
import type { StudyControls } from '../study/controls.ts'
import type { Capacity, SessionRules, StudyEvent } from '../study/events.ts'
import { withFacts } from '../study/facts.ts'
import { trialAdded } from '../study/new-trial.ts'
import { noResult } from '../study/result-fields.ts'
import type { Study } from '../study/study.ts'
import type { Trial } from '../study/trial.ts'
import type { Notifier } from './notifier.ts'
import type { ResourceRequest } from './resources.ts'
import type { Thinker } from './thinker.ts'
import type { UnreadParams } from './unread-params.ts'

/** How often a study that waits looks at the clock, in milliseconds. */
const TICK_MS = 500

type EventMaker = () => StudyEvent | undefined

export interface SessionParts {
  readonly study: Study
  readonly search: Search
  /** Where the search is asked when it may take long; undefined: always here. */
  readonly thinker?: Thinker | undefined
  readonly schedule: Schedule
  readonly storage: Storage
  readonly executor: Executor
  readonly notifier: Notifier
  readonly studyName: string
  readonly studyDir: string
  /** First part of the trial ids, e.g. `63ecc`. */
  readonly idPrefix: string
  /** What every report must have. */
  readonly metrics: readonly string[]
  readonly capacity: Capacity
  readonly rules: SessionRules
  /** What a trial with this config asks for. May throw: that is the trial's failure. */
  readonly resourcesFor: (config: unknown) => ResourceRequest
  /** How many ranks each trial has; undefined: one process that knows of no others. */
  readonly workers?: number | undefined
  /** When class trainables save their state. */
  readonly checkpoints?: CheckpointOrders | undefined
  /** A config that a user gave, completed from the space. Throws where it does not fit. */
  readonly complete: (config: Readonly<Record<string, unknown>>, number: number) => Suggestion
  /** Tells the user a line. */
  readonly warn: (line: string) => void
  readonly unreadParams: UnreadParams
  /** Throws when the study can no longer be stored. */
  readonly guard: () => void
  readonly clock: Clock
}

/**
 * One sitting of a study: the only loop with effects. Everything that happens becomes an event; the
 * events of one turn are folded, stored in one transaction, and only then acted upon.
 */
export class Session {
  readonly #parts: SessionParts
  /** What has happened and is not folded yet; an event is made when those before it have been. */
  #queue: EventMaker[] = []
  #draining = false
  #scheduled = false
  #alarm: ClockAlarm | undefined
  /** Attempts that broke the rules and are being ended, with what they did. */
  readonly #offenders: Map<string, TrialFailure> = new Map()
  readonly #folders: CheckpointFolders
  readonly #asking: Asking
  #resolve: () => void = () => undefined
  #reject: (error: unknown) => void = () => undefined
  #hasWarned = false
  #over = false

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#folders = new CheckpointFolders(parts.studyDir, parts.warn)
    this.#asking = new Asking(parts)
  }

  /** Runs until nothing is left to do or a stop has been carried out. */
  async run(): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const { capacity, rules } = this.#parts
    this.#alarm = this.#parts.clock.alarm(TICK_MS, () => this.#tick())
    this.#push({ type: 'session-started', at: this.#parts.clock.now(), capacity, rules })
    try {
      await done
    } finally {
      this.#over = true
      this.#alarm.stop()
      await this.#folders.settled()
    }
  }

  /** Asks all trials to end (`finish`), or kills them (`now`); they stay resumable. */
  stop(how: 'finish' | 'now', reason: string): void {
    this.#push({ type: 'stop-requested', at: this.#parts.clock.now(), how, reason })
  }

  /** What somebody outside may ask of the study while it runs. */
  get controls(): StudyControls {
    const { study, clock, complete } = this.#parts
    return new HandControls({
      study,
      now: () => clock.now(),
      isOver: () => this.#over || study.isStopping,
      stop: (how, reason) => this.stop(how, reason),
      put: (event) => this.#now(event),
      newTrial: (config) => {
        const number = study.trials.length
        return { ...this.#toTrial(complete(config, number), number), given: true }
      },
    })
  }

  /** What somebody waits for is not put off to the next turn. */
  #now(event: StudyEvent): void {
    this.#enqueue(() => event)
    if (!this.#draining) this.#drain()
  }

  /** The executor's voice. */
  receive(event: ExecutorEvent): void {
    const at = this.#parts.clock.now()
    this.#enqueue(() => this.#toStudyEvent(event, at))
  }

  #toStudyEvent(event: ExecutorEvent, at: number): StudyEvent | undefined {
    switch (event.type) {
      case 'started': {
        const trial = this.#parts.study.running(event.trial, event.attempt)
        return { ...event, at, from: trial?.iterationAtStart ?? 0 }
      }
      case 'reported':
        return this.#takeReport(event, at)
      case 'checkpointed':
        return this.#takeCheckpoint(event, at)
      case 'ended': {
        // Told, and not stored.
        const { unread: _unread, lastWords: _lastWords, ...ended } = event
        const trial = this.#parts.study.running(event.trial, event.attempt)
        if (trial && event.cause !== 'completed') this.#folders.sweep(trial.name, event.attempt)
        const offence = this.#offenders.get(keyOf(event))
        this.#offenders.delete(keyOf(event))
        const error = offence ?? this.#silence(event)
        if (error) return { ...ended, at, cause: 'error', error }
        if (trial) {
          this.#watchPause(trial)
          this.#parts.unreadParams.judge(trial, event)
        }
        return { ...ended, at }
      }
    }
  }

  #silence(event: Extract<ExecutorEvent, { type: 'ended' }>): TrialFailure | undefined {
    const { study, metrics } = this.#parts
    const isFine = event.cause !== 'completed' || metrics.length === 0
    const trial = study.running(event.trial, event.attempt)
    if (isFine || trial?.lastResult) return undefined
    return { ...noResult(metrics), ...event.lastWords }
  }

  #takeReport(
    event: Extract<ExecutorEvent, { type: 'reported' }>,
    at: number,
  ): StudyEvent | undefined {
    const { study, studyDir, metrics, executor } = this.#parts
    const trial = study.running(event.trial, event.attempt)
    // Late words of an attempt that is over or was told to end change nothing.
    if (!trial || this.#offenders.has(keyOf(event)) || trial.decision !== 'continue') {
      executor.answer(idOf(event), event.seq, trial?.decision === 'pause' ? 'pause' : 'stop')
      return undefined
    }
    try {
      return takeReport(event, { trial, trialDir: join(studyDir, trial.name), metrics, at })
    } catch (error) {
      this.#offend(event, describeFailure(error))
      return undefined
    }
  }

  #takeCheckpoint(
    event: Extract<ExecutorEvent, { type: 'checkpointed' }>,
    at: number,
  ): StudyEvent | undefined {
    const trial = this.#parts.study.running(event.trial, event.attempt)
    // Of a report that did not count, or of an attempt that is over.
    if (!trial || this.#offenders.has(keyOf(event))) return undefined
    return this.#folders.takeLast(trial, event, at)
  }

  /** The trial broke the rules: it is ended, and its end is a failure. */
  #offend(event: AttemptId & { readonly seq: number }, failure: TrialFailure): void {
    this.#offenders.set(keyOf(event), failure)
    this.#parts.executor.answer(idOf(event), event.seq, 'stop')
    this.#parts.executor.stop(idOf(event), 'ask')
  }

  #push(event: StudyEvent): void {
    this.#enqueue(() => event)
  }

  #enqueue(make: EventMaker): void {
    if (this.#over) return
    this.#queue.push(make)
    if (this.#scheduled || this.#draining) return
    this.#scheduled = true
    // What arrives in the same turn of the event loop is stored in one transaction.
    setImmediate(() => this.#drain())
  }

  #drain(): void {
    this.#scheduled = false
    this.#draining = true
    try {
      while (this.#queue.length > 0 && !this.#over) this.#settle(this.#queue.splice(0))
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#draining = false
    }
  }

  #fail(error: unknown): void {
    this.#over = true
    this.#reject(error)
  }

  #settle(makers: readonly EventMaker[]): void {
    const { study, storage, notifier } = this.#parts
    const stored: StudyEvent[] = []
    const effects: (() => void)[] = []
    for (const make of makers) {
      const event = make()
      if (!event) continue
      let commands: readonly Command[] = []
      const consequences = consequencesOf(study, event, () => {
        commands = study.apply(event)
      })
      if (event.type === 'tick' && commands.length === 0) continue
      stored.push(withFacts(study, event))
      effects.push(() => announce(notifier, study, event, consequences))
      for (const command of commands) effects.push(() => this.#carryOut(command))
    }
    if (stored.length > 0) storage.append(stored)
    for (const effect of effects) effect()
  }

  /** A trial that pauses and cannot be continued will start over: nobody should wonder why. */
  #watchPause({ name, decision, iteration, reason, startingPoint }: Trial): void {
    if (this.#hasWarned || decision !== 'pause' || startingPoint) return
    this.#hasWarned = true
    this.#parts.warn(
      `Warning: ${name} is paused at iteration ${iteration} (${reason ?? 'by the scheduler'}), ` +
        'but it has reported no checkpoint: when it goes on, it starts over from its beginning. So do ' +
        'others of this study. Report checkpoints, report(metrics, { checkpoint }), and begin from ' +
        'getCheckpoint(); a class needs saveCheckpoint and loadCheckpoint.',
    )
  }

  #carryOut(command: Command): void {
    const { executor } = this.#parts
    switch (command.type) {
      case 'suggest':
        this.#suggest(command.count)
        break
      case 'start':
        this.#start(command)
        break
      case 'answer':
        executor.answer(idOf(command), command.seq, command.decision)
        break
      case 'end-attempt':
        executor.stop(idOf(command), command.how)
        break
      case 'delete-checkpoints': {
        const trial = this.#parts.study.trial(command.trial)
        if (trial) this.#folders.remove(trial.name, command.checkpoints)
        break
      }
      case 'wake':
        this.#alarm?.setFor(command.at)
        break
      case 'idle':
        this.#idle()
        break
      case 'finish':
        this.#finish()
        break
    }
  }

  #suggest(count: number): void {
    const answer = this.#asking.ask(count)
    if (!(answer instanceof Promise)) {
      this.#accept(answer)
      return
    }
    answer
      .then((suggestions) => {
        // What comes too late is not lost: the search will say it again.
        if (!this.#over && !this.#parts.study.isStopping) this.#accept(suggestions)
      })
      .catch((error: unknown) => this.#fail(error))
  }

  #accept({ suggestions, finished, remarks }: Suggestions): void {
    const { study } = this.#parts
    this.#asking.tell(remarks)
    const first = study.trials.length
    const events: StudyEvent[] = suggestions.map((suggestion, i) =>
      this.#toTrial(suggestion, first + i),
    )
    if (finished) events.push({ type: 'search-finished', at: this.#parts.clock.now() })
    study.suggestionsCome(suggestions.length)
    this.#settle(events.map((event) => () => event))
    const commands = study.suggestionsAnswered(this.#parts.clock.now())
    for (const command of commands) this.#carryOut(command)
  }

  #toTrial(suggestion: Suggestion, number: number): ReturnType<typeof trialAdded> {
    const { schedule, idPrefix, clock, capacity, resourcesFor } = this.#parts
    return trialAdded(suggestion, {
      at: clock.now(),
      trial: trialId(idPrefix, number),
      number,
      schedule,
      capacity,
      resourcesFor,
      describe: describeFailure,
    })
  }

  #start(command: Extract<Command, { type: 'start' }>): void {
    const { study, studyDir, studyName, executor, notifier } = this.#parts
    const { workers, checkpoints } = this.#parts
    const trial = study.trial(command.trial)
    if (!trial) return
    const dir = join(studyDir, trial.name)
    try {
      mkdirSync(dir, { recursive: true })
      // Processes of a trial other than its first find the config only here.
      writeParams(dir, trial.config)
    } catch (error) {
      this.receive({
        type: 'ended',
        trial: trial.id,
        attempt: command.attempt,
        cause: 'error',
        error: describeFailure(error),
      })
      return
    }
    const source = command.from && study.trial(command.from.trial)
    const from = source && join(studyDir, source.name, command.from.checkpoint.name)
    if (command.rewoundTo !== undefined) notifier.tell('onTrialRewound', trial, command.rewoundTo)
    executor.launch({
      trial: trial.id,
      attempt: command.attempt,
      trialName: trial.name,
      studyName,
      config: trial.config,
      dir,
      ...(from ? { checkpoint: from } : {}),
      iteration: trial.iterationAtStart,
      resources: trial.resources,
      ...(checkpoints === undefined ? {} : { checkpoints }),
      gpus: command.gpus,
      ...(workers === undefined ? {} : { workers }),
    })
  }

  #tick(): void {
    this.#enqueue(() => {
      this.#parts.guard()
      return { type: 'tick', at: this.#parts.clock.now() }
    })
  }

  #idle(): void {
    this.#enqueue(() => {
      const { study, clock } = this.#parts
      return study.isIdle ? { type: 'idle', at: clock.now() } : undefined
    })
  }

  #finish(): void {
    this.#parts.guard()
    const reason = this.#parts.study.stopReason
    this.#parts.storage.append([
      { type: 'study-finished', at: this.#parts.clock.now(), ...(reason ? { reason } : {}) },
    ])
    this.#over = true
    this.#resolve()
  }
}

function idOf({ trial, attempt }: AttemptId): AttemptId {
  return { trial, attempt }
}

function keyOf(id: AttemptId): string {
  return `${id.trial}#${id.attempt}`
}
