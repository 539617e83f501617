import { readYamlValue } from './read-yaml.ts'
import { fail } from './problems.ts'
import { withEntries } from './tree.ts'
import type { Node, ScalarNode } from './tree.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** `${NAME}` and `${NAME:-what else}`; `$${` stands for `${`. */
const REFERENCE = /\$?\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g

/**
 * Puts in environment variables where values name them. Unquoted text that has changed is read again,
 * so that `${EPOCHS:-20}` is a number; quoted text stays text.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID` for a variable that is not set.
 */
export function interpolate(node: Node, env: Env): Node {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string' ? interpolateText(node, node.value, env) : node
    case 'list':
      return { ...node, items: node.items.map((item) => interpolate(item, env)) }
    case 'map': {
      const entries = node.entries.map((entry) => ({
        ...entry,
        node: interpolate(entry.node, env),
      }))
      return withEntries(node, entries)
    }
  }
}

function interpolateText(node: ScalarNode, value: string, env: Env): Node {
  const text = value.replace(REFERENCE, (whole, name: string, otherwise?: string) => {
    if (whole.startsWith('$$')) return whole.slice(1)
    const found = env[name]
    // As in a shell, an empty variable is as good as none where there is something else.
    if (found !== undefined && (found !== '' || otherwise === undefined)) return found
    return (
      otherwise ??
      fail(
        node.origin,
        [],
        `The environment variable ${name} is not set. Set it, write \${${name}:-something} for what to ` +
          `take otherwise, or $\${${name}} where no variable is meant.`,
      )
    )
  })
  if (text === value) return node
  const read = node.quoted ? undefined : readYamlValue(text, node.origin)
  if (read?.kind === 'scalar') return read
  return { ...node, value: text, text }
}
