import { ConfigurationError, show } from '../errors.ts'
import { Random } from '../math/random.ts'
import type { Objective, Result } from '../math/score.ts'
import type { Space } from '../space/space.ts'
import type { Cube } from './cube.ts'
import type { ModelRules } from './model-options.ts'

/** What is known of a config without having tried it here. */
export interface Lesson {
  readonly config: unknown
  readonly params: Readonly<Record<string, unknown>>
  readonly metrics: Result
}

export interface Lessons {
  readonly trials: readonly Lesson[]
  /** What the user should know about them; empty when all is well. */
  readonly warnings: readonly string[]
}

interface Where {
  readonly space: Space
  readonly cube: Cube
  readonly objectives: readonly Objective[]
}

/** Nothing is drawn where all picks are given. */
const NO_RANDOM = Random.fromSeed(0)

/**
 * Points with a reward, and trials of earlier studies.
 * @throws {ConfigurationError} `INVALID_OPTION` for a reward that has not one value for each metric,
 * `INVALID_PRESET` for a point with a reward that leaves parameters open or does not fit the space.
 */
export function lessonsOf(who: string, rules: ModelRules, where: Where): Lessons {
  const rewarded = rewardedPoints(who, rules, where)
  const earlier = earlierTrials(rules, where)
  return {
    trials: [...rewarded.trials, ...earlier.trials],
    warnings: [...rewarded.warnings, ...earlier.warnings],
  }
}

function rewardedPoints(
  who: string,
  { points, rewards }: ModelRules,
  { space, objectives }: Where,
): Lessons {
  const warnings: string[] = []
  const trials: Lesson[] = []
  for (const [i, reward] of rewards.entries()) {
    if (reward === undefined) continue
    if (reward.length !== objectives.length) {
      throw new ConfigurationError(
        'INVALID_OPTION',
        `${who}: evaluatedRewards has ${show(reward)} for point ${i}, but the number of metrics is ` +
          `${objectives.length}. Give one value for each of them.`,
        { path: [who, 'evaluatedRewards', i] },
      )
    }
    const preset = space.withPreset(points[i])
    let isComplete = true
    const { config, params } = preset.space.resolve((node) => {
      isComplete = false
      return node.axis.fromUnit(0)
    }, NO_RANDOM)
    if (!isComplete) {
      throw new ConfigurationError(
        'INVALID_PRESET',
        `${who}: point ${i} of pointsToEvaluate has a reward, but leaves parameters open: ` +
          `${show(points[i])}. Give all of them, or null for its reward.`,
        { path: ['pointsToEvaluate', i] },
      )
    }
    warnings.push(...preset.warnings)
    const metrics = objectives.map(({ metric }, k) => [metric, reward[k]] as const)
    trials.push({ config, params, metrics: Object.fromEntries(metrics) })
  }
  return { trials, warnings }
}

function earlierTrials({ warmStart }: ModelRules, { cube }: Where): Lessons {
  const trials: Lesson[] = []
  const strange: unknown[] = []
  for (const { config, metrics } of warmStart) {
    const coordinates = cube.locate(config)?.coordinates
    if (coordinates === undefined) {
      strange.push(config)
      continue
    }
    if (metrics === undefined) continue
    const unit = cube.build((side) => {
      const coordinate = coordinates[side] as number
      return Number.isNaN(coordinate) ? 0.5 : coordinate
    })
    trials.push({ config, params: cube.suggest(unit).params, metrics })
  }
  if (strange.length === 0) return { trials, warnings: [] }
  const warning =
    `${strange.length} of ${warmStart.length} trials in warmStart are left out, because this space ` +
    `cannot give their configs, first: ${show(strange[0])}.`
  return { trials, warnings: [warning] }
}
