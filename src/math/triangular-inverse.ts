import { rowStart } from './triangular.ts'

/**
 * The inverse of L Lᵀ, packed: L⁻ᵀ L⁻¹. Four rows are taken at a time, so that what they are added to
 * is read and written once for all four.
 * @param rows L, packed.
 */
export function inverseOf(rows: Float64Array, size: number): Float64Array {
  // Three rows of zeros at the end, so that the last four need no code of their own.
  const root = new Float64Array((size + 3) * size)
  for (let i = 0; i < size; i++) {
    const start = rowStart(i)
    const pivot = 1 / (rows[start + i] as number)
    const factor = (k: number): number => (k < i ? -pivot * (rows[start + k] as number) : 0)
    for (let k = 0; k < i; k += 4) {
      const four: Four = [factor(k), factor(k + 1), factor(k + 2), factor(k + 3)]
      addRows(root, i * size, root, k * size, size, four, Math.min(k + 4, i))
    }
    root[i * size + i] = pivot
  }
  const result = new Float64Array(rows.length)
  for (let i = 0; i < size; i += 4) {
    const from = i * size
    for (let a = 0; a < Math.min(i + 4, size); a++) {
      const at = from + a
      const four: Four = [
        root[at] as number,
        root[at + size] as number,
        root[at + 2 * size] as number,
        root[at + 3 * size] as number,
      ]
      addRows(result, rowStart(a), root, from, size, four, a + 1)
    }
  }
  return result
}

type Four = readonly [number, number, number, number]

/** Adds multiples of four rows that begin at `from` to what begins at `at`. */
function addRows(
  target: Float64Array,
  at: number,
  matrix: Float64Array,
  from: number,
  stride: number,
  [f0, f1, f2, f3]: Four,
  count: number,
): void {
  const from1 = from + stride
  const from2 = from1 + stride
  const from3 = from2 + stride
  for (let j = 0; j < count; j++) {
    target[at + j] =
      (target[at + j] as number) +
      f0 * (matrix[from + j] as number) +
      f1 * (matrix[from1 + j] as number) +
      f2 * (matrix[from2 + j] as number) +
      f3 * (matrix[from3 + j] as number)
  }
}
