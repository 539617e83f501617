import { AsyncLocalStorage } from 'node:async_hooks'
import { TrialError } from '../errors.ts'
import { copyMetrics } from './metrics.ts'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import type { Metrics } from './metrics.ts'
import type { ReportOptions, Trial } from './trial.ts'

// Shared through the global registry: a trainable may have loaded a second copy of this package.
const KEY = Symbol.for('attune.current-trial')
const registry = globalThis as { [KEY]?: AsyncLocalStorage<Trial> }
const current: AsyncLocalStorage<Trial> = (registry[KEY] ??= new AsyncLocalStorage<Trial>())

/** Runs `body` so that `report()` and its fellows speak for `trial`, also after awaits. */
export function withCurrentTrial<T>(trial: Trial, body: () => T): T {
  return current.run(trial, body)
}

/**
 * Tells the tuner a result from anywhere inside a trainable; see {@link Trial.report}. Outside a study
 * it checks the metrics and does nothing else, so that the same code runs alone.
 */
export async function report(metrics: Metrics, options?: ReportOptions): Promise<void> {
  const trial = current.getStore()
  if (trial === undefined) copyMetrics(metrics)
  else await trial.report(metrics, options)
}

/** The checkpoint to continue from; undefined at a fresh start and outside a study. */
export function getCheckpoint(): Checkpoint | undefined {
  return current.getStore()?.getCheckpoint()
}

/**
 * The trial that the calling code belongs to.
 * @throws {TrialError} `NO_TRIAL` outside a study.
 */
export function getTrial(): Trial {
  const trial = current.getStore()
  if (trial !== undefined) return trial
  throw new TrialError('NO_TRIAL', 'getTrial() was called outside a trial, where there is none.')
}
