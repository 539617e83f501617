import { toPythonJson } from '../../logger/python-json.ts'
import { sameData } from '../../space/data.ts'
import { readPythonJson } from '../python-numbers.ts'

/** Where Optuna drew a parameter from. */
export type Distribution =
  | {
      readonly kind: 'float'
      readonly low: number
      readonly high: number
      readonly log: boolean
      /** Values are `low` plus a multiple of it; undefined: all in the range. */
      readonly step: number | undefined
    }
  | {
      readonly kind: 'int'
      readonly low: number
      readonly high: number
      readonly log: boolean
      readonly step: number
    }
  | { readonly kind: 'categorical'; readonly choices: readonly unknown[] }

interface Stored {
  readonly name?: string
  readonly attributes?: Readonly<Record<string, unknown>>
}

/** Reads a distribution's JSON, those of Optuna before version 3 included; undefined if it is none. */
export function parseDistribution(text: string): Distribution | undefined {
  const { name, attributes = {} } = readPythonJson(text) as Stored
  const { choices, low, high, log = false } = attributes
  const step = attributes['step'] ?? attributes['q']
  if (name === 'CategoricalDistribution' && Array.isArray(choices)) {
    return { kind: 'categorical', choices }
  }
  if (typeof low !== 'number' || typeof high !== 'number') return undefined
  const size = typeof step === 'number' ? step : undefined
  switch (name) {
    case 'FloatDistribution':
      return { kind: 'float', low, high, log: log === true, step: size }
    case 'UniformDistribution':
    case 'LogUniformDistribution':
    case 'DiscreteUniformDistribution':
      return { kind: 'float', low, high, log: name === 'LogUniformDistribution', step: size }
    case 'IntDistribution':
      return { kind: 'int', low, high, log: log === true, step: size ?? 1 }
    case 'IntUniformDistribution':
    case 'IntLogUniformDistribution':
      return { kind: 'int', low, high, log: name === 'IntLogUniformDistribution', step: size ?? 1 }
    default:
      return undefined
  }
}

/** A distribution as Optuna 3 and later store it. */
export function distributionText(distribution: Distribution): string {
  if (distribution.kind === 'categorical') {
    const { choices } = distribution
    return toPythonJson({ name: 'CategoricalDistribution', attributes: { choices } })
  }
  const { kind, low, high, log, step } = distribution
  const name = kind === 'int' ? 'IntDistribution' : 'FloatDistribution'
  return toPythonJson({ name, attributes: { step: step ?? null, low, high, log } })
}

/** The value that an objective is given for what Optuna stores. */
export function valueOf(distribution: Distribution, stored: number): unknown {
  return distribution.kind === 'categorical' ? distribution.choices[Math.trunc(stored)] : stored
}

/** What Optuna stores for a value; undefined for one that the distribution cannot give. */
export function storedOf(distribution: Distribution, value: unknown): number | undefined {
  if (distribution.kind === 'categorical') {
    const index = distribution.choices.findIndex((choice) => sameData(choice, value))
    return index < 0 ? undefined : index
  }
  if (typeof value !== 'number' || !(value >= distribution.low && value <= distribution.high)) {
    return undefined
  }
  return distribution.kind === 'int' && !Number.isInteger(value) ? undefined : value
}

/** Whether only one value can come of it. */
export function isSingle(distribution: Distribution): boolean {
  return distribution.kind === 'categorical'
    ? distribution.choices.length === 1
    : distribution.low === distribution.high
}
