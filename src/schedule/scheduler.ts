import type { Random } from '../math/random.ts'
import type { Mode, Result } from '../math/score.ts'
import type { Space } from '../space/space.ts'
import type { SchedulePlan } from './plan.ts'

/**
 * When trials stop, pause, start and change, as a user states it: an immutable definition that can be
 * given to any number of studies. The books of one study live in the {@link Schedule} that it creates.
 */
export interface Scheduler {
  /** Name by which it is found again on restore, e.g. `asha`. */
  readonly name: string
  /** Metric and mode of its own; a conflict with the tuner's is an error. */
  readonly metric?: string
  readonly mode?: Mode
  /** Called once per study, and once per restore. Throws `ConfigurationError` if it does not suit the study. */
  create(setup: ScheduleSetup): Schedule
  /**
   * The definition as plain data, so that a study can be restored without the user's script; undefined
   * when a part of it is code.
   */
  toJSON?():
    { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined
  /**
   * What it would do with so many trials, before anything starts.
   * @param trials How many; `Infinity` when there is no end.
   */
  plan?(trials: number): SchedulePlan
}

export interface ScheduleSetup {
  readonly metric: string | undefined
  readonly mode: Mode
  /** This schedule's own stream. */
  readonly random: Random
  /** What configs are drawn from; absent where nothing is known of it. */
  readonly space?: Space
}

/** Amounts by name: `cpu`, `gpu`, and custom resources by theirs. */
export type Amounts = Readonly<Record<string, number>>

/** What a schedule may see of a trial. */
export interface TrialGlance {
  readonly id: string
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'TERMINATED' | 'ERROR'
  readonly config: unknown
  /** What an attempt asks for. */
  readonly resources: Amounts
  /** `training_iteration` of the checkpoint that it would continue from; undefined without one. */
  readonly checkpointIteration: number | undefined
}

/** What a schedule may see of the study while it decides. */
export interface StudyGlance {
  trial(id: string): TrialGlance | undefined
  /** Trials that have not ended, in the order in which they came. */
  live(): Iterable<TrialGlance>
  /** How many trials have not ended and are not running. */
  readonly waiting: number
  readonly capacity: Amounts
  /** What nobody holds. */
  readonly free: Amounts
}

/** Go on from a copy of another trial: its checkpoint, and this config. */
export interface Exploit {
  /** The trial that is copied; a trial's own id to change no more than its config. */
  readonly from: string
  readonly config: unknown
}

interface Judgement {
  /**
   * The milestone at which the trial was compared with others, if it was: model-based searchers learn
   * from results at the same milestone.
   */
  readonly rung?: number
  /** What becomes of other trials because of this result. */
  readonly orders?: readonly ScheduleOrder[]
}

/** What becomes of the trial that reported. The reason in words is stored and shown. */
export type ScheduleDecision = Judgement &
  (
    | { readonly action: 'continue'; readonly reason?: undefined }
    | {
        readonly action: 'stop'
        /** E.g. `rung 4: loss 0.42 is worse than the cutoff 0.31 (7th of 12)`. */
        readonly reason?: string
      }
    | {
        readonly action: 'pause'
        readonly reason?: string
        /** What it asks for from its next attempt on. */
        readonly resources?: Amounts
      }
    | { readonly action: 'exploit'; readonly exploit: Exploit; readonly reason?: string }
  )

/** What becomes of a trial that did not report just now: one that is paused, or about to be. */
export type ScheduleOrder = { readonly trial: string; readonly reason?: string } & (
  { readonly action: 'stop' } | { readonly action: 'exploit'; readonly exploit: Exploit }
)

/** What a schedule may answer to what it is told. */
export type Orders = readonly ScheduleOrder[] | undefined

/** Trials in the order in which they came to wait. */
export interface WaitingTrials extends Iterable<string> {
  readonly size: number
  readonly first: string | undefined
  has(trial: string): boolean
}

/** The trials that could be started now. */
export interface Startable {
  /** Never started, or to be started again after a failure. */
  readonly pending: WaitingTrials
  readonly paused: WaitingTrials
}

/**
 * One study's schedule. It is deterministic: told the same things it decides the same things, which is
 * what makes a restore exact. Trials are named by their ids. What it decides is stored as a fact, and
 * a fact may differ from what it would decide today: its books follow what it is told.
 */
export interface Schedule {
  /**
   * Whether it gives trials configs of its own: then the searcher must not depend on results.
   * @defaultValue false
   */
  readonly changesConfigs?: boolean
  /**
   * Whether trials are paused or copied, and so need checkpoints to go on from: class trainables save one
   * with every report then, unless the user says otherwise. @defaultValue false
   */
  readonly needsCheckpoints?: boolean
  /** Whether trials that become copies are logged to the study's folder. @defaultValue true */
  readonly logsExploits?: boolean
  /**
   * Fills in what the config of a new trial lacks. Must not change anything.
   * @param number The trial's number: 0 for the first of the study.
   */
  completeConfig?(config: unknown, number: number): unknown
  /** A trial exists now; told again when a failed trial is about to be retried. */
  onTrialAdded(trial: string, study: StudyGlance): void
  /** A result that no stopper ended. `study` already has its checkpoint. */
  onTrialResult(trial: string, result: Result, study: StudyGlance): ScheduleDecision
  /** A trial ended well or was stopped, also by an order; `result` is its last one, if it had any. */
  onTrialComplete(trial: string, result: Result | undefined, study: StudyGlance): Orders | void
  /** A trial failed; told for every failure. `retried` says whether it will be started again. */
  onTrialError(trial: string, study: StudyGlance, retried: boolean): Orders | void
  /** A trial that was not running was given up. */
  onTrialRemoved(trial: string, study: StudyGlance): Orders | void
  /** A trial has become a copy of another. Told for what was ordered and for what was decided. */
  onTrialExploited?(trial: string, from: string, study: StudyGlance): void
  /** No further trial will come in this session. */
  onSearchFinished?(study: StudyGlance): Orders | void
  /**
   * Nothing runs, {@link choose} names no trial, and no other will come: asked once before all that
   * still pauses is ended. What it changes is seen by the next {@link choose}.
   */
  onIdle?(study: StudyGlance): Orders | void
  /** Which trial to start next; undefined for none. Must not change anything. */
  choose(startable: Startable): string | undefined
  /** One line for the status block, e.g. `Using ASHA: num_stopped=4`. */
  describe(): string
}
