import { isPlainObject } from './data.ts'
import type { Node, OptionNode } from './node.ts'

/**
 * How the params name each option of a choice: something short that can be read in a table.
 *
 * - A constant option is named by its value.
 * - An option that is itself a domain is named by what that domain gives.
 * - Where some options are objects or arrays with domains inside, every object and array is named by the
 *   first key that all of them have with a constant, different in each (`kind: 'sgd'`), else by its
 *   index; the values inside follow under their own paths.
 */
export function optionLabels(options: readonly Node[]): readonly OptionNode['label'][] {
  const branches = options.filter(isBranch)
  const byName = branches.some((node) => node.kind !== 'constant')
  const key = byName ? discriminator(branches) : undefined
  return options.map((node, index) => {
    if (byName && isBranch(node)) {
      return { value: key === undefined ? index : scalarAt(node, key) }
    }
    return node.kind === 'constant' ? { value: node.value } : undefined
  })
}

function isBranch(node: Node): boolean {
  if (node.kind === 'constant') return typeof node.value === 'object' && node.value !== null
  return node.kind === 'record' || node.kind === 'list'
}

function discriminator(branches: readonly Node[]): string | undefined {
  const first = branches[0]
  if (first === undefined) return undefined
  return keysOf(first).find((key) => {
    const values = branches.map((branch) => scalarAt(branch, key))
    return !values.includes(undefined) && new Set(values).size === branches.length
  })
}

function keysOf(node: Node): readonly string[] {
  if (node.kind === 'record') return node.entries.map(([key]) => key)
  return node.kind === 'constant' && isPlainObject(node.value) ? Object.keys(node.value) : []
}

/** The constant at a key, unless it is an object or an array. */
function scalarAt(node: Node, key: string): unknown {
  let value: unknown
  if (node.kind === 'record') {
    const child = node.entries.find(([name]) => name === key)?.[1]
    value = child?.kind === 'constant' ? child.value : undefined
  } else if (node.kind === 'constant' && isPlainObject(node.value)) {
    value = Object.hasOwn(node.value, key) ? node.value[key] : undefined
  }
  return typeof value === 'object' && value !== null ? undefined : value
}
