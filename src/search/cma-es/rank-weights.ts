import type { RankWeights } from './gaussian.ts'
import type { Strategy } from './strategy.ts'

/**
 * What each sample of a generation is worth. Those that are equally good share what their ranks are
 * worth, so that no order among them, as that in which they came, is mistaken for a trend.
 * @param isTied Whether the sample at an index, best first, is as good as the one before.
 */
export function rankWeights(strategy: Strategy, isTied: (index: number) => boolean): RankWeights {
  const { populationSize, parents, weights } = strategy
  const mean = weights.map((weight, i) => (i < parents ? weight : 0))
  const covariance = weights.slice()
  for (let start = 0; start < populationSize;) {
    let end = start + 1
    while (end < populationSize && isTied(end)) end++
    share(mean, start, end)
    share(covariance, start, end)
    start = end
  }
  return { mean, covariance }
}

function share(weights: Float64Array, start: number, end: number): void {
  if (end - start === 1) return
  let sum = 0
  for (let i = start; i < end; i++) sum += weights[i] as number
  weights.fill(sum / (end - start), start, end)
}
