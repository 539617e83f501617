/** A word that may come next. */
export interface Suggestion {
  readonly word: string
  readonly description?: string
}

/** All that may come next, and whether a path may, which the shells complete by themselves. */
export interface Suggestions {
  readonly words: readonly Suggestion[]
  readonly files: boolean
}

export const NOTHING: Suggestions = { words: [], files: false }

export const FILES: Suggestions = { words: [], files: true }

/** These words alone. */
export function only(words: readonly Suggestion[]): Suggestions {
  return { words, files: false }
}
