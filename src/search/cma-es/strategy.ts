/** What CMA-ES does with a number of dimensions and a population, see {@link strategyOf}. */
export interface Strategy {
  /** Samples of a generation, λ. */
  readonly populationSize: number
  /** How many of them the mean moves towards, μ. */
  readonly parents: number
  /** One weight for each rank, best first; the first μ sum to 1, the rest are at most 0. */
  readonly weights: Float64Array
  /** Variance effective selection mass of the first μ. */
  readonly muEff: number
  /** Learning rates: of the covariance from its path and from the samples, … */
  readonly c1: number
  readonly cMu: number
  /** … of the path of the covariance, of the path of the step size, … */
  readonly cC: number
  readonly cSigma: number
  /** … and how much the step size is damped. */
  readonly dSigma: number
  /** How long a vector of so many standard normal numbers is expected to be. */
  readonly chi: number
}

/** The usual population of CMA-ES for so many dimensions. */
export function usualPopulation(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(Math.max(dimensions, 1)))
}

/**
 * The default parameters of N. Hansen, "The CMA Evolution Strategy: A Tutorial" (arXiv 1604.00772),
 * table 1, negative weights included.
 * @param dimensions 1 or more.
 * @param populationSize 2 or more.
 */
export function strategyOf(dimensions: number, populationSize: number): Strategy {
  const d = dimensions
  const parents = Math.floor(populationSize / 2)
  const raw = Float64Array.from(
    { length: populationSize },
    (_, i) => Math.log((populationSize + 1) / 2) - Math.log(i + 1),
  )
  const muEff = effective(raw.subarray(0, parents))
  const muEffMinus = effective(raw.subarray(parents))
  const c1 = 2 / ((d + 1.3) ** 2 + muEff)
  const cMu = Math.min(1 - c1 - 1e-8, (2 * (muEff - 2 + 1 / muEff)) / ((d + 2) ** 2 + muEff))
  const alpha = Math.min(
    1 + c1 / cMu,
    1 + (2 * muEffMinus) / (muEff + 2),
    (1 - c1 - cMu) / (d * cMu),
  )
  let positive = 0
  let negative = 0
  for (const weight of raw) {
    if (weight > 0) positive += weight
    else negative -= weight
  }
  const cSigma = (muEff + 2) / (d + muEff + 5)
  return {
    populationSize,
    parents,
    weights: raw.map((weight) => (weight > 0 ? weight / positive : (alpha * weight) / negative)),
    muEff,
    c1,
    cMu,
    cC: (4 + muEff / d) / (d + 4 + (2 * muEff) / d),
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (d + 1)) - 1) + cSigma,
    chi: Math.sqrt(d) * (1 - 1 / (4 * d) + 1 / (21 * d * d)),
  }
}

/** How many equal weights vary as little as these. */
function effective(weights: Float64Array): number {
  let sum = 0
  let squares = 0
  for (const weight of weights) {
    sum += weight
    squares += weight * weight
  }
  return (sum * sum) / squares
}
