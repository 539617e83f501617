import { AttuneError } from '../errors.ts'
import { withFacts } from '../study/facts.ts'
import { trialAdded } from '../study/new-trial.ts'
import { noResult } from '../study/result-fields.ts'
import { failureOf, takeStep } from './take-step.ts'
import { SimulatedTrials, VIRTUAL_EPOCH } from './trials.ts'
import type { Amounts } from '../schedule/scheduler.ts'
import type { Suggestion } from '../search/searcher.ts'
import type { Command } from '../study/commands.ts'
import type { SessionRules, StoredFailure, StudyEvent } from '../study/events.ts'
import type { Study } from '../study/study.ts'
import type { PlayOptions, PlayOutcome } from './play-options.ts'
import type { Happening, SimulatedId } from './happening.ts'

/**
 * Runs one session of a study on simulated trials: no storage, no files, no waiting, and all else as a
 * tuner does it, event by event.
 * @throws {AttuneError} `SIMULATION_STUCK` when the study goes on and nothing is left that could happen.
 */
export function play(options: PlayOptions): PlayOutcome {
  return new Player(options).run()
}

const RULES: SessionRules = { resumeUnfinished: true, resumeErrored: false, restartErrored: false }

class Player {
  readonly #options: PlayOptions
  readonly #trials: SimulatedTrials
  /** An `idle` event is to follow once all commands are carried out. */
  #isAskedWhenIdle = false
  #told = 0
  #over = false
  #finished = false

  constructor(options: PlayOptions) {
    this.#options = options
    this.#trials = new SimulatedTrials(options.trainable, options.startAt ?? VIRTUAL_EPOCH)
  }

  run(): PlayOutcome {
    const { capacity, rules = RULES, interrupt } = this.#options
    const startedAt = this.#trials.now
    if (interrupt) this.#trials.ringAt(interrupt.at)
    this.#feed({ type: 'session-started', at: startedAt, capacity, rules })
    while (!this.#over) this.#take(this.#trials.next())
    this.#trials.clear()
    return {
      startedAt,
      endedAt: this.#trials.now,
      events: this.#told,
      finished: this.#finished,
    }
  }

  #take(happening: Happening | undefined): void {
    const at = this.#trials.now
    switch (happening?.type) {
      case undefined:
        throw new AttuneError(
          'SIMULATION_STUCK',
          'The study is not over, but nothing runs and nothing was asked for. Its search or its ' +
            'scheduler waits for something that will not come.',
        )
      case 'started': {
        const { id } = happening
        const from = this.#running(id)?.iterationAtStart ?? 0
        this.#feed({ type: 'started', at, ...id, from })
        break
      }
      case 'reported':
        this.#takeReport(happening)
        break
      case 'ended': {
        const { id, end } = happening
        const error = end.cause === 'error' ? failureOf(end.error) : this.#silence(id, end.cause)
        const cause = error ? 'error' : end.cause
        this.#feed({ type: 'ended', at, ...id, cause, ...(error ? { error } : {}) })
        break
      }
      case 'rang': {
        const { interrupt } = this.#options
        if (happening.at === interrupt?.at) {
          const reason = 'the simulation was interrupted'
          this.#feed({ type: 'stop-requested', at, how: interrupt.how, reason })
        }
        this.#feed({ type: 'tick', at })
      }
    }
  }

  #takeReport(report: Extract<Happening, { type: 'reported' }>): void {
    const trial = this.#running(report.id)
    if (trial?.decision !== 'continue') {
      this.#trials.stop(report.id, 'ask')
      return
    }
    let event: StudyEvent
    try {
      event = takeStep(report, trial, { metrics: this.#metrics, at: this.#trials.now })
    } catch (error) {
      this.#trials.fail(report.id, error)
      return
    }
    this.#feed(event)
  }

  #silence(id: SimulatedId, cause: string): StoredFailure | undefined {
    const isFine = cause !== 'completed' || this.#metrics.length === 0
    return isFine || this.#running(id)?.lastResult ? undefined : noResult(this.#metrics)
  }

  get #metrics(): readonly string[] {
    const { metric } = this.#options
    return metric === undefined ? [] : [metric]
  }

  #running({ trial, attempt }: SimulatedId): ReturnType<Study['running']> {
    return this.#options.study.running(trial, attempt)
  }

  #feed(event: StudyEvent): void {
    this.#settle([event])
    while (this.#isAskedWhenIdle) {
      this.#isAskedWhenIdle = false
      const { study } = this.#options
      if (study.isIdle) this.#settle([{ type: 'idle', at: this.#trials.now }])
    }
  }

  /** Folds events, then carries out what follows from them all, as a tuner does with those of a turn. */
  #settle(events: readonly StudyEvent[]): void {
    const { study } = this.#options
    const all: Command[] = []
    for (const event of events) {
      if (this.#over) return
      const commands = study.apply(event)
      if (event.type === 'tick' && commands.length === 0) continue
      this.#tell(event)
      all.push(...commands)
    }
    for (const command of all) this.#carryOut(command)
  }

  #carryOut(command: Command): void {
    if (this.#over) return
    switch (command.type) {
      case 'suggest':
        this.#suggest(command.count)
        break
      case 'start': {
        const { trial, attempt } = command
        const { config, iterationAtStart: iteration = 0 } = this.#options.study.trial(trial) ?? {}
        this.#trials.launch({ trial, attempt, config, iteration })
        break
      }
      case 'answer':
        this.#trials.answer(command, command.seq, command.decision)
        break
      case 'end-attempt':
        this.#trials.stop(command, command.how)
        break
      case 'wake':
        this.#trials.ringAt(command.at)
        break
      case 'idle':
        this.#isAskedWhenIdle = true
        break
      case 'finish':
        this.#finish()
        break
      default:
      // Checkpoints are references: there is nothing to delete.
    }
  }

  #suggest(count: number): void {
    const { study, search } = this.#options
    const at = this.#trials.now
    const { suggestions, finished } = search.ask(count)
    const first = study.trials.length
    const events: StudyEvent[] = suggestions.map((suggestion, i) =>
      this.#toTrial(suggestion, first + i),
    )
    if (finished) events.push({ type: 'search-finished', at })
    study.suggestionsCome(suggestions.length)
    this.#settle(events)
    for (const command of study.suggestionsAnswered(at)) this.#carryOut(command)
  }

  #toTrial(suggestion: Suggestion, number: number): StudyEvent {
    const { schedule, capacity, resourcesFor = oneCpu, idOf = padded } = this.#options
    return trialAdded(suggestion, {
      at: this.#trials.now,
      trial: idOf(number),
      number,
      schedule,
      capacity,
      resourcesFor: (config) => resourcesFor(config, number),
      describe: failureOf,
    })
  }

  #finish(): void {
    const { stopReason: reason } = this.#options.study
    this.#tell({ type: 'study-finished', at: this.#trials.now, ...(reason ? { reason } : {}) })
    this.#over = true
    this.#finished = true
  }

  #tell(event: StudyEvent): void {
    const { study, onEvent } = this.#options
    this.#told += 1
    onEvent?.(withFacts(study, event))
    if (this.#told >= (this.#options.maxEvents ?? Infinity)) this.#over = true
  }
}

function oneCpu(): Amounts {
  return { cpu: 1 }
}

function padded(number: number): string {
  return String(number).padStart(5, '0')
}
