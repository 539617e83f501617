/** Heights, widths and centres of the four wells. */
const ALPHA = [1, 1.2, 3, 3.2]
const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
]
const P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]

/** The least value of {@link hartmann6}, rounded. */
export const HARTMANN6_OPTIMUM = -3.32237

/** Where it is, rounded. */
export const HARTMANN6_ARGMIN: readonly number[] = [
  0.20169, 0.15001, 0.47687, 0.27533, 0.31165, 0.6573,
]

/**
 * A smooth function of [0, 1]^6 with four wells, to be minimised (Dixon and Szegö, "The global
 * optimization problem: an introduction", 1978).
 */
export function hartmann6(x: ArrayLike<number>): number {
  let sum = 0
  for (const [i, alpha] of ALPHA.entries()) {
    let exponent = 0
    for (let j = 0; j < 6; j++) {
      const distance = (x[j] ?? 0) - (P[i]?.[j] ?? 0)
      exponent += (A[i]?.[j] ?? 0) * distance ** 2
    }
    sum += alpha * Math.exp(-exponent)
  }
  return -sum
}
