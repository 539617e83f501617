import { sameData } from '../../space/data.ts'
import { labelsOf, toScalar } from './picks.ts'
import type { PickNode } from '../../space/node.ts'
import type { Distribution } from './distribution.ts'

/** What a boundless range is cut to: all but two in ten thousand of its values lie inside. */
const TAIL = 1e-4

/** A distribution of Optuna's, with what it does not say of where the values came from. */
export interface Described {
  readonly distribution: Distribution
  readonly lost?: string
}

/**
 * The distribution of a node of a space.
 * @param seen All values that trials have there: a distribution of Optuna's must be able to give them.
 */
export function toDistribution(node: PickNode, seen: readonly unknown[]): Described {
  if (node.options !== undefined) {
    return { distribution: withChoices(labelsOf(node.options), seen) }
  }
  const numbers = seen.filter((value) => typeof value === 'number')
  if (numbers.length < seen.length) return inferDistribution(seen)
  const { axis, domain } = node
  // The bounds of a normal distribution are those of the numbers that it is drawn with.
  const isBounded = !('sd' in domain.args)
  const low = numbers.reduce(min, isBounded ? axis.lower : axis.fromUnit(TAIL))
  const high = numbers.reduce(max, isBounded ? axis.upper : axis.fromUnit(1 - TAIL))
  const cut = isBounded ? undefined : 'it is normal and has no bounds'
  const isDiscrete = axis.neighbours(axis.fromUnit(0.5)).length > 0 || axis.size === 1
  const log = axis.log && low > 0
  if (!isDiscrete) {
    const distribution = { kind: 'float', low, high, log, step: undefined } as const
    return lost(distribution, cut)
  }
  const { q } = domain.args
  const step = typeof q === 'number' ? q : 1
  const isOnGrid = numbers.every((value) => isMultiple(value - low, step))
  if ([low, high, step, ...numbers].every(Number.isInteger)) {
    // Optuna's logarithmic ranges have no steps.
    const usable = isOnGrid && !log ? step : 1
    return lost({ kind: 'int', low, high, log, step: usable }, usable === step ? cut : UNSTEPPED)
  }
  const usable = isOnGrid && !log ? step : undefined
  return lost(
    { kind: 'float', low, high, log, step: usable },
    usable === undefined ? UNSTEPPED : cut,
  )
}

const UNSTEPPED = 'it has steps on a logarithmic scale, or that trials had values beside its steps'

function lost(distribution: Distribution, what: string | undefined): Described {
  return what === undefined ? { distribution } : { distribution, lost: what }
}

/** A distribution that could have given these values, where nothing else is known of them. */
export function inferDistribution(seen: readonly unknown[]): Described {
  const numbers = seen.filter(
    (value) => typeof value === 'number' && Number.isFinite(value),
  ) as number[]
  if (numbers.length < seen.length || numbers.length === 0) {
    return { distribution: withChoices([], seen.map(toScalar)) }
  }
  const range = { low: numbers.reduce(min), high: numbers.reduce(max), log: false }
  return numbers.every((value) => Number.isSafeInteger(value))
    ? { distribution: { kind: 'int', ...range, step: 1 } }
    : { distribution: { kind: 'float', ...range, step: undefined } }
}

function withChoices(labels: readonly unknown[], seen: readonly unknown[]): Distribution {
  const choices = [...labels]
  for (const value of seen) {
    if (!choices.some((choice) => sameData(choice, value))) choices.push(value)
  }
  return { kind: 'categorical', choices }
}

function isMultiple(distance: number, step: number): boolean {
  const count = distance / step
  return Math.abs(count - Math.round(count)) < 1e-8
}

function min(a: number, b: number): number {
  return Math.min(a, b)
}

function max(a: number, b: number): number {
  return Math.max(a, b)
}
