import { compareTrials } from '../compare-trials.ts'
import { numbersAt, optionsAt, type Layout } from './layout.ts'
import { countBest, warmStart, type Start } from './warm-start.ts'
import type { FinishedTrial } from '../history.ts'

/** What a descent begins with. */
export interface Beginning {
  readonly start: Start
  /** The first probabilities of the options, one array for each side without order. */
  readonly options: readonly Float64Array[]
}

/** Begins where earlier trials were good; at the centre, if there is none. */
export function startFrom(
  trials: readonly FinishedTrial[],
  so: { readonly layout: Layout; readonly sigma: number; readonly fullStep: number },
): Beginning {
  const { layout, sigma, fullStep } = so
  const ranked = trials
    .filter(({ values }) => (values[0] as number) < Number.POSITIVE_INFINITY)
    .sort((a, b) => compareTrials(a, b, fullStep))
  const best = ranked
    .slice(0, Math.max(countBest(ranked.length), 1))
    .map(({ coordinates }) => coordinates)
  return { start: startAt(best, layout, sigma), options: optionsLike(best, layout) }
}

/** Each option as likely. */
export function evenOptions({ unordered }: Layout): readonly Float64Array[] {
  return unordered.map(({ size }) => new Float64Array(size).fill(1 / size))
}

function startAt(best: readonly Float64Array[], layout: Layout, sigma: number): Start {
  const size = layout.numeric.length
  const points = best.map((coordinates) => numbersAt(layout, coordinates))
  if (points.length > 1 && size > 0) return warmStart(points, size)
  // One point says where to begin, but not how far around it to look.
  const mean = points[0] ?? new Float64Array(size).fill(0.5)
  return { mean: mean.map((x) => (Number.isNaN(x) ? 0.5 : x)), sigma }
}

/** Options as often as points have them, and together once more. */
function optionsLike(best: readonly Float64Array[], layout: Layout): readonly Float64Array[] {
  const options = evenOptions(layout)
  for (const coordinates of best) {
    for (const [k, option] of optionsAt(layout, coordinates).entries()) {
      const weights = options[k] as Float64Array
      if (option >= 0) weights[option] = (weights[option] as number) + 1
    }
  }
  return options.map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return weights.map((weight) => weight / sum)
  })
}
