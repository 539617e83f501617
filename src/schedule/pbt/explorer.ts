import type { Random } from '../../math/random.ts'

/** One look at a trial of the population, taken once an interval. */
export interface Observation {
  readonly trial: string
  /** Its `timeAttr`. */
  readonly time: number
  /** Larger is better, whatever the mode. */
  readonly score: number
  readonly config: unknown
}

/** What an explorer has to start from. */
export interface Parentage {
  /** The trial that will get the new config. */
  readonly trial: string
  /** The trial that it becomes a copy of, as it was last looked at. */
  readonly parent: Observation
  /** This perturbation's own stream. */
  readonly random: Random
}

/** A new config, and in words what was done to each value, by flat path: `* 1.2`, `resample`, … */
export interface Exploration {
  readonly config: unknown
  readonly operations: Readonly<Record<string, string>>
}

/** How population based training finds the config of a trial that has become a copy of a better one. */
export interface Explorer {
  /** Fills in what a new trial's config lacks. */
  completeConfig(config: unknown, random: Random): unknown
  /** Told of every look that is taken, in order. */
  observe(observation: Observation): void
  /** Must not change anything but what it remembers of its own choices; told facts come by {@link observe}. */
  explore(parentage: Parentage): Exploration
}
