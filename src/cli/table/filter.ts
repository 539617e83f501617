import { ConfigurationError, show } from '../../errors.ts'
import { valueText } from '../../report/value-text.ts'
import { trialKey } from './trial-keys.ts'
import type { TrialView } from '../../study/view.ts'

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>='

const CONDITION = /^\s*(?<name>[^<>=!]+?)\s*(?<operator><=|>=|==|!=|=|<|>)\s*(?<value>.*?)\s*$/su

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['nan', Number.NaN],
  ['inf', Infinity],
  ['infinity', Infinity],
  ['-inf', -Infinity],
  ['-infinity', -Infinity],
  ['true', true],
  ['false', false],
  ['null', null],
  ['none', null],
])

/**
 * The trials for which all conditions hold, such as `loss < 0.5`, `status == ERROR` or `act != relu`.
 * A trial without the value differs from every value, and is equal to `null`.
 * @throws {ConfigurationError} `INVALID_FILTER`, `UNKNOWN_COLUMN`.
 */
export function filterTrials(
  trials: readonly TrialView[],
  conditions: readonly string[],
): readonly TrialView[] {
  const tests = conditions.map((condition) => testOf(trials, condition))
  return tests.length === 0
    ? trials
    : trials.filter((trial) => tests.every((holds) => holds(trial)))
}

function testOf(trials: readonly TrialView[], condition: string): (trial: TrialView) => boolean {
  const { name, operator, value } = CONDITION.exec(condition)?.groups ?? {}
  if (name === undefined || operator === undefined || value === undefined || value === '') {
    throw new ConfigurationError(
      'INVALID_FILTER',
      `The filter ${show(condition)} is no condition. Write a column, one of == != < <= > >= and a ` +
        "value, in quotes: --filter 'loss < 0.5'",
      { path: ['filter'] },
    )
  }
  const key = trialKey(trials, name)
  const wanted = operand(value)
  const sign = (operator === '=' ? '==' : operator) as Operator
  return (trial) => compare(key.value(trial), sign, wanted)
}

/** Numbers are numbers, also the three that JSON lacks; what is in quotes is text whatever it says. */
function operand(text: string): unknown {
  const quoted = /^(?<quote>["'])(?<inner>.*)\k<quote>$/su.exec(text)?.groups?.['inner']
  if (quoted !== undefined) return quoted
  const word = text.toLowerCase()
  if (WORDS.has(word)) return WORDS.get(word)
  const number = Number(text)
  return Number.isNaN(number) ? text : number
}

function compare(value: unknown, operator: Operator, wanted: unknown): boolean {
  if (operator === '==') return isEqual(value, wanted)
  if (operator === '!=') return !isEqual(value, wanted)
  const isOrdered =
    (typeof value === 'number' && typeof wanted === 'number') ||
    (typeof value === 'string' && typeof wanted === 'string')
  if (!isOrdered) return false
  switch (operator) {
    case '<':
      return value < wanted
    case '<=':
      return value <= wanted
    case '>':
      return value > wanted
    case '>=':
      return value >= wanted
  }
}

function isEqual(value: unknown, wanted: unknown): boolean {
  if (wanted === null) return value === null || value === undefined
  if (value === undefined) return false
  if (Object.is(value, wanted) || value === wanted) return true
  // A word is what the value looks like, in any case: a status, a list, a number in quotes.
  return (
    typeof wanted === 'string' && valueText(value, 'exact').toLowerCase() === wanted.toLowerCase()
  )
}
