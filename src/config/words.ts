/** How a key looks whatever its spelling: `maxT`, `max_t`, `max-t` and `MAX_T` are one. */
export function bare(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '')
}

/** `maxT` and `max-t` as `max_t`. */
export function snakeCase(word: string): string {
  return word
    .replaceAll('-', '_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

/** `max_t` as `maxT`. */
export function camelCase(word: string): string {
  return word.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** What a table has under a word, which may also be one that every object has: `constructor`. */
export function lookUp(table: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}

/** `a, b or c` */
export function either(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

/** Text in quotes, and names that study files spell in another way. */
const CAMEL = /"(?:[^"\\]|\\.)*"|\b[a-z]+(?:[A-Z][a-z0-9]*)+\b/g

/** A message of the Tuner with the names of options as study files have them: `max_t` for `maxT`. */
export function fileWords(message: string): string {
  return message.replace(CAMEL, (word) => (word.startsWith('"') ? word : snakeCase(word)))
}
