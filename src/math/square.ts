/** Square matrices, row after row. */

/** The one that changes nothing. */
export function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1
  return matrix
}

/** Adds `factor` v vᵀ. */
export function addSquare(matrix: Float64Array, v: Float64Array, factor: number): void {
  const size = v.length
  if (factor === 0) return
  for (let i = 0; i < size; i++) {
    const scaled = factor * (v[i] as number)
    for (let j = 0; j < size; j++) {
      matrix[i * size + j] = (matrix[i * size + j] as number) + scaled * (v[j] as number)
    }
  }
}
