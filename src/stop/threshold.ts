import { ConfigurationError, show } from '../errors.ts'
import { figure } from '../math/figures.ts'
import { nearestWord } from '../math/nearest-word.ts'
import { SeenKeys } from './seen-keys.ts'
import type { Stopper, StopperJSON, StopRule } from './stopper.ts'

/** When a metric has gone far enough: it has risen to `max`, or fallen to `min`, whichever is first. */
export interface Bounds {
  /** Stop when the value is at most this. */
  readonly min?: number
  /** Stop when the value is at least this. */
  readonly max?: number
}

/** By flat path of a metric; a bare number stands for `{ max: number }`. */
export type StopThresholds = Readonly<Record<string, number | Bounds>>

/**
 * Stops a trial when one of its metrics has reached a bound. Keys are flat paths, such as `val/loss`.
 * NaN reaches nothing. A result without the metric is passed over.
 */
export class ThresholdStopper implements Stopper {
  readonly name = 'threshold'
  readonly #thresholds: StopThresholds
  readonly #bounds: readonly (readonly [string, Bounds])[]

  /** @throws {ConfigurationError} `INVALID_STOP` for bounds that are not numbers. */
  constructor(thresholds: StopThresholds) {
    if (typeof thresholds !== 'object' || thresholds === null) {
      throw new ConfigurationError(
        'INVALID_STOP',
        `ThresholdStopper takes thresholds by metric, got ${show(thresholds)}. Give an object, e.g. ` +
          '{ loss: { min: 0.1 } }.',
      )
    }
    const entries = Object.entries(thresholds)
    this.#bounds = entries.map(([key, threshold]) => [key, boundsOf(key, threshold)] as const)
    this.#thresholds = Object.fromEntries(
      entries.map(([key, threshold]) => [
        key,
        typeof threshold === 'number' ? threshold : { ...threshold },
      ]),
    )
  }

  create(): StopRule {
    const keys = new SeenKeys(this.#bounds.map(([key]) => key))
    return {
      onResult: (_trial, result) => {
        let reason: string | undefined
        // All of them are looked up, so that none seems to be missing because another came first.
        for (const [key, { min, max }] of this.#bounds) {
          const value = keys.read(result, key)
          if (value === undefined) continue
          if (max !== undefined && value >= max) {
            reason ??= `${key} ${figure(value, max)} is at least ${figure(max, value)}`
          }
          if (min !== undefined && value <= min) {
            reason ??= `${key} ${figure(value, min)} is at most ${figure(min, value)}`
          }
        }
        return reason
      },
      stopAll: () => undefined,
      unseenKeys: () => keys.unseen,
    }
  }

  toJSON(): StopperJSON {
    return { name: this.name, options: { thresholds: this.#thresholds } }
  }
}

function boundsOf(key: string, threshold: unknown): Bounds {
  if (isBound(threshold)) return { max: threshold }
  if (typeof threshold !== 'object' || threshold === null || Array.isArray(threshold)) {
    fail(key, threshold, 'Give a number, { max: number } or { min: number }')
  }
  const entries = Object.entries(threshold).filter(([, bound]) => bound !== undefined)
  if (entries.length === 0) fail(key, threshold, 'Give { max: number } or { min: number }')
  for (const [name, bound] of entries) {
    if (name !== 'min' && name !== 'max') {
      const nearest = nearestWord(name, ['min', 'max'])
      const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`
      fail(
        key,
        threshold,
        `It has ${JSON.stringify(name)}${hint} where only min and max can be. A nested metric is ` +
          `written ${JSON.stringify(`${key}/${name}`)}`,
      )
    }
    if (!isBound(bound)) fail(key, threshold, `Its ${name} must be a number`)
  }
  return Object.fromEntries(entries)
}

function isBound(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value)
}

function fail(key: string, value: unknown, advice: string): never {
  throw new ConfigurationError(
    'INVALID_STOP',
    `The stop threshold of ${JSON.stringify(key)} is ${show(value)}. ${advice}.`,
    { path: ['runConfig', 'stop', key] },
  )
}
