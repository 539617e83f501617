import { show, TrialError } from '../errors.ts'
import { ClassHost } from './class-host.ts'
import { withCurrentTrial } from './current-trial.ts'
import { describeFailure } from './failure.ts'
import { classRequired, isTrainableClass } from './trainable-class.ts'
import { TrialStopped } from './trial-stopped.ts'
import { watchConfig } from './watched-config.ts'
import type { TrialFailure } from '../protocol/messages.ts'
import type { Metrics } from './metrics.ts'
import type { Complain } from './class-host.ts'
import type { AnyTrainableClass } from './trainable-class.ts'
import type { TrialSession } from './trial-session.ts'
import type { Trial } from './trial.ts'

/** Any trainable function, as it is called. */
export type TrainableFunction = (config: never, trial: Trial, parameters: never) => unknown

/** How a trainable ended: without an error when it returned or unwound after a stop. */
export type TrainableOutcome = {
  readonly error?: TrialFailure
  /** What it never used of its config; absent after an error. */
  readonly unread?: readonly string[]
}

/** A trainable as it is given: a function, or a class. */
export type LoadedTrainable = TrainableFunction | AnyTrainableClass

/** A trainable as it is run: a function, or a class with what is kept of it between trials. */
export type RunnableTrainable = TrainableFunction | ClassHost

/** Makes a loaded trainable ready to be run; see {@link ClassHost}. */
export function runnable(trainable: LoadedTrainable, complain: Complain): RunnableTrainable {
  return isTrainableClass(trainable) ? new ClassHost(trainable, complain) : trainable
}

/**
 * Calls a trainable and reports what it returns: an object is a last result, a number is reported as
 * `_metric`, every value that a generator yields is a result. Never rejects.
 */
export async function runTrainable(
  trainable: RunnableTrainable,
  config: unknown,
  session: TrialSession,
  parameters: unknown,
): Promise<TrainableOutcome> {
  const watched = watchConfig(config)
  try {
    await withCurrentTrial(session, async () => {
      if (trainable instanceof ClassHost) await trainable.run(watched.config, session, parameters)
      else await callFunction(trainable, watched.config, session, parameters)
      await session.settled()
    })
  } catch (error) {
    if (!(error instanceof TrialStopped || session.stopped))
      return { error: describeFailure(error) }
  }
  return { unread: watched.unread() }
}

async function callFunction(
  trainable: TrainableFunction,
  config: unknown,
  session: TrialSession,
  parameters: unknown,
): Promise<void> {
  if (session.checkpoints?.asked) throw classRequired('The trainable')
  const returned = trainable(config as never, session, parameters as never)
  if (isGenerator(returned)) await reportEach(returned, session)
  else await reportReturned(await returned, session)
}

async function reportEach(
  generator: AsyncIterable<unknown> | Iterable<unknown>,
  session: TrialSession,
): Promise<void> {
  // Leaving this loop by a throw runs the generator's `finally` blocks.
  for await (const value of generator) await reportReturned(value, session)
}

async function reportReturned(value: unknown, session: TrialSession): Promise<void> {
  if (value === undefined || value === null) return
  if (typeof value === 'number') await session.report({ _metric: value })
  else if (typeof value === 'object') await session.report(value as Metrics)
  else {
    throw new TrialError(
      'INVALID_METRICS',
      `The trainable returned ${show(value)}. Return nothing, a number, or an object of metrics.`,
    )
  }
}

function isGenerator(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof value !== 'object' || value === null || !('next' in value)) return false
  return Symbol.asyncIterator in value || Symbol.iterator in value
}
