import type { Random } from '../math/random.ts'
import type { Mode, Result } from '../math/score.ts'

/**
 * When trials stop, pause and start, as a user states it: an immutable definition that can be given
 * to any number of studies. The books of one study live in the {@link Schedule} that it creates.
 */
export interface Scheduler {
  /** Name by which it is found again on restore, e.g. `asha`. */
  readonly name: string
  /** Metric and mode of its own; a conflict with the tuner's is an error. */
  readonly metric?: string
  readonly mode?: Mode
  /** Called once per study, and once per restore. */
  create(setup: ScheduleSetup): Schedule
  /** The definition as plain data, so that a study can be restored without the user's script. */
  toJSON?(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> }
}

export interface ScheduleSetup {
  readonly metric: string | undefined
  readonly mode: Mode
  /** This schedule's own stream. */
  readonly random: Random
}

/** A decision and, when it is not plain `continue`, its reason in words, which is stored and shown. */
export interface ScheduleDecision {
  readonly action: 'continue' | 'stop' | 'pause'
  /** E.g. `rung 4: loss 0.42 is worse than the cutoff 0.31 (7th of 12)`. */
  readonly reason?: string
}

/** The trials that could be started now, each list in the order in which they came. */
export interface Startable {
  readonly pending: readonly string[]
  readonly paused: readonly string[]
}

/**
 * One study's schedule. It is deterministic: told the same things it decides the same things, which is
 * what makes a restore exact. Trials are named by their ids.
 */
export interface Schedule {
  /** A trial exists now; told again when a failed trial is about to be retried. */
  onTrialAdded(trial: string): void
  /** A result that no stopper ended. */
  onTrialResult(trial: string, result: Result): ScheduleDecision
  /** A running trial ended well or was stopped; `result` is its last one, if it had any. */
  onTrialComplete(trial: string, result: Result | undefined): void
  /** A trial failed; told for every failure, also when it will be retried. */
  onTrialError(trial: string): void
  /** A trial that was not running was given up. */
  onTrialRemoved(trial: string): void
  /** Which trial to start next; undefined for none. Must not change anything. */
  choose(startable: Startable): string | undefined
  /** One line for the status block, e.g. `Using ASHA: num_stopped=4`. */
  describe(): string
}
