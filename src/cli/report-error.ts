import { AttuneError, ConfigurationError, messageOf } from '../errors.ts'
import type { Cli } from './cli.ts'
import { EXIT } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { printJson } from './print.ts'

/** Codes of errors that are not a `ConfigurationError`, but a name that the user got wrong all the same. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'STUDY_NOT_FOUND',
  // What a running study's tuner refuses comes without its class.
  'UNKNOWN_TRIAL',
  'TRIAL_ENDED',
  'UNKNOWN_PARAMETER',
  'INVALID_PRESET',
])

/**
 * Says what went wrong, and with which exit code to end: one line or paragraph on stderr; with `json`
 * also `{"error":{"code","message","path"}}` on stdout. Only what is a defect of ours has a stack.
 */
export function reportError(cli: Cli, error: unknown, { json }: { json: boolean }): ExitCode {
  const isOurs = error instanceof AttuneError
  const code = isOurs ? error.code : 'INTERNAL_ERROR'
  const message = messageOf(error)
  cli.stderr.write(`error: ${message}\n`)
  if (!isOurs && error instanceof Error && error.stack !== undefined) {
    cli.stderr.write(`${error.stack}\n`)
  }
  if (json) {
    const path = isOurs && error.path !== undefined ? { path: error.path } : {}
    printJson(cli.stdout, { error: { code, message, ...path } })
  }
  const isUsage = error instanceof ConfigurationError || USAGE_CODES.has(code)
  return isUsage ? EXIT.usage : EXIT.failed
}
