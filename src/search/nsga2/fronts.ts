import { dominates, nonDominatedSort } from '../../math/pareto.ts'
import type { FinishedTrial } from '../history.ts'

/**
 * Trials in fronts by constrained dominance, best first: full trials that keep their constraints come
 * before those that a scheduler ended early, the further these came the better, and both before those
 * that violate their constraints, the more the worse. Only among equals in this the values decide.
 * @param trials None of their values is NaN.
 * @param fullStep The step that a full trial reaches, see `Known`.
 */
export function frontsOf(
  trials: readonly FinishedTrial[],
  fullStep: number,
): readonly (readonly FinishedTrial[])[] {
  const tiers = new Map<number, FinishedTrial[]>()
  for (const trial of trials) {
    const key = shortfall(trial, fullStep)
    const tier = tiers.get(key)
    if (tier === undefined) tiers.set(key, [trial])
    else tier.push(trial)
  }
  return [...tiers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, tier]) => {
      const fronts = nonDominatedSort(tier.map(({ values }) => values.map((value) => -value)))
      return fronts.map((front) => front.map((i) => tier[i] as FinishedTrial))
    })
}

/** Whether `a` is better than `b` by constrained dominance. */
export function beats(a: FinishedTrial, b: FinishedTrial, fullStep: number): boolean {
  const [mine, other] = [shortfall(a, fullStep), shortfall(b, fullStep)]
  // For `dominates` larger is better.
  return mine === other ? dominates(b.values, a.values) : mine < other
}

/** 0 for a full trial that keeps its constraints, up to 1 for one that ended early, 1 and more for violation. */
function shortfall({ violation, outcome, step }: FinishedTrial, fullStep: number): number {
  if (violation > 0) return 1 + violation
  return outcome === 'stopped' && step < fullStep ? 1 - step / (fullStep + 1) : 0
}
