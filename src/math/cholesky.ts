import { inverseOf } from './triangular-inverse.ts'
import { backward, forward, rowStart } from './triangular.ts'

/** Of the mean of the diagonal, what is tried until a matrix can be factored: none, then ever more. */
const JITTERS = [0, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2]

/**
 * The factor L of a symmetric positive definite matrix A = L Lᵀ, and what can be done with it (Golub and
 * Van Loan, "Matrix Computations", 4th ed., section 4.2). Matrices are packed: the lower triangle, row
 * after row. A factor of the first rows of a matrix is made of the first rows of the factor.
 */
export class Cholesky {
  readonly size: number
  /** What had to be added to the diagonal. */
  readonly jitter: number
  /** L, packed. */
  readonly rows: Float64Array

  private constructor(rows: Float64Array, size: number, jitter: number) {
    this.rows = rows
    this.size = size
    this.jitter = jitter
  }

  /**
   * Undefined if the matrix is not positive definite, not even with a hundredth of its mean diagonal
   * added; also if it holds NaN.
   * @param matrix Packed; not changed.
   */
  static of(matrix: Float64Array, size: number): Cholesky | undefined {
    const rows = new Float64Array(rowStart(size))
    let trace = 0
    for (let i = 0; i < size; i++) trace += matrix[rowStart(i) + i] as number
    for (const share of JITTERS) {
      const jitter = size === 0 ? 0 : (share * trace) / size
      rows.set(matrix.subarray(0, rows.length))
      if (factorRows(rows, 0, size, jitter)) return new Cholesky(rows, size, jitter)
    }
    return undefined
  }

  /** The factor of the first `size` rows and columns. */
  leading(size: number): Cholesky {
    return new Cholesky(this.rows.subarray(0, rowStart(size)), size, this.jitter)
  }

  /**
   * The factor of the matrix with more rows; undefined if that is not positive definite.
   * @param more The rows that are added, packed as the rest: each one longer than the one before.
   */
  extended(more: Float64Array, size: number): Cholesky | undefined {
    const rows = new Float64Array(rowStart(size))
    rows.set(this.rows)
    rows.set(more, this.rows.length)
    return factorRows(rows, this.size, size, this.jitter)
      ? new Cholesky(rows, size, this.jitter)
      : undefined
  }

  /** Turns b into the x of L x = b. */
  solveLower(b: Float64Array): void {
    forward(this.rows, this.size, b, 0)
  }

  /** Turns b into the x of Lᵀ x = b. */
  solveUpper(b: Float64Array): void {
    backward(this.rows, this.size, b)
  }

  /** Turns b into the x of A x = b. */
  solve(b: Float64Array): void {
    this.solveLower(b)
    this.solveUpper(b)
  }

  get logDeterminant(): number {
    let sum = 0
    for (let i = 0; i < this.size; i++) sum += Math.log(this.rows[rowStart(i) + i] as number)
    return 2 * sum
  }

  /** The inverse of A, packed. */
  inverse(): Float64Array {
    return inverseOf(this.rows, this.size)
  }
}

/** Turns rows of A into rows of L; false if A is not positive definite. */
function factorRows(rows: Float64Array, from: number, to: number, jitter: number): boolean {
  for (let i = from; i < to; i++) {
    const start = rowStart(i)
    forward(rows, i, rows, start)
    let pivot = (rows[start + i] as number) + jitter
    for (let k = 0; k < i; k++) pivot -= (rows[start + k] as number) ** 2
    if (!(pivot > 0 && pivot < Number.POSITIVE_INFINITY)) return false
    rows[start + i] = Math.sqrt(pivot)
  }
  return true
}
