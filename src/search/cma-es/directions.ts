import { dot } from '../../math/dot.ts'
import type { Random } from '../../math/random.ts'

/**
 * Standard normal vectors at right angles to each other, as far as there are dimensions for that: a
 * generation of them covers the directions more evenly than independent ones (H. Wang, M. Emmerich and
 * T. Bäck, "Mirrored Orthogonal Sampling for Covariance Matrix Adaptation Evolution Strategies",
 * Evolutionary Computation 27, 2019). Each taken by itself is distributed as an independent one.
 */
export function directions(count: number, size: number, random: Random): readonly Float64Array[] {
  const all: Float64Array[] = []
  let block: Float64Array[] = []
  while (all.length < count && size > 0) {
    if (block.length === size) block = []
    const vector = normals(size, random)
    const length = Math.sqrt(dot(vector, vector))
    for (const unit of block) {
      const part = dot(vector, unit)
      for (let i = 0; i < size; i++) vector[i] = (vector[i] as number) - part * (unit[i] as number)
    }
    const rest = Math.sqrt(dot(vector, vector))
    block.push(vector.map((x) => x / rest))
    all.push(vector.map((x) => (x / rest) * length))
  }
  return all
}

/** Independent standard normal numbers. */
export function normals(size: number, random: Random): Float64Array {
  const vector = new Float64Array(size)
  for (let i = 0; i < size; i++) vector[i] = random.normal()
  return vector
}
