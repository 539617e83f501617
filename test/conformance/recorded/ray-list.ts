import type { Mode } from '../../../src/math/score.ts'
import type { Amounts } from '../../../src/schedule/scheduler.ts'

/** A number as JSON has it: those that it lacks are `NaN`, `Infinity` and `-Infinity` in words. */
export type JSONNumber = number | string

/** What goes with a decision. */
export interface Beside {
  /** Others that were stopped, in order of their numbers. */
  readonly stops?: readonly string[]
  /** From whom Ray drew the trial to copy; without `exploits` it found that one without a checkpoint. */
  readonly candidates?: readonly string[]
  readonly exploits?: readonly (readonly [trial: string, from: string, config: unknown])[]
  /** What the trial has from now on. */
  readonly resources?: Amounts
}

/** One thing that happened, and what Ray decided. */
export type RayEvent =
  | readonly ['add', trial: string, config?: unknown]
  | readonly ['all-added']
  | readonly ['choose', chosen: string | null]
  | readonly ['idle', stops: readonly string[], chosen: string | null]
  | readonly [
      'result',
      trial: string,
      time: JSONNumber,
      value: JSONNumber,
      action: 'continue' | 'stop' | 'pause' | 'exploit',
      beside: Beside,
    ]
  | readonly [
      'complete',
      trial: string,
      time: JSONNumber | null,
      value: JSONNumber | null,
      beside: Beside,
    ]
  | readonly ['error', trial: string, beside: Beside]
  | readonly ['retry', trial: string, beside: Beside]
  | readonly ['remove', trial: string, beside: Beside]
  /** Ray raised an error. */
  | readonly ['crash', message: string]

/** A random study, as `scripts/compare-with-ray` makes and records it. */
export interface RayList {
  readonly scheduler: string
  readonly options: Readonly<Record<string, unknown>>
  readonly mode: Mode
  /** What Ray was changed in, because Attune decides otherwise there on purpose. */
  readonly fixes?: readonly string[]
  /** What was drawn for each trial, uniform on [0, 1). */
  readonly draws?: readonly number[]
  readonly mutations?: Readonly<Record<string, unknown>>
  /** What every trial starts with. */
  readonly resources?: Amounts
  readonly capacity?: Amounts
  readonly events: readonly RayEvent[]
}

/** Where Attune decides otherwise. */
export interface Difference {
  /** Of the event in the list. */
  readonly index: number
  readonly event: RayEvent
  readonly ours: unknown
  readonly rays: unknown
}

export interface Comparison {
  /** Decisions that were the same. */
  readonly equal: number
  /** The first one that was not; the list is not followed any further. */
  readonly difference: Difference | undefined
  /** Values that Attune's explorer gave and Ray's would not have, by why. */
  readonly explored: Readonly<Record<string, number>>
}
