import type { Random } from '../../math/random.ts'
import type { Side } from '../cube.ts'

/** How small mutations are: the more the smaller. */
const MUTATION_ETA = 5

/** How close children of two are to one of them: the more the closer. */
const CROSSOVER_ETA = 2

/**
 * Another coordinate of this side: near the old one where there is an order, any other value where there
 * is none.
 */
export function perturb(x: number, { kind, axis }: Side, random: Random): number {
  if (kind === 'unordered') return axis.toUnit(random.pick(axis.neighbours(axis.fromUnit(x))))
  const y = polynomial(x, random)
  if (kind === 'continuous') return y
  const pick = axis.fromUnit(x)
  return axis.fromUnit(y) === pick ? axis.toUnit(random.pick(axis.neighbours(pick))) : y
}

/** Polynomial mutation in [0, 1] (Deb and Agrawal, 1999; bounded as in the code of NSGA-II). */
function polynomial(x: number, random: Random): number {
  const u = random.next()
  const power = MUTATION_ETA + 1
  const delta =
    u < 0.5
      ? (2 * u + (1 - 2 * u) * (1 - x) ** power) ** (1 / power) - 1
      : 1 - (2 * (1 - u) + (2 * u - 1) * x ** power) ** (1 / power)
  return clamp(x + delta)
}

/**
 * Simulated binary crossover in [0, 1] (Deb and Agrawal, "Simulated Binary Crossover for Continuous
 * Search Space", Complex Systems 9, 1995; bounded as in the code of NSGA-II): a number around `a`, the
 * further `b` is away from it the wider.
 */
export function simulatedBinary(a: number, b: number, random: Random): number {
  if (a === b) return a
  const gap = Math.abs(a - b)
  // As far as the bound on the side of `a` allows, so that the child is inside.
  const room = a < b ? a : 1 - a
  const power = CROSSOVER_ETA + 1
  const alpha = 2 - (1 + (2 * room) / gap) ** -power
  const u = random.next() * alpha
  const beta = (u <= 1 ? u : 1 / (2 - u)) ** (1 / power)
  return clamp((a + b) / 2 + ((a - b) / 2) * beta)
}

function clamp(x: number): number {
  return Math.min(1, Math.max(0, x))
}
