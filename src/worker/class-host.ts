import { TrialError } from '../errors.ts'
import { describeFailure } from './failure.ts'
import { runSteps } from './run-steps.ts'
import type { TrialFailure } from '../protocol/messages.ts'
import type { TrialSession } from './trial-session.ts'
import type { AnyTrainableClass, TrainableClass } from './trainable-class.ts'

type Instance = TrainableClass<unknown>

/** Tells that `cleanup` failed. */
export type Complain = (failure: TrialFailure) => void

/** Runs a class for one trial after the other, with the same object where that agrees. */
export class ClassHost {
  readonly #Class: AnyTrainableClass
  readonly #complain: Complain
  /** Works for a trial, or waits for the next. */
  #instance: Instance | undefined

  /** @param complain Told of what `cleanup` throws: it changes nothing of how the trial has ended. */
  constructor(Class: AnyTrainableClass, complain: Complain) {
    this.#Class = Class
    this.#complain = complain
  }

  /** Whether there is an object, which may hold something open. */
  get isHolding(): boolean {
    return this.#instance !== undefined
  }

  /** Runs a trial to its end, however that comes. Rejects with what the class throws. */
  async run(config: unknown, session: TrialSession, parameters: unknown = {}): Promise<void> {
    this.#assertAble(session)
    const kept = this.#instance && (await this.#reset(this.#instance, config, session))
    const instance = kept ?? new this.#Class()
    this.#instance = instance
    try {
      set(instance, { config, trial: session, iteration: session.iteration })
      if (instance !== kept)
        await instance.setup?.(config, session, parameters as Record<string, unknown>)
      await this.#resume(instance, session)
      await runSteps(instance, session)
    } catch (error) {
      await this.#cleanUp(instance)
      throw error
    }
    if (!instance.resetConfig) await this.#cleanUp(instance)
  }

  /** Cleans up: no other trial is coming. Never rejects. */
  async close(): Promise<void> {
    if (this.#instance) await this.#cleanUp(this.#instance)
  }

  async #resume(instance: Instance, session: TrialSession): Promise<void> {
    const checkpoint = session.getCheckpoint()
    if (checkpoint === undefined) return
    if (instance.loadCheckpoint) await instance.loadCheckpoint(checkpoint.path)
    else this.#lacks('loadCheckpoint', 'the trial is to go on from a checkpoint')
  }

  /** The same object for another trial; undefined where it does not agree, and is cleaned up. */
  async #reset(
    instance: Instance,
    config: unknown,
    trial: TrialSession,
  ): Promise<Instance | undefined> {
    let isFit = false
    try {
      set(instance, { trial })
      isFit = (await instance.resetConfig?.(config)) === true
    } finally {
      if (!isFit) await this.#cleanUp(instance)
    }
    return isFit ? instance : undefined
  }

  async #cleanUp(instance: Instance): Promise<void> {
    // Not twice, where the worker ends meanwhile.
    if (this.#instance !== instance) return
    this.#instance = undefined
    try {
      await instance.cleanup?.()
    } catch (error) {
      this.#complain(describeFailure(error))
    }
  }

  #assertAble({ checkpoints = {} }: TrialSession): void {
    const { prototype } = this.#Class as { readonly prototype: Instance }
    if (!checkpoints.asked || prototype.saveCheckpoint) return
    this.#lacks('saveCheckpoint', 'checkpointConfig asks for its checkpoints')
  }

  #lacks(method: 'saveCheckpoint' | 'loadCheckpoint', why: string): never {
    throw new TrialError(
      'METHOD_MISSING',
      `The class ${this.#Class.name} has no method ${method}(dir), but ${why}. Write the method, which ` +
        `${method === 'saveCheckpoint' ? 'writes the state into' : 'reads the state from'} the folder.`,
    )
  }
}

/** Sets what the class only reads. */
function set(
  instance: Instance,
  values: Partial<Pick<Instance, 'config' | 'trial' | 'iteration'>>,
): void {
  Object.assign(instance, values)
}
