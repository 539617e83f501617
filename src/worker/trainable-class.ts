import { ConfigurationError } from '../errors.ts'
import type { Metrics } from './metrics.ts'
import type { Trial } from './trial.ts'

/**
 * A trainable as a class: Attune calls `step()` again and again, reports what it returns, and asks for
 * checkpoints when it wants them. Give the class itself, `new Tuner(MyTrainable, …)`, or export it from a
 * module. The methods besides `step` are optional, and all may be async.
 */
export abstract class TrainableClass<C = Readonly<Record<string, unknown>>> {
  /** By which the class is known, also where it extends that of another copy of this package. */
  static readonly isTrainableClass: true = true
  /** Only for the compiler: a class for one config takes any config that has as much and more. */
  declare readonly '~config'?: (config: C) => void

  /** The trial's config; set before `setup`. In `resetConfig` still that of the trial before. */
  readonly config!: C
  /** The trial; set before `setup` and before `resetConfig`. */
  readonly trial!: Trial
  /** How many steps the trial has done, those before its checkpoint included. */
  readonly iteration: number = 0

  /**
   * Called once, before all else: make what the steps need.
   * @param parameters What `withParameters` hands over; `{}` without it.
   */
  setup?(
    config: C,
    trial: Trial,
    parameters: Readonly<Record<string, unknown>>,
  ): void | Promise<void>

  /**
   * One iteration: an epoch, say. Returns its metrics, or a number that stands for the metric. With
   * `done: true` in them the trial is finished; with `should_checkpoint: true` the report carries a checkpoint.
   */
  abstract step(): Metrics | number | Promise<Metrics | number>

  /** Writes into an empty folder all that {@link loadCheckpoint} needs. */
  saveCheckpoint?(dir: string): void | Promise<void>

  /** Goes back to what {@link saveCheckpoint} has written, maybe for another trial. Called after `setup`. */
  loadCheckpoint?(dir: string): void | Promise<void>

  /**
   * Makes the object fit for another trial, as if it were new, without the expense of a new one. False
   * when it cannot: then it is cleaned up, and a new one is made. Asked only in a worker that is used again.
   */
  resetConfig?(config: C): boolean | Promise<boolean>

  /** Called last, also after a stop or an error: give back what `setup` took. */
  cleanup?(): void | Promise<void>
}

/** A class of trainables with their config. */
export type TrainableConstructor<C> = new () => Pick<TrainableClass, 'step'> & {
  readonly '~config'?: (config: C) => void
}

/** A class whose config is not known here. */
export type AnyTrainableClass = new () => TrainableClass<unknown>

/** Whether a value is a class that extends {@link TrainableClass}. */
export function isTrainableClass(value: unknown): value is AnyTrainableClass {
  return typeof value === 'function' && 'isTrainableClass' in value
}

/** Whether a value is some other class, which cannot be called. */
export function isForeignClass(value: unknown): boolean {
  return (
    typeof value === 'function' &&
    !isTrainableClass(value) &&
    /^class\b/.test(Function.prototype.toString.call(value))
  )
}

/** What such a class is answered with. */
export function foreignClass(name: string): ConfigurationError {
  return new ConfigurationError(
    'INVALID_TRAINABLE',
    `The trainable ${name} is a class that does not extend TrainableClass. Let it: ` +
      `class ${name || 'Mine'} extends TrainableClass { step() { … } }.`,
  )
}

/** What a trainable that is no class is answered with where its checkpoints are asked for. */
export function classRequired(trainable: string): ConfigurationError {
  return new ConfigurationError(
    'CLASS_REQUIRED',
    'checkpointConfig.checkpointFrequency and checkpointAtEnd are for class trainables, whose state can be ' +
      `asked for. ${trainable} is none: it reports its checkpoints itself, as report(metrics, { checkpoint }). ` +
      'Leave these options out, or write a class.',
    { path: ['runConfig', 'checkpointConfig'] },
  )
}
