import { show, TrialError } from '../errors.ts'
import { withCurrentTrial } from './current-trial.ts'
import { TrialStopped } from './trial-stopped.ts'
import type { TrialFailure } from '../protocol/messages.ts'
import type { Metrics } from './metrics.ts'
import type { TrialSession } from './trial-session.ts'
import type { Trial } from './trial.ts'

/** Any trainable function, as it is called. */
export type TrainableFunction = (config: never, trial: Trial, parameters: never) => unknown

/** How a trainable ended: undefined when it returned or unwound after a stop. */
export type TrainableOutcome = { readonly error?: TrialFailure }

/**
 * Calls a trainable and reports what it returns: an object is a last result, a number is reported as
 * `_metric`, every value that a generator yields is a result. Never rejects.
 */
export async function runTrainable(
  trainable: TrainableFunction,
  config: unknown,
  session: TrialSession,
  parameters: unknown,
): Promise<TrainableOutcome> {
  try {
    await withCurrentTrial(session, async () => {
      const returned = trainable(config as never, session, parameters as never)
      if (isGenerator(returned)) await reportEach(returned, session)
      else await reportReturned(await returned, session)
      await session.settled()
    })
    return {}
  } catch (error) {
    if (error instanceof TrialStopped || session.stopped) return {}
    return { error: describeFailure(error) }
  }
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

/** An error in the shape in which it crosses borders and is stored. */
export function describeFailure(error: unknown): TrialFailure {
  if (!(error instanceof Error)) return { name: 'Error', message: `Thrown: ${show(error)}` }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: withCauses(error) }),
    ...(code === undefined ? {} : { code }),
  }
}

function withCauses(error: Error): string {
  let text = error.stack ?? String(error)
  let cause = error.cause
  for (let depth = 0; cause !== undefined && depth < 8; depth++) {
    text += `\nCaused by: ${cause instanceof Error ? (cause.stack ?? String(cause)) : show(cause)}`
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return text
}
