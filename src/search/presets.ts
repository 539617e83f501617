import type { Space } from '../space/space.ts'

/** Spaces in which what the points name is fixed, one for each suggestion that a point stands for. */
export interface Presets {
  readonly spaces: readonly Space[]
  /** What the user should know about the points given; empty when all is well. */
  readonly warnings: readonly string[]
}

/** @throws ConfigurationError if a point names a parameter that is not in the space. */
export function presetsOf(
  space: Space,
  points: readonly Readonly<Record<string, unknown>>[],
  numSamples: number,
): Presets {
  const presets = points.map((point) => space.withPreset(point))
  const warnings = presets.flatMap((preset) => preset.warnings)
  if (presets.length > numSamples) {
    warnings.push(
      `Only the first ${numSamples} of ${presets.length} points will be tried: each stands for one ` +
        `of numSamples. Set numSamples to ${presets.length} or more to try them all.`,
    )
  }
  return { spaces: presets.slice(0, numSamples).map((preset) => preset.space), warnings }
}
