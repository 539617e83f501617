import { Step } from '../../space/step.ts'
import { isSingle, valueOf } from './distribution.ts'
import type { Distribution } from './distribution.ts'

/** A grid that is none of our multiples is listed, up to this many values. */
const LISTED = 1024

/** The domain of ours that a distribution is, as `spaceToJSON` writes it; a constant where it is single. */
export function toDomain(distribution: Distribution): unknown {
  if (distribution.kind === 'categorical') {
    const { choices } = distribution
    return isSingle(distribution) ? choices[0] : { type: 'choice', options: choices }
  }
  if (isSingle(distribution)) return valueOf(distribution, distribution.low)
  return distribution.kind === 'int' ? toWhole(distribution) : toReal(distribution)
}

function toReal({
  low: lower,
  high: upper,
  log,
  step,
}: Extract<Distribution, { kind: 'float' }>): unknown {
  if (step === undefined) return { type: log ? 'loguniform' : 'uniform', lower, upper }
  return gridOf('quniform', lower, upper, step) ?? { type: 'uniform', lower, upper }
}

function toWhole({ low: lower, high, log, step }: Extract<Distribution, { kind: 'int' }>): unknown {
  // Our upper bound is excluded.
  const upper = high + 1
  if (log) return { type: 'lograndint', lower, upper }
  if (step === 1) return { type: 'randint', lower, upper }
  return gridOf('qrandint', lower, high, step) ?? { type: 'randint', lower, upper }
}

/** Our steps count from zero, Optuna's from the lower bound. */
function gridOf(type: string, lower: number, high: number, q: number): unknown {
  const count = Math.floor((high - lower) / q + 1e-9)
  const decimals = new Step(q)
  const upper = decimals.divides(lower)
    ? decimals.multiple(decimals.nearest(lower) + count)
    : lower + count * q
  if (count === 0) return lower
  if (decimals.divides(lower)) return { type, lower, upper, q }
  if (count >= LISTED) return undefined
  const options = Array.from({ length: count + 1 }, (_, k) => lower + k * q)
  return { type: 'choice', options, ordered: true }
}
