import { hypervolume } from '../math/hypervolume.ts'
import { reject } from '../option-checks.ts'
import type { Objective } from '../math/score.ts'
import { checkObjectives, costsOf, type ComparedTrial } from './pareto-front.ts'

/**
 * How good trials are in several metrics at once, as one number: the hypervolume of all that is worse
 * than one of them and better than a point that would just not be acceptable. Larger is better; 0 if
 * no trial is better than that point in all metrics. The trials that count are those of
 * {@link paretoFront}.
 * @param referencePoint One finite number for each objective, in the same order, in the metric's own unit.
 * @throws {ConfigurationError} `METRIC_REQUIRED` when there are no objectives, `INVALID_OPTION` for one
 * that is none, or a reference point that is not one number for each.
 */
export function dominatedHypervolume(
  trials: Iterable<ComparedTrial>,
  objectives: readonly Objective[],
  referencePoint: readonly number[],
): number {
  checkObjectives('hypervolume', objectives)
  checkReference(referencePoint, objectives)
  const points = [...trials].flatMap((trial) => {
    const costs = costsOf(trial, objectives)
    return costs === undefined ? [] : [costs]
  })
  const reference = objectives.map(({ mode }, i) => {
    const value = referencePoint[i] as number
    return mode === 'max' ? -value : value
  })
  return hypervolume(points, reference)
}

function checkReference(point: unknown, objectives: readonly Objective[]): void {
  const isPoint =
    Array.isArray(point) && point.length === objectives.length && point.every(Number.isFinite)
  if (isPoint) return
  const metrics = objectives.map(({ metric, mode }) => `${metric} (${mode})`).join(', ')
  const wanted = `Give one finite number for each of ${metrics}, a little worse than what is acceptable.`
  reject('hypervolume', 'referencePoint', point, wanted)
}
