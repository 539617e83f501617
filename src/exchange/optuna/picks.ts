import { toPythonJson } from '../../logger/python-json.ts'
import { isPlainObject, sameData } from '../../space/data.ts'
import { domainText } from '../../space/domain.ts'
import { matches } from '../../space/match.ts'
import type { Node, OptionNode, PickNode } from '../../space/node.ts'

/** What a config has at a node of its space that is picked. */
export interface Pick {
  readonly node: PickNode
  /** The number, or what stands for the option in Optuna: null, a boolean, a number or a text. */
  readonly value: unknown
}

/** The picks of a config, those inside chosen options included, parents first. */
export function picksOf(node: Node, value: unknown): readonly Pick[] {
  switch (node.kind) {
    case 'record':
      return node.entries.flatMap(([key, child]) =>
        picksOf(child, isPlainObject(value) ? value[key] : undefined),
      )
    case 'list':
      return node.items.flatMap((item, i) =>
        picksOf(item, Array.isArray(value) ? value[i] : undefined),
      )
    case 'pick':
      return value === undefined ? [] : picksAt(node, value)
    default:
      return []
  }
}

function picksAt(node: PickNode, value: unknown): readonly Pick[] {
  if (node.options === undefined) return [{ node, value }]
  const option = optionOf(node.options, value)
  // What was given by hand need not be one of the options.
  if (option === undefined) return [{ node, value: toScalar(value) }]
  return [{ node, value: option.value }, ...picksOf(option.node, value)]
}

function optionOf(
  options: readonly OptionNode[],
  value: unknown,
): { readonly node: Node; readonly value: unknown } | undefined {
  for (const fit of ['strict', 'loose'] as const) {
    const index = options.findIndex(({ node }) => matches(node, value, fit))
    const option = options[index]
    if (option) return { node: option.node, value: labelOf(option, index) }
  }
  return undefined
}

/** What stands for each option in Optuna, each once. */
export function labelsOf(options: readonly OptionNode[]): readonly unknown[] {
  const labels: unknown[] = []
  for (const label of options.map(labelOf)) {
    if (!labels.some((other) => sameData(other, label))) labels.push(label)
  }
  return labels
}

function labelOf({ label, node }: OptionNode, index: number): unknown {
  if (label !== undefined) return toScalar(label.value)
  return node.kind === 'pick' ? domainText(node.domain) : index
}

/** A value as Optuna takes it for a category: lists and objects become their JSON. */
export function toScalar(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? toPythonJson(value) : value
}
