import { resolve } from 'node:path'
import { PIPE_KEY } from '../../config/pipeline/find-pipeline.ts'
import type { Cli } from '../cli.ts'

/** The options of `run` and `resume` that say for short what a study file says. */
export interface ShortOptions {
  readonly override?: readonly string[]
  readonly name?: string
  readonly storage?: string
  readonly trials?: string
  readonly maxConcurrent?: string
  readonly timeBudget?: string
  readonly seed?: string
  readonly pipeKey?: string
  readonly verbose?: string
  /** How much more than usual, as a level. */
  readonly v?: number
  readonly quiet?: true
}

/** Highest `verbose`. */
const MOST_VERBOSE = 3

/** What is said on the command line, as `key.path=value` each, the latest last. */
export interface Said {
  /** About the study, from now on. */
  readonly overrides: readonly string[]
  /** About this sitting alone. */
  readonly passing: readonly string[]
}

/** All that is said on the command line otherwise than in a study file. */
export function overridesOf({ cwd }: Cli, options: ShortOptions): Said {
  const { name, storage, trials, maxConcurrent, timeBudget, seed, pipeKey } = options
  const said: readonly (readonly [key: string, value: string | undefined])[] = [
    // A name is a text, whatever it looks like.
    ['name', name && JSON.stringify(name)],
    ['storage', storage && JSON.stringify(resolve(cwd, storage))],
    ['trials', trials],
    ['max_concurrent', maxConcurrent],
    ['time_budget', timeBudget],
    ['seed', seed],
    [PIPE_KEY, pipeKey && JSON.stringify(pipeKey)],
  ]
  const short = said.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
  const verbose = verbosity(options)
  return {
    overrides: [...(options.override ?? []), ...short],
    passing: verbose === undefined ? [] : [`verbose=${verbose}`],
  }
}

function verbosity({ verbose, v, quiet }: ShortOptions): string | undefined {
  if (quiet) return '0'
  return verbose ?? (v === undefined ? undefined : String(Math.min(v, MOST_VERBOSE)))
}
