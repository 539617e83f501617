import { checkNames, reject } from '../option-checks.ts'
import type { Random } from '../math/random.ts'

/** What a simulated trial does next. */
export interface SimulatedStep {
  /** What it costs, in virtual seconds; finite, at least 0. */
  readonly seconds: number
  /** What is reported when they are over. A step without metrics takes its time and reports nothing. */
  readonly metrics?: Readonly<Record<string, unknown>>
  /** Whether the report comes with a checkpoint. @defaultValue true */
  readonly checkpoint?: boolean
}

/** What a simulated trial knows besides its config. */
export interface SimulatedContext {
  /** Trial id, e.g. `63ecc_00007`. */
  readonly trial: string
  /** 1 for the trial's first start. */
  readonly attempt: number
  /** `training_iteration` of the checkpoint that it starts from; 0 without one. */
  readonly iteration: number
  /**
   * The trial's own stream, the same at every attempt. What it is to have at an epoch whatever attempt
   * gets there, it draws from `random.split(epoch)`.
   */
  readonly random: Random
}

/**
 * A trial as the steps that it would take, usually a `function*`. It is asked for a step when the one
 * before was reported and the trial may go on. When it ends the trial has completed; when it throws
 * the trial has failed, at that virtual time.
 */
export type SimulatedTrial<C> = (config: C, context: SimulatedContext) => Iterable<SimulatedStep>

/** Options of {@link simulated}. */
export interface SimulatedOptions<C> {
  /** Name of the trainable, part of the trials' names. @defaultValue the function's name, or `simulated` */
  readonly name?: string
  /**
   * Virtual seconds from a trial's start to its first step, at every attempt; finite, at least 0. They
   * do not count as time of the trial. @defaultValue 0
   */
  readonly startupS?: number | ((config: C, context: SimulatedContext) => number)
  /** Of the trials' random streams. @defaultValue 0 */
  readonly seed?: number | string
}

/** A trainable whose trials take virtual time. */
export interface SimulatedTrainable<in C> {
  readonly kind: 'simulated'
  readonly curve: SimulatedTrial<C>
  readonly name: string
  readonly startupS: number | ((config: C, context: SimulatedContext) => number)
  readonly seed: number | string
}

const WHO = 'simulated'
const NAMES: readonly (keyof SimulatedOptions<unknown>)[] = ['name', 'startupS', 'seed']

/**
 * A trainable that only says what its trials would report and what it would cost: a study of it runs
 * hours of virtual time in milliseconds, and all else of the tuner is as always.
 *
 * @example
 * ```ts
 * const train = simulated(function* ({ lr }: { lr: number }, { iteration }) {
 *   for (let epoch = iteration + 1; epoch <= 81; epoch++) {
 *     yield { seconds: 60, metrics: { loss: (lr - 0.1) ** 2 + 1 / epoch } }
 *   }
 * })
 * ```
 * @throws {ConfigurationError} `INVALID_OPTION` for an option that cannot be meant, `UNKNOWN_OPTION` for
 * one that there is not.
 */
export function simulated<C>(
  curve: SimulatedTrial<C>,
  options: SimulatedOptions<C> = {},
): SimulatedTrainable<C> {
  if (typeof curve !== 'function') {
    reject(WHO, 'curve', curve, 'Give a function* (config, { iteration }) that yields steps.')
  }
  checkNames(WHO, options, NAMES)
  const { name = curve.name || WHO, startupS = 0, seed = 0 } = options
  if (typeof name !== 'string' || name === '') reject(WHO, 'name', name, 'Give a name.')
  if (typeof startupS !== 'function' && !isDuration(startupS)) {
    reject(WHO, 'startupS', startupS, `Give ${A_DURATION}, or a function of the config.`)
  }
  if (typeof seed !== 'string' && !Number.isFinite(seed)) {
    reject(WHO, 'seed', seed, 'Give a number or a string.')
  }
  return Object.freeze({ kind: 'simulated', curve, name, startupS, seed })
}

export const A_DURATION = 'a finite number of seconds, at least 0'

export function isDuration(seconds: unknown): seconds is number {
  return typeof seconds === 'number' && seconds >= 0 && seconds < Number.POSITIVE_INFINITY
}
