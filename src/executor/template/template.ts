import { ConfigurationError } from '../../errors.ts'

/** Text and names in turn: `a{b}c` is `['a', { name: 'b' }, 'c']`. */
export type TemplatePart = string | { readonly name: string }

const TOKEN = /\{\{|\}\}|\{([^{}\s"':,]+)\}|[{}]/g

/**
 * Finds the `{name}` placeholders of a text; `{{` and `}}` stand for braces.
 * @throws {ConfigurationError} `INVALID_PLACEHOLDER` for a brace that is neither.
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let literal = ''
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    const [token, name] = match
    literal += text.slice(end, match.index)
    end = match.index + token.length
    if (name !== undefined) {
      parts.push(literal, { name })
      literal = ''
    } else if (token.length === 2) {
      literal += token.charAt(0)
    } else {
      throw new ConfigurationError(
        'INVALID_PLACEHOLDER',
        `${JSON.stringify(text)} has a ${token} that belongs to no placeholder such as {lr}. ` +
          `Write ${token}${token} for a brace that is meant as it stands.`,
      )
    }
  }
  parts.push(literal + text.slice(end))
  return parts.filter((part) => part !== '')
}

/** The names of all placeholders, each once. */
export function placeholdersOf(templates: readonly (readonly TemplatePart[])[]): string[] {
  const names = templates.flat().flatMap((part) => (typeof part === 'string' ? [] : [part.name]))
  return [...new Set(names)]
}

/** The text with each placeholder replaced. */
export function fillTemplate(
  parts: readonly TemplatePart[],
  valueOf: (name: string) => string,
): string {
  return parts.map((part) => (typeof part === 'string' ? part : valueOf(part.name))).join('')
}
