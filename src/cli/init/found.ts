import type { Knob } from './knob.ts'
import type { PrintedMetric } from './metrics.ts'

/** How a study file names what is tuned. Paths are absolute. */
export type FoundTrainable =
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'python'; readonly script: string; readonly function?: string }
  | { readonly kind: 'module'; readonly module: string; readonly export: string }

/** What was found out about a script before anything is decided. */
export interface Found {
  readonly trainable: FoundTrainable
  /** Fit for the study's name. */
  readonly name: string
  readonly knobs: readonly Knob[]
  /** Names of metrics that arrive by themselves: reported, returned or printed as JSON. */
  readonly metrics: readonly string[]
  /** Those that have to be picked from what is printed. */
  readonly printed: readonly PrintedMetric[]
  /** What its user should know. */
  readonly remarks: readonly string[]
}
