import { ConfigurationError, show } from '../../errors.ts'
import type { Mode } from '../../math/score.ts'

/** The flags of `attune init`, as commander gives them. */
export interface InitFlags {
  readonly python?: string
  readonly module?: string
  readonly command?: string
  readonly function?: string
  readonly interpreter?: string
  readonly metric?: string
  readonly mode?: Mode
  readonly trials?: string
  readonly scheduler: 'asha' | 'fifo' | 'hyperband' | 'median_stopping_rule'
  readonly search: string
  readonly name?: string
  readonly out: string
  readonly force?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** What is to be tuned, and as what; `auto` goes by what the file is. */
export interface Target {
  readonly as: 'auto' | 'python' | 'module' | 'command'
  /** A path, or the line of a command. */
  readonly text: string
}

/**
 * The one thing that the arguments name; undefined when they name none.
 * @throws {ConfigurationError} `INIT_TARGETS_CONFLICT` when there are several.
 */
export function targetOf(script: string | undefined, flags: InitFlags): Target | undefined {
  const given: readonly (Target | undefined)[] = [
    script === undefined ? undefined : { as: 'auto', text: script },
    flags.python === undefined ? undefined : { as: 'python', text: flags.python },
    flags.module === undefined ? undefined : { as: 'module', text: flags.module },
    flags.command === undefined ? undefined : { as: 'command', text: flags.command },
  ]
  const [first, second] = given.filter((target) => target !== undefined)
  if (first === undefined || second === undefined) return first
  throw new ConfigurationError(
    'INIT_TARGETS_CONFLICT',
    `Both ${show(first.text)} and ${show(second.text)} are to be tuned. Give one of SCRIPT, --python, ` +
      '--module and --command.',
  )
}

/** @throws {ConfigurationError} `INIT_TRIALS_INVALID`. */
export function trialsOf(text: string): number {
  const trials = Number(text)
  if (Number.isSafeInteger(trials) && trials >= 1) return trials
  throw new ConfigurationError(
    'INIT_TRIALS_INVALID',
    `--trials is ${show(text)}. Give a whole number of at least 1, e.g. --trials 50.`,
  )
}
