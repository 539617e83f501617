import { ConfigurationError, show } from '../../errors.ts'
import { isPlainObject } from '../../space/data.ts'

/** One line of a policy file: a trial became a copy of another. */
export type PolicyLine = readonly [
  /** The trial that was given up for the copy. */
  target: string,
  /** The trial that was copied. */
  clone: string,
  /** `training_iteration` of the one. */
  targetIteration: number,
  /** `training_iteration` of the other. */
  cloneIteration: number,
  /** Config of the trial copied. */
  oldConfig: Readonly<Record<string, unknown>>,
  /** Config of the copy. */
  newConfig: Readonly<Record<string, unknown>>,
]

/** With what a trial starts, and what it changes to on the way. */
export interface Replayed {
  readonly initialConfig: Readonly<Record<string, unknown>>
  readonly changes: readonly Change[]
}

export interface Change {
  /** `training_iteration` from which the config holds. */
  readonly at: number
  readonly config: Readonly<Record<string, unknown>>
}

const HOW =
  'A line of a policy file is [target, clone, targetIteration, cloneIteration, oldConfig, newConfig]. ' +
  'Give the text of a pbt_policy_<trial id>.txt, or its lines as arrays.'

/** Numbers that JSON lacks, as Python writes them; strings are matched so that they are passed over. */
const WORDS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g

/**
 * The lines of a policy file, Attune's or Ray Tune's, from its text.
 * @throws {ConfigurationError} `INVALID_POLICY` for a line that is none.
 */
export function parsePolicy(text: string): readonly PolicyLine[] {
  const rows = text
    .split('\n')
    .flatMap((row, i) => (row.trim() === '' ? [] : [{ row, line: i + 1 }]))
  return rows.map(({ row, line }) => {
    let data: unknown
    try {
      data = parseRow(row)
    } catch {
      throw invalid(`line ${line} is no JSON: ${show(row)}.`)
    }
    return checkLine(data, `line ${line}`)
  })
}

/**
 * Lines that were given as data, checked.
 * @throws {ConfigurationError} `INVALID_POLICY` for a line that is none.
 */
export function checkPolicy(policy: unknown): readonly PolicyLine[] {
  if (typeof policy === 'string') return parsePolicy(policy)
  if (!Array.isArray(policy)) throw invalid(`it is ${show(policy)}.`)
  return policy.map((line: unknown, i) => checkLine(line, `line ${i + 1}`))
}

/**
 * What the trial went through that a policy file belongs to. Each line begins with the trial that the
 * next one copied; where that is not so, what came before was lost with the copy and does not count.
 * Undefined for no lines.
 */
export function replayOf(policy: readonly PolicyLine[]): Replayed | undefined {
  let first = policy.length - 1
  while (first > 0 && policy[first - 1]?.[0] === policy[first]?.[1]) first -= 1
  const lines = policy.slice(Math.max(first, 0))
  const [start] = lines
  return (
    start && {
      initialConfig: start[4],
      changes: lines.map(([, , , at, , config]) => ({ at, config })),
    }
  )
}

function checkLine(data: unknown, where: string): PolicyLine {
  if (!Array.isArray(data)) throw invalid(`${where} is ${show(data)}.`)
  const [target, clone, targetIteration, cloneIteration, oldConfig, newConfig] =
    data as readonly unknown[]
  if (
    typeof target === 'string' &&
    typeof clone === 'string' &&
    Number.isFinite(targetIteration) &&
    Number.isFinite(cloneIteration) &&
    isPlainObject(oldConfig) &&
    isPlainObject(newConfig)
  ) {
    return [
      target,
      clone,
      targetIteration as number,
      cloneIteration as number,
      oldConfig,
      newConfig,
    ]
  }
  throw invalid(`${where} is ${show(data)}.`)
}

function parseRow(row: string): unknown {
  const plain = row.replaceAll(WORDS, (word) =>
    word.startsWith('"') ? word : `{"$word":"${word}"}`,
  )
  return JSON.parse(plain, (_key, value: unknown) =>
    isPlainObject(value) && typeof value['$word'] === 'string' ? Number(value['$word']) : value,
  )
}

function invalid(what: string): ConfigurationError {
  return new ConfigurationError('INVALID_POLICY', `The policy cannot be read: ${what} ${HOW}`, {
    path: ['PopulationBasedTrainingReplay', 'policy'],
  })
}
