import type { Task } from '../functions/task.ts'
import { optuna, regretOf, type Rival, type Standings } from './standings.ts'
import { medianOf, quantileOf, signTest, tally } from './statistics.ts'
import { digits } from './table.ts'

/**
 * Regrets below this share of what random search is left with count as equal: a searcher that has
 * found the optimum differs from another that has by rounding alone.
 */
const SOLVED = 1e-4

/** How two searchers stand on a task after so many evaluations. */
export interface Comparison {
  /** Whether the median of the first over the seeds that both have is at least as good. */
  readonly isAsGood: boolean
  /** How much more the first is left with than the second; 1 where both have solved the task. */
  readonly ratio: number
  /** How many seeds both have. */
  readonly seeds: number
  /** How many of them the first won and lost, and how likely that is between equals. */
  readonly won: number
  readonly lost: number
  readonly p: number
}

/** Undefined where one of the two has not been run. */
export function compare(
  standings: Standings,
  a: Rival,
  b: Rival,
  task: Task,
  n: number,
): Comparison | undefined {
  const pairs = standings.pairs(a, b, task, n)
  if (pairs.length === 0) return undefined
  const solved = solvedRegret(standings, task, n)
  const mine = medianOf(pairs.map(([regret]) => regret))
  const theirs = medianOf(pairs.map(([, regret]) => regret))
  const ratio = Math.max(mine, solved) / Math.max(theirs, solved)
  const count = tally(pairs)
  const { won, lost } = count
  return { isAsGood: ratio <= 1, ratio, seeds: pairs.length, won, lost, p: signTest(count) }
}

/** The regret below which a task counts as solved. */
export function solvedRegret(standings: Standings, task: Task, n: number): number {
  return SOLVED * standings.regret(optuna('random'), task, n)
}

/** Where random search is 1 and the optimum 0: the mean over the seeds, none worse than random. */
export function normalisedScore(
  standings: Standings,
  rival: Rival,
  task: Task,
  n: number,
): number | undefined {
  const scores = [...standings.scores(rival, task, n).values()]
  if (scores.length === 0) return undefined
  const random = standings.regret(optuna('random'), task, n)
  const shares = scores.map((score) => Math.min(1, Math.max(0, regretOf(task, score) / random)))
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

/** Median and quartiles. */
export function spread(standings: Standings, rival: Rival, task: Task, n: number): string {
  const scores = [...standings.scores(rival, task, n).values()]
  if (scores.length === 0) return '–'
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => digits(quantileOf(scores, q)))
  return `${middle} [${low}, ${high}]`
}
