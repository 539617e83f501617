import { show, TrialError } from '../errors.ts'
import { A_DURATION, isDuration } from './curve.ts'
import type { SimulatedContext, SimulatedStep, SimulatedTrainable } from './curve.ts'

/** One start of a simulated trial: its curve, asked for one checked step after the other. */
export class SimulatedAttempt {
  readonly #trainable: SimulatedTrainable<never>
  readonly #config: unknown
  readonly #context: SimulatedContext
  #steps: Iterator<unknown> | undefined

  constructor(trainable: SimulatedTrainable<never>, config: unknown, context: SimulatedContext) {
    this.#trainable = trainable
    this.#config = config
    this.#context = context
  }

  /** Virtual seconds until it begins. Throws what the user's function throws. */
  startupS(): number {
    const { startupS } = this.#trainable
    if (typeof startupS !== 'function') return startupS
    const seconds = startupS(this.#config as never, this.#context)
    if (isDuration(seconds)) return seconds
    throw new TrialError(
      'INVALID_STEP',
      `The function startupS of ${this.#trainable.name} returned ${show(seconds)}. Return ${A_DURATION}.`,
    )
  }

  /** The next step; undefined when the trial has completed. Throws what the user's code throws. */
  next(): SimulatedStep | undefined {
    this.#steps ??= this.#begin()
    const { done, value } = this.#steps.next()
    if (done === true) return undefined
    if (isStep(value)) return value
    throw new TrialError(
      'INVALID_STEP',
      `${this.#trainable.name} took the step ${show(value)}. Yield { seconds, metrics }, where seconds ` +
        `is ${A_DURATION}, and metrics an object such as { loss: 0.1 }.`,
    )
  }

  /** No further step is taken; the curve's `finally` blocks run. */
  close(): void {
    try {
      this.#steps?.return?.()
    } catch {
      // A trial that was ended has ended, whatever it says of it.
    }
  }

  #begin(): Iterator<unknown> {
    const steps: unknown = this.#trainable.curve(this.#config as never, this.#context)
    if (isIterable(steps)) return steps[Symbol.iterator]()
    throw new TrialError(
      'INVALID_STEP',
      `${this.#trainable.name} returned ${show(steps)}, which has no steps. Write it as a function* ` +
        'that yields them, not as an async one.',
    )
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function isStep(value: unknown): value is SimulatedStep {
  if (typeof value !== 'object' || value === null) return false
  const { seconds, metrics, checkpoint } = value as Partial<SimulatedStep>
  return (
    isDuration(seconds) &&
    (metrics === undefined ||
      (typeof metrics === 'object' && metrics !== null && !Array.isArray(metrics))) &&
    (checkpoint === undefined || typeof checkpoint === 'boolean')
  )
}
