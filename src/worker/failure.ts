import { show } from '../errors.ts'
import type { TrialFailure } from '../protocol/messages.ts'

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
