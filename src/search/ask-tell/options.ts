import { ConfigurationError, show } from '../../errors.ts'
import { checkCount, checkNames, reject } from '../../option-checks.ts'
import { createSearcher } from '../create-searcher.ts'
import { searcherOf, type Wrapped } from '../wrapped.ts'
import type { Mode, Objective } from '../../math/score.ts'
import type { Searcher } from '../searcher.ts'

/** A searcher, its name, or its name with options: `'tpe'`, `{ name: 'tpe', nStartupTrials: 5 }`. */
export type Algorithm = Wrapped

/** Options of `createSearch`. */
export interface CreateSearchOptions {
  /**
   * Flat path of the metric in what is told, e.g. `'val/loss'`, or several different ones. Where there
   * is one, it may be told as a bare number.
   * @defaultValue `'_metric'`: what is told is a number
   */
  readonly metric?: string | readonly string[]
  /** Whether the metric is to be made small or large; for several, one that holds for all, or one each. */
  readonly mode: Mode | readonly Mode[]
  /** How configs are chosen. @defaultValue `'auto'` */
  readonly algorithm?: Algorithm
  /** A finite number or a text: the same seed and the same tells give the same configs. @defaultValue 0 */
  readonly seed?: number | string
  /**
   * How many configs there will be at most, 1 or more. Algorithms that plan ahead want to know.
   * @defaultValue no end, as -1 and `Infinity` say too
   */
  readonly numSamples?: number
}

/** {@link CreateSearchOptions} once they are checked. */
export interface SearchRules {
  readonly objectives: readonly Objective[]
  readonly searcher: Searcher
  readonly seed: number | string
  readonly numSamples: number
}

const WHO = 'createSearch'

/**
 * @throws {ConfigurationError} `UNKNOWN_OPTION`, `INVALID_OPTION`, `MODE_REQUIRED`, `UNKNOWN_SEARCHER`,
 * and what the searcher throws at its options.
 */
export function searchRules(options: CreateSearchOptions): SearchRules {
  checkNames(WHO, options, ['metric', 'mode', 'algorithm', 'seed', 'numSamples'])
  const { metric = '_metric', mode, algorithm = 'auto', seed = 0 } = options
  if (typeof seed !== 'string' && !Number.isFinite(seed)) {
    reject(WHO, 'seed', seed, 'Give a finite number or a string.')
  }
  const objectives = objectivesOf(metricsOf(metric), mode)
  const numSamples = sampleCount(WHO, options.numSamples)
  return { objectives, searcher: toSearcher(algorithm), seed, numSamples }
}

/** How many configs there will be, from the ways to say it. Throws `INVALID_OPTION`. */
export function sampleCount(who: string, numSamples: unknown): number {
  if (numSamples === undefined || numSamples === null || numSamples === -1) return Infinity
  if (numSamples !== Infinity) checkCount(who, 'numSamples', numSamples, 1)
  return numSamples as number
}

export function toSearcher(algorithm: Algorithm): Searcher {
  return searcherOf(WHO, algorithm, createSearcher, { option: 'algorithm', what: 'a searcher' })
}

function metricsOf(metric: unknown): readonly string[] {
  const metrics: unknown[] = Array.isArray(metric) ? metric : [metric]
  const isName = (one: unknown): one is string => typeof one === 'string' && one !== ''
  const areDifferent = new Set(metrics).size === metrics.length
  if (metrics.length > 0 && metrics.every(isName) && areDifferent) return metrics
  const wanted =
    "Give the name of a metric, e.g. 'loss', or several different: ['loss', 'latency']."
  reject(WHO, 'metric', metric, wanted)
}

function objectivesOf(metrics: readonly string[], mode: unknown): readonly Objective[] {
  const modes: readonly unknown[] = Array.isArray(mode) ? mode : metrics.map(() => mode)
  for (const one of modes) {
    if (one === undefined) throw modeRequired(metrics, mode)
    if (one !== 'min' && one !== 'max') reject(WHO, 'mode', mode, "Give 'min' or 'max'.")
  }
  if (modes.length !== metrics.length) throw modeRequired(metrics, mode)
  return metrics.map((metric, i) => ({ metric, mode: modes[i] as Mode }))
}

function modeRequired(metrics: readonly string[], mode: unknown): ConfigurationError {
  const [only] = metrics
  const several = metrics.length > 1
  return new ConfigurationError(
    'MODE_REQUIRED',
    several
      ? `${WHO}: there are ${metrics.length} metrics, and mode is ${show(mode)}. Give 'min' or 'max' for ` +
          "each, e.g. ['min', 'max'], or one that holds for all."
      : `${WHO}: mode is ${show(mode)}. Say whether ${show(only)} is to be small, mode: 'min', or large, ` +
          "mode: 'max'.",
    { path: [WHO, 'mode'] },
  )
}
