import { figure } from '../../math/figures.ts'
import { bracketMilestones, bracketWeights } from './brackets.ts'
import { quota, trialsFor } from './promoting-rung.ts'
import type { PlannedBracket, PlannedRung, SchedulePlan } from '../plan.ts'
import type { ASHARules } from './options.ts'

/** What asynchronous successive halving would do with so many trials. */
export function planASHA(rules: ASHARules, trials: number): SchedulePlan {
  const { timeAttr, maxT, stopLastTrials } = rules
  const ladders = bracketMilestones(rules)
  const shares = bracketShares(ladders.length)
  const brackets = ladders.map((milestones, s): PlannedBracket => {
    const share = shares[s] as number
    const starting = share === 0 ? 0 : trials * share
    return { trials: starting, rungs: planRungs(rules, milestones, starting) }
  })
  const cost = brackets.reduce((sum, bracket) => sum + costOf(bracket), 0)
  return {
    timeAttr,
    brackets,
    cost: stopLastTrials ? cost : undefined,
    fullCost: stopLastTrials ? trials * maxT : undefined,
    notes: notes(rules, trials, brackets),
  }
}

function bracketShares(count: number): readonly number[] {
  const weights = bracketWeights(count)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** The rungs at which trials are compared, and the end. */
function planRungs(
  { maxT, stopLastTrials, variant, reductionFactor }: ASHARules,
  milestones: readonly number[],
  starting: number,
): readonly PlannedRung[] {
  const goOn = variant === 'stop' ? expectedSurvivors : quota
  const isEndARung = milestones.at(-1) === maxT
  const stations = stopLastTrials && !isEndARung ? [...milestones, maxT] : milestones
  let trials = starting
  return stations.map((milestone, i) => {
    if (i > 0) trials = goOn(trials, reductionFactor)
    return { milestone, trials }
  })
}

/**
 * How many of so many trials are expected not to fall below the quantile of those before them, when
 * their scores come in random order: the first goes on, and of k that have come before the next one
 * goes on with a probability of ((k − 1) / η + 1) / (k + 1).
 */
function expectedSurvivors(trials: number, reductionFactor: number): number {
  if (trials <= 1 || trials === Number.POSITIVE_INFINITY) return trials
  const luck = (1 - 2 / reductionFactor) * (harmonic(trials) - 1)
  return 1 + (trials - 1) / reductionFactor + luck
}

/** 1 + 1/2 + … + 1/n, also between whole numbers. */
function harmonic(n: number): number {
  const steps = 10
  let sum = 0
  for (let i = 1; i <= steps; i++) sum -= 1 / (n + i)
  const m = n + steps
  const eulerMascheroni = 0.5772156649015329
  return sum + Math.log(m) + eulerMascheroni + 1 / (2 * m) - 1 / (12 * m * m)
}

function costOf({ rungs }: PlannedBracket): number {
  let before = 0
  let cost = 0
  for (const { milestone, trials } of rungs) {
    cost += trials * (milestone - before)
    before = milestone
  }
  return cost
}

function notes(
  rules: ASHARules,
  trials: number,
  brackets: readonly PlannedBracket[],
): readonly string[] {
  const { variant, reductionFactor, stopLastTrials } = rules
  const all: string[] = []
  if (variant === 'stop') {
    all.push(
      `More than one in ${reductionFactor} goes on from a rung that few trials reach: the first ` +
        'always does, and early ones meet few others.',
      'Still more go on the better the order at one rung foretells that at the next.',
    )
  } else {
    const scarcity = whyNoneEnds(rules, trials, brackets)
    if (scarcity !== undefined) all.push(scarcity)
    all.push(
      'A few more are promoted: those that were among the best when they were resumed, and later ' +
        'are not.',
      'A trial that paused goes on from its latest checkpoint; one without begins anew, and costs more.',
    )
  }
  if (!stopLastTrials) {
    all.push('Trials that pass the last rung run to their own end, so that the cost is not known.')
  }
  return all
}

/** Undefined if a trial is expected to be promoted as far as one can be. */
function whyNoneEnds(
  { reductionFactor }: ASHARules,
  trials: number,
  brackets: readonly PlannedBracket[],
): string | undefined {
  if (brackets.some(({ rungs }) => (rungs.at(-1)?.trials ?? 0) >= 1)) return undefined
  const shares = bracketShares(brackets.length)
  const needed = brackets.map(({ rungs }, s) => {
    let count = 1
    for (let i = 2; i < rungs.length; i++) count = trialsFor(count, reductionFactor)
    // Only a share of the trials starts here, which need not be a whole number.
    const starting = rungs.length > 1 ? count * reductionFactor : count
    return trialsFor(starting, 1 / (shares[s] as number))
  })
  const end = figure(brackets[0]?.rungs.at(-1)?.milestone ?? 0)
  return (
    `Of ${trials} trials none is expected to be promoted as far as ${end}: ` +
    `it takes at least ${Math.min(...needed)}.`
  )
}
