/** The sum of vectors, all as long as the first, each times its weight. Empty without vectors. */
export function weightedSum(vectors: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0)
  for (const [k, vector] of vectors.entries()) {
    const weight = weights[k] as number
    if (weight === 0) continue
    for (let i = 0; i < sum.length; i++)
      sum[i] = (sum[i] as number) + weight * (vector[i] as number)
  }
  return sum
}
