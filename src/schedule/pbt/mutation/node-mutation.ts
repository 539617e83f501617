import { matches } from '../../../space/match.ts'
import { CategoryMutation, NeighbourMutation } from './choice-mutation.ts'
import { ConstantMutation, GroupMutation, TupleMutation } from './group-mutation.ts'
import { NumberMutation } from './number-mutation.ts'
import type { Node, OptionNode, PickNode } from '../../../space/node.ts'
import type { Option } from './choice-mutation.ts'
import type { Mutation, MutationRules } from './mutation.ts'

/** The mutation that suits a part of a space; undefined where a function computes it. */
export function nodeMutation(node: Node, rules: MutationRules): Mutation | undefined {
  switch (node.kind) {
    case 'constant':
      return new ConstantMutation(node.value)
    case 'record': {
      const entries = node.entries.map(([key, child]) => [key, nodeMutation(child, rules)] as const)
      return allThere(entries) ? new GroupMutation(entries) : undefined
    }
    case 'list': {
      const items = node.items.map((item) => nodeMutation(item, rules))
      return items.includes(undefined) ? undefined : new TupleMutation(items as Mutation[])
    }
    case 'computed':
      return undefined
    case 'pick':
      return node.options === undefined
        ? new NumberMutation(node.axis, rules)
        : choiceMutation(node, node.options, rules)
  }
}

function choiceMutation(
  node: PickNode,
  nodes: readonly OptionNode[],
  rules: MutationRules,
): Mutation | undefined {
  const options: Option[] = []
  for (const option of nodes) {
    const mutation = nodeMutation(option.node, rules)
    if (mutation === undefined) return undefined
    options.push({ mutation, gives: (value) => matches(option.node, value, 'loose') })
  }
  if (node.axis.ordered) return new NeighbourMutation(options, rules)
  const values = nodes.map((option) => numberOf(option.node))
  // Numbers are alike when they are near, however they are written down; unless we were told otherwise.
  if (values.includes(undefined) || node.domain.args['ordered'] === false) {
    return new CategoryMutation(options, rules)
  }
  const byValue = options
    .map((option, i) => ({ option, value: values[i] as number }))
    .sort((a, b) => a.value - b.value)
  return new NeighbourMutation(
    byValue.map(({ option }) => option),
    rules,
  )
}

function numberOf(node: Node): number | undefined {
  return node.kind === 'constant' && typeof node.value === 'number' ? node.value : undefined
}

function allThere(
  entries: readonly (readonly [string, Mutation | undefined])[],
): entries is readonly (readonly [string, Mutation])[] {
  return entries.every(([, mutation]) => mutation !== undefined)
}
