import { TrialError } from '../../errors.ts'

/** Named regular expressions, each with one group (or none) around a number. */
export type MetricPatterns = Readonly<Record<string, RegExp>>

/**
 * Collects numbers from lines. A result is complete when every expression has matched since the last
 * one; what matches again before that replaces its earlier value.
 */
export class PatternMetrics {
  readonly #patterns: readonly (readonly [string, RegExp])[]
  readonly #seen: Set<string> = new Set()
  #values: Record<string, number> = {}

  constructor(patterns: MetricPatterns) {
    this.#patterns = Object.entries(patterns)
  }

  /** Throws `TrialError` `METRIC_NOT_A_NUMBER` when an expression matches something else. */
  read(line: string): Record<string, number>[] {
    // Progress bars write many states into what is one line to anybody but a terminal.
    return line.split('\r').flatMap((segment) => this.#readSegment(segment))
  }

  /** Names of the expressions that have not matched any line. */
  get unseen(): readonly string[] {
    return this.#patterns.map(([name]) => name).filter((name) => !this.#seen.has(name))
  }

  #readSegment(segment: string): Record<string, number>[] {
    for (const [name, pattern] of this.#patterns) {
      const match = pattern.exec(segment)
      if (!match) continue
      this.#seen.add(name)
      this.#values[name] = numberOf(match[1] ?? match[0], name, pattern, segment)
    }
    if (!this.#patterns.every(([name]) => name in this.#values)) return []
    const complete = this.#values
    this.#values = {}
    return [complete]
  }
}

function numberOf(text: string, name: string, pattern: RegExp, line: string): number {
  const trimmed = text.trim()
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(trimmed)
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  const number = Number(trimmed)
  if (trimmed !== '' && !Number.isNaN(number)) return number
  throw new TrialError(
    'METRIC_NOT_A_NUMBER',
    `The expression ${String(pattern)} for the metric ${name} matched ${JSON.stringify(text)} in ` +
      `the line ${JSON.stringify(line.slice(0, 200))}, which is no number. Put a group around the ` +
      'number alone, e.g. /loss=([-+.\\de]+)/.',
  )
}
