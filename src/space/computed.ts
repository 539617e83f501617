import { ConfigurationError, show } from '../errors.ts'
import type { Random } from '../math/random.ts'
import { pathSegments } from './data.ts'
import { nodesOf, type ComputedNode, type Node } from './node.ts'

/** Codes of errors that already say where they come from, and pass through functions that read others. */
const SELF_EXPLAINING = new Set([
  'RECURSIVE_DEPENDENCY',
  'SAMPLE_FROM_FAILED',
  'SAMPLE_FROM_MISSING',
  'NOT_PLAIN_DATA',
  'INVALID_KEY',
])

/**
 * Calls the function of a `sampleFrom` with the rest of the config and a stream of its own.
 *
 * @throws ConfigurationError that names the place, with what the function threw as its cause.
 */
export function callFunction(node: ComputedNode, config: unknown, random: Random): unknown {
  if (node.compute === undefined) {
    throw at(node, 'SAMPLE_FROM_MISSING', 'is not known: functions cannot be stored', {
      advice: 'Give paramSpace again.',
    })
  }
  let value: unknown
  try {
    value = node.compute(config, random.split(node.id))
  } catch (error) {
    if (error instanceof ConfigurationError && SELF_EXPLAINING.has(error.code)) throw error
    const what = error instanceof Error ? `${error.name}: ${error.message}` : show(error)
    throw at(node, 'SAMPLE_FROM_FAILED', `threw ${what}`, {
      advice: 'It is called with (config, random), where config is the rest of the config.',
      cause: error,
    })
  }
  if (!(value instanceof Promise)) return value
  // Nobody will wait for it: its failure must not end the process.
  value.catch(() => {})
  throw at(node, 'SAMPLE_FROM_FAILED', 'returned a promise', {
    advice: 'Configs are drawn synchronously: load what it needs before the study begins.',
  })
}

/** Throws if what a function returned holds a `gridSearch`. */
export function refuseGrids(node: ComputedNode, result: Node): void {
  for (const inner of nodesOf(result)) {
    if (inner.kind !== 'pick' || !inner.enumerated) continue
    throw at(node, 'SAMPLE_FROM_FAILED', 'returned a gridSearch', {
      advice: 'The grid must be known before any config is drawn: return a choice.',
    })
  }
}

/** The error for a value that needs itself; `pending` are the values being computed, outermost first. */
export function recursion(
  pending: readonly ComputedNode[],
  node: ComputedNode,
): ConfigurationError {
  const circle = [...pending.slice(pending.indexOf(node)), node].map(({ path }) => path)
  const others = circle.slice(1, -1)
  const on = others.length === 0 ? 'itself' : others.map((path) => `\`${path}\``).join(', ')
  return new ConfigurationError(
    'RECURSIVE_DEPENDENCY',
    `\`${node.path}\` recursively depends on ${on}: ${circle.join(' needs ')}. Compute one of them ` +
      'without the others.',
    { path: pathSegments(node.path) },
  )
}

function at(
  node: ComputedNode,
  code: string,
  what: string,
  { advice, cause }: { readonly advice: string; readonly cause?: unknown },
): ConfigurationError {
  const path = pathSegments(node.path)
  return new ConfigurationError(
    code,
    `The function of sampleFrom at ${path.join('.')} ${what}. ${advice}`,
    { cause, path },
  )
}
