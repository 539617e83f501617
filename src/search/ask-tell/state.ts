import { ConfigurationError } from '../../errors.ts'
import { isPlainObject } from '../../space/data.ts'
import { unspell } from './spelled.ts'
import type { Objective, Result } from '../../math/score.ts'
import type { Suggestion, TrialOutcome } from '../searcher.ts'

/** What happened in a search, in order; the same facts told to the same algorithm give the same search. */
export type Fact =
  | { readonly type: 'asked'; readonly id: string; readonly suggestion: Suggestion }
  | {
      readonly type: 'reported'
      readonly id: string
      readonly result: Result
      readonly rung?: number
    }
  | {
      readonly type: 'told'
      readonly id: string
      readonly result?: Result
      readonly outcome: TrialOutcome
    }

/** The layout of {@link SearchState}. */
const VERSION = 1

/**
 * A search as plain data, for JSON: what it was created with, and all that happened since. NaN and
 * ±Infinity are spelled `{ $num: 'NaN' }` and so on.
 */
export interface SearchState {
  readonly version: number
  readonly space: unknown
  readonly objectives: readonly Objective[]
  /** Without options if there is code among them: then it has to be given again. */
  readonly algorithm: {
    readonly name: string
    readonly options?: Readonly<Record<string, unknown>>
  }
  readonly seed: number | string
  /** Null when there is no end. */
  readonly numSamples: number | null
  readonly isFinished: boolean
  readonly remarks: readonly string[]
  readonly facts: readonly Fact[]
}

export function asState(state: Omit<SearchState, 'version'>): SearchState {
  return { version: VERSION, ...state }
}

/**
 * Checks the outline of a stored search; what is in it was written by `AskTell.toJSON`.
 * @throws {ConfigurationError} `UNREADABLE_STATE`, `STATE_TOO_NEW`.
 */
export function readState(json: unknown): SearchState {
  const state = unspell(json) as Partial<SearchState>
  if (!isPlainObject(json) || typeof state.version !== 'number') throw unreadable('no version')
  if (state.version > VERSION) {
    throw new ConfigurationError(
      'STATE_TOO_NEW',
      `The search was saved by a newer version of Attune (layout ${state.version}, this one reads up to ` +
        `${VERSION}). Update Attune.`,
    )
  }
  const { objectives, algorithm, seed, facts, remarks } = state
  if (!Array.isArray(objectives) || objectives.length === 0) throw unreadable('no objectives')
  if (!isPlainObject(algorithm) || typeof algorithm.name !== 'string') {
    throw unreadable('no algorithm')
  }
  if (typeof seed !== 'number' && typeof seed !== 'string') throw unreadable('no seed')
  if (!Array.isArray(facts) || !facts.every(isFact)) throw unreadable('no facts, or strange ones')
  if (!Array.isArray(remarks)) throw unreadable('no remarks')
  return state as SearchState
}

function isFact(fact: unknown): boolean {
  if (!isPlainObject(fact) || typeof fact['id'] !== 'string') return false
  const { type } = fact
  if (type === 'asked') return isPlainObject(fact['suggestion'])
  if (type === 'reported') return isPlainObject(fact['result'])
  return type === 'told' && ['completed', 'stopped', 'failed'].includes(String(fact['outcome']))
}

export function unreadable(what: string): ConfigurationError {
  return new ConfigurationError(
    'UNREADABLE_STATE',
    `This is not a search that was saved: it has ${what}. Give what search.toJSON() returned, or ` +
      'JSON.parse of what JSON.stringify(search) wrote.',
  )
}
