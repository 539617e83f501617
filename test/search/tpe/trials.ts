import { Random } from '../../../src/math/random.ts'
import { Cube } from '../../../src/search/cube.ts'
import { Codec } from '../../../src/space/codec.ts'
import { compileSpace } from '../../../src/space/space.ts'
import type { FinishedTrial, Known, RunningTrial } from '../../../src/search/history.ts'

export const cubeOf = (space: unknown): Cube => new Cube(new Codec(compileSpace(space)))

/** A trial that has ended; without coordinates where they do not matter. */
export function trial(values: readonly number[], more: Partial<FinishedTrial> = {}): FinishedTrial {
  const coordinates = new Float64Array(1)
  const base = { number: 0, coordinates, memo: undefined, constraints: [], violation: 0, step: 9 }
  return { ...base, values, outcome: 'completed', ...more }
}

export function known(
  finished: readonly FinishedTrial[],
  more: Partial<Known> & { readonly running?: readonly RunningTrial[] } = {},
): Known {
  return { finished, running: [], epoch: 0, next: finished.length, fullStep: 9, ...more }
}

/** Where random configs of a cube lie. */
export function places(cube: Cube, count: number, seed = 1): readonly Float64Array[] {
  const random = Random.fromSeed(seed)
  return Array.from({ length: count }, () => cube.snap(cube.draw(random)).coordinates)
}
