import { Random } from '../../src/math/random.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { BasicVariantGenerator } from '../../src/search/variants.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { toStopper } from '../../src/stop/stop-condition.ts'
import { withFacts } from '../../src/study/facts.ts'
import { lateCheckpoint } from '../../src/study/late-checkpoint.ts'
import { Study } from '../../src/study/study.ts'
import type { Scheduler } from '../../src/schedule/scheduler.ts'
import type { Search } from '../../src/search/searcher.ts'
import type { StopCondition } from '../../src/stop/stop-condition.ts'
import type { Command } from '../../src/study/commands.ts'
import type { Capacity, SessionRules, StudyEvent } from '../../src/study/events.ts'
import type { StudySetup } from '../../src/study/setup.ts'

export interface DriverOptions {
  readonly numSamples?: number
  readonly cpus?: number
  readonly scheduler?: Scheduler
  readonly search?: Search
  readonly stop?: StopCondition
  readonly setup?: Partial<StudySetup>
}

/** Plays the tuner for a {@link Study}: feeds it events, answers its questions, keeps its commands. */
export class StudyDriver {
  readonly study: Study
  readonly search: Search
  readonly log: StudyEvent[] = []
  readonly commands: Command[] = []
  readonly #cpus: number
  #at = 1_000_000

  constructor(options: DriverOptions = {}) {
    const random = Random.fromSeed(7)
    this.#cpus = options.cpus ?? 2
    this.search =
      options.search ??
      new BasicVariantGenerator().create({
        space: compileSpace({ x: uniform(0, 1) }),
        metric: 'loss',
        mode: 'min',
        random: random.split('search'),
        numSamples: options.numSamples ?? 4,
      })
    this.study = new Study({
      trainableName: 'train',
      metric: 'loss',
      mode: 'min',
      search: this.search,
      schedule: (options.scheduler ?? new FIFOScheduler()).create({
        metric: 'loss',
        mode: 'min',
        random: random.split('schedule'),
      }),
      stopRule: toStopper(options.stop).create(),
      maxConcurrentTrials: Infinity,
      resources: { cpu: 1 },
      checkpoints: { numToKeep: undefined, scoreAttribute: undefined, scoreOrder: 'max' },
      failures: { maxFailures: 0, failFast: false, backoffS: 0 },
      ...options.setup,
    })
  }

  /** Opens a session and lets the study start what it can. */
  open(rules: Partial<SessionRules> = {}): this {
    const capacity: Capacity = { cpu: this.#cpus, gpu: 0, custom: {} }
    const all = { resumeUnfinished: true, resumeErrored: false, restartErrored: false, ...rules }
    this.feed({ type: 'session-started', capacity, rules: all, at: 0 })
    return this
  }

  /** Moves the clock, in seconds. */
  wait(seconds: number): this {
    this.#at += seconds * 1000
    return this
  }

  /** Feeds an event at the current time; asks the search when the study wants it. */
  feed(event: StudyEvent): readonly Command[] {
    const before = this.commands.length
    this.#apply({ ...event, at: this.#at })
    return this.commands.slice(before)
  }

  /** Folds an event that another study has stored. */
  recall(event: StudyEvent): this {
    this.#at = Math.max(this.#at, event.at)
    this.study.recall(event)
    this.log.push(event)
    return this
  }

  #apply(event: StudyEvent): void {
    const commands = this.study.apply(event)
    this.log.push(withFacts(this.study, event))
    this.commands.push(...commands)
    for (const command of commands) {
      if (command.type === 'suggest') this.#suggest(command.count)
      if (command.type === 'start') this.started(command.trial)
      if (command.type === 'idle') this.#apply({ type: 'idle', at: this.#at })
    }
  }

  #suggest(count: number): void {
    const { suggestions, finished } = this.search.ask(count)
    this.study.suggestionsCome(suggestions.length)
    for (const { config, params, memo } of suggestions) {
      const trial = `t${this.study.trials.length}`
      this.#apply({
        type: 'trial-added',
        at: this.#at,
        trial,
        config,
        params,
        ...(memo === undefined ? {} : { memo }),
        resources: { cpu: 1 },
      })
    }
    if (finished) this.#apply({ type: 'search-finished', at: this.#at })
    const commands = this.study.suggestionsAnswered(this.#at)
    this.commands.push(...commands)
    if (commands.some(({ type }) => type === 'idle')) this.#apply({ type: 'idle', at: this.#at })
  }

  started(trial: string): this {
    const { attempt, iterationAtStart } = this.#trial(trial)
    this.feed({ type: 'started', at: 0, trial, attempt, from: iterationAtStart })
    return this
  }

  /** One more result of a running trial; returns what the study wants done. */
  report(
    trial: string,
    metrics: Readonly<Record<string, unknown>>,
    options: { readonly checkpoint?: boolean } = {},
  ): readonly Command[] {
    const state = this.#trial(trial)
    const iteration = state.iteration + 1
    const index = state.checkpointCount
    return this.feed({
      type: 'reported',
      at: 0,
      trial,
      attempt: state.attempt,
      seq: iteration,
      result: { training_iteration: iteration, ...metrics },
      ...(options.checkpoint
        ? { checkpoint: { index, name: `checkpoint_${index}`, iteration, timeTotalS: 0 } }
        : {}),
    })
  }

  /** The trial has saved its state after its last result; where that is of no use, nothing happens. */
  saved(trial: string): readonly Command[] {
    const state = this.#trial(trial)
    const checkpoint = lateCheckpoint(state)
    if (checkpoint === undefined) return []
    return this.feed({ type: 'checkpointed', at: 0, trial, attempt: state.attempt, checkpoint })
  }

  ended(
    trial: string,
    cause: Extract<StudyEvent, { type: 'ended' }>['cause'],
    message?: string,
  ): readonly Command[] {
    const { attempt } = this.#trial(trial)
    return this.feed({
      type: 'ended',
      at: 0,
      trial,
      attempt,
      cause,
      ...(message === undefined ? {} : { error: { name: 'Error', message } }),
    })
  }

  status(): string {
    return this.study.trials.map((trial) => trial.status).join(' ')
  }

  #trial(id: string): NonNullable<ReturnType<Study['trial']>> {
    const trial = this.study.trial(id)
    if (!trial) throw new Error(`no trial ${id}`)
    return trial
  }
}
