/**
 * `attune/trial`: what a trainable needs, and nothing of the tuner.
 * @module
 */
export { Checkpoint } from '../checkpoint/checkpoint.ts'
export { getCheckpoint, getTrial, report } from './current-trial.ts'
export { TrainableClass } from './trainable-class.ts'
export { TrialStopped } from './trial-stopped.ts'
export type { Metrics } from './metrics.ts'
export type { ReportOptions, Trial } from './trial.ts'
