import { createHash } from 'node:crypto'

/** MLflow takes no longer ones. */
const MAX_LENGTH = 250

/** What each name is called on the server. */
export type GivenNames = Readonly<Record<string, string>>

/**
 * Names of metrics, parameters and tags as MLflow takes them: letters, digits, `_ - . / :` and spaces,
 * at most 250 characters, and a path that is in its shortest form. What is not allowed becomes `_`,
 * and of two names that come to the same the later one ends with a number of its own.
 */
export class NameBook {
  readonly #given: Map<string, string>
  /** Names that are taken. */
  readonly #taken: Set<string>

  /** @param given What was decided in earlier sessions. */
  constructor(given: GivenNames = {}) {
    this.#given = new Map(Object.entries(given))
    this.#taken = new Set(this.#given.values())
  }

  nameOf(name: string): string {
    let given = this.#given.get(name)
    if (given !== undefined) return given
    given = allowed(name)
    if (this.#taken.has(given)) given = withDigest(given, name)
    this.#taken.add(given)
    this.#given.set(name, given)
    return given
  }

  toJSON(): GivenNames {
    return Object.fromEntries(this.#given)
  }
}

function allowed(name: string): string {
  // Python's `\w` has the letters and digits of all scripts.
  const parts = name.replaceAll(/[^\p{L}\p{N}_\-. /:]/gu, '_').split('/')
  const path = parts.map((part) => (/^\.{1,2}$/.test(part) ? part.replaceAll('.', '_') : part))
  const clean = path.filter((part) => part !== '').join('/')
  if (clean === '') return '_'
  return Array.from(clean).length > MAX_LENGTH ? withDigest(clean, name) : clean
}

function withDigest(given: string, name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8)
  const letters = Array.from(given).slice(0, MAX_LENGTH - digest.length - 1)
  return `${letters.join('').replace(/\/$/, '')}_${digest}`
}
