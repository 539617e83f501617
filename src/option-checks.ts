import { ConfigurationError, show } from './errors.ts'
import { nearestWord } from './math/nearest-word.ts'

/** Throws `UNKNOWN_OPTION` unless `options` is an object that has only `known` options. */
export function checkNames(who: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigurationError(
      'INVALID_OPTION',
      `The options of ${who} are ${show(options)}. Give an object of options, or nothing.`,
      { path: [who] },
    )
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const nearest = nearestWord(name, known)
    throw new ConfigurationError(
      'UNKNOWN_OPTION',
      `${who} has no option ${JSON.stringify(name)}. ` +
        (nearest === undefined ? '' : `Did you mean ${nearest}? `) +
        (known.length === 0 ? 'It takes no options.' : `It has: ${known.join(', ')}.`),
      { path: [who, name] },
    )
  }
}

export function checkMetric(who: string, metric: unknown): void {
  if (typeof metric === 'string' && metric !== '') return
  reject(who, 'metric', metric, "Give the name of a reported metric, e.g. 'loss'.")
}

/** Throws unless `value` is a whole number of at least `least`. */
export function checkCount(who: string, name: string, value: unknown, least: number): void {
  if (Number.isInteger(value) && (value as number) >= least) return
  reject(who, name, value, `Give a whole number of at least ${least}.`)
}

/** Throws unless `value` is a finite number above 0. */
export function checkPositive(who: string, name: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY) return
  reject(who, name, value, 'Give a finite number above 0.')
}

export function checkMode(who: string, mode: unknown): void {
  if (mode !== 'min' && mode !== 'max') reject(who, 'mode', mode, "Give 'min' or 'max'.")
}

/** Throws unless `value` is a finite number of at least 0. */
export function checkNotNegative(who: string, name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return
  reject(who, name, value, 'Give a finite number of at least 0.')
}

/** The name of the number that says how far a trial is. */
export function checkTimeAttr(who: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return
  reject(who, 'timeAttr', value, "Name a reported number, e.g. 'training_iteration'.")
}

/** Throws unless `value` is true or false. */
export function checkSwitch(who: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') reject(who, name, value, 'Give true or false.')
}

/** Of so many trials one goes on: a finite number above 1. */
export function checkReductionFactor(who: string, value: unknown): void {
  if (typeof value === 'number' && value > 1 && value < Number.POSITIVE_INFINITY) return
  reject(who, 'reductionFactor', value, 'Give a finite number above 1, e.g. 2, 3 or 4.')
}

/** Throws `INVALID_OPTION`. */
export function reject(who: string, name: string, value: unknown, wanted: string): never {
  throw new ConfigurationError('INVALID_OPTION', `${who}: ${name} is ${show(value)}. ${wanted}`, {
    path: [who, name],
  })
}
