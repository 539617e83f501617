import { minimize } from '../../math/lbfgs.ts'
import type { Random } from '../../math/random.ts'
import type { Choice, Layout } from './layout.ts'
import type { UpperBound } from './upper-bound.ts'

const STARTS = 10
/** How often numbers and categories take turns from one start. */
const TURNS = 5

/**
 * The choice whose upper bound is highest, sought from ten random ones: numbers go uphill, then each
 * category takes its best option, until no category changes.
 */
export function suggest(bound: UpperBound, layout: Layout, random: Random): Choice {
  let best: Choice | undefined
  let most = Number.NEGATIVE_INFINITY
  for (let start = 0; start < STARTS; start++) {
    const drawn = drawChoice(layout, random)
    const { choice, value } = climb(bound, layout, drawn)
    if (best !== undefined && !(value > most)) continue
    best = choice
    most = value
  }
  return best as Choice
}

/** Even over the bounds. */
export function drawChoice({ numbers, categories }: Layout, random: Random): Choice {
  return {
    numbers: Float64Array.from(numbers, () => random.next()),
    categories: categories.map(({ options }) => random.integer(0, options.length)),
  }
}

function climb(
  bound: UpperBound,
  layout: Layout,
  from: Choice,
): { readonly choice: Choice; readonly value: number } {
  let choice = from
  for (let turn = 0; turn < TURNS; turn++) {
    choice = climbNumbers(bound, layout, choice)
    const switched = switchCategories(bound, layout, choice)
    if (switched === choice) break
    choice = switched
  }
  return { choice, value: bound.at(layout.placeOfChoice(choice)) }
}

function climbNumbers(bound: UpperBound, layout: Layout, from: Choice): Choice {
  const count = from.numbers.length
  if (count === 0) return from
  const place = layout.placeOfChoice(from)
  const downhill = (x: Float64Array, gradient: Float64Array): number => {
    place.set(x)
    const value = bound.at(place, gradient)
    for (let i = 0; i < count; i++) gradient[i] = -(gradient[i] as number) / bound.scale
    return -value / bound.scale
  }
  const { x } = minimize(downhill, from.numbers, {
    lower: new Float64Array(count),
    upper: new Float64Array(count).fill(1),
    maxIterations: 200,
    maxEvaluations: 200,
    gradientTolerance: 1e-4,
    valueTolerance: 1e-7,
  })
  return { ...from, numbers: x }
}

/** The same choice if no other option is better. */
function switchCategories(bound: UpperBound, layout: Layout, from: Choice): Choice {
  let best = from
  let most = bound.at(layout.placeOfChoice(from))
  for (const [i, { options }] of layout.categories.entries()) {
    for (let option = 0; option < options.length; option++) {
      const choice = { ...best, categories: best.categories.with(i, option) }
      const value = bound.at(layout.placeOfChoice(choice))
      if (!(value > most)) continue
      best = choice
      most = value
    }
  }
  return best
}
