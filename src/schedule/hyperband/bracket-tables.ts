/** A milestone, and how many trials go as far as it. */
export interface TableRung {
  readonly trials: number
  /** In units of `timeAttr`. */
  readonly milestone: number
}

/** What a bracket does when it is full, lowest milestone first. */
export type BracketTable = readonly TableRung[]

/** What the tables follow from. */
export interface TableRules {
  readonly maxT: number
  readonly reductionFactor: number
}

/** The brackets of a round, in the order in which they are filled. */
export function tablesInOrder(
  rules: TableRules & { readonly firstBracket: 'largest' | 'smallest' },
): readonly BracketTable[] {
  const tables = bracketTables(rules)
  return rules.firstBracket === 'largest' ? tables.toReversed() : tables
}

/** More brackets than this are a mistake. */
export const MAX_BRACKETS = 100

/** Logarithms, and powers of fractions, are rounded; what is this near to a whole number is meant to be it. */
const ROUNDING = 1e-13

/**
 * In how many ways the effort is divided: `round(log maxT / log reductionFactor) + 1`, half way to the
 * even one. Those whose first milestone would be below 1 count here, and are then left out.
 */
export function bracketCount({ maxT, reductionFactor }: TableRules): number {
  const halves = snapped((2 * Math.log(maxT)) / Math.log(reductionFactor))
  const below = Math.floor(halves / 2)
  const rest = halves / 2 - below
  return below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0) + 1
}

/**
 * The brackets of one round, smallest first. Bracket s, of S, starts with
 * `⌈S/(s + 1) · reductionFactor^s⌉` trials and the milestone `⌊maxT / reductionFactor^s⌋`, and is
 * halved s times: milestones are whole numbers, so that the last one may be less than `maxT`.
 */
export function bracketTables(rules: TableRules): readonly BracketTable[] {
  const count = bracketCount(rules)
  const tables: BracketTable[] = []
  for (let s = 0; s < count; s++) {
    const power = rules.reductionFactor ** s
    const milestone = Math.floor(snapped(rules.maxT / power))
    if (milestone === 0) break
    tables.push(
      climb({ trials: Math.ceil(snapped((count * power) / (s + 1))), milestone }, s, rules),
    )
  }
  return tables
}

function climb(first: TableRung, halvings: number, rules: TableRules): BracketTable {
  const { maxT, reductionFactor } = rules
  const rungs = [first]
  let { trials, milestone } = first
  for (let k = 0; k < halvings && milestone < maxT; k++) {
    trials = Math.ceil(snapped(trials / reductionFactor))
    // Below 2 the whole part of the product may be no larger than before.
    const next = Math.max(Math.floor(snapped(milestone * reductionFactor)), milestone + 1)
    milestone = Math.min(next, maxT)
    rungs.push({ trials, milestone })
  }
  return rungs
}

function snapped(x: number): number {
  const whole = Math.round(x)
  return Math.abs(x - whole) <= ROUNDING * x ? whole : x
}
