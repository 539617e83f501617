import { ConfigurationError, show } from '../errors.ts'
import { nearestWord } from '../math/nearest-word.ts'

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
    const has = known.length === 0 ? 'It takes no options.' : `It has: ${known.join(', ')}.`
    throw new ConfigurationError(
      'UNKNOWN_OPTION',
      `${who} has no option ${JSON.stringify(name)}. ` +
        (nearest === undefined ? has : `Did you mean ${nearest}? ${has}`),
      { path: [who, name] },
    )
  }
}

/** Names one option of one owner, so that each check says only what is wanted. */
export function optionFailure(
  who: string,
): (name: string, value: unknown, wanted: string) => never {
  return (name, value, wanted) => {
    throw new ConfigurationError('INVALID_OPTION', `${who}: ${name} is ${show(value)}. ${wanted}`, {
      path: [who, name],
    })
  }
}
