import { ConfigurationError, show } from '../../../errors.ts'
import { reject } from '../../../option-checks.ts'
import { copyData, foreignKind, isPlainObject, sameData } from '../../../space/data.ts'
import { domainText, isDomain } from '../../../space/domain.ts'
import { someDomain } from '../../../space/options.ts'
import { compileSpace } from '../../../space/space.ts'
import { spaceFromJSON } from '../../../space/space-json.ts'
import { NeighbourMutation } from './choice-mutation.ts'
import { FunctionMutation } from './function-mutation.ts'
import { ConstantMutation, GroupMutation } from './group-mutation.ts'
import { nodeMutation } from './node-mutation.ts'
import { requireData } from './require-data.ts'
import type { Random } from '../../../math/random.ts'
import type { Axis } from '../../../space/axis.ts'
import type { Domain } from '../../../space/domain.ts'
import type { Node } from '../../../space/node.ts'
import type { Space } from '../../../space/space.ts'
import type { Mutation, MutationRules } from './mutation.ts'

interface Context {
  /** Whose option it is. */
  readonly who: string
  readonly rules: MutationRules
  readonly space: Space | undefined
}

const WANTED =
  'Give a list of values, a domain such as loguniform(1e-4, 1e-1), a function (random) => value, or ' +
  'an object of these.'

/**
 * The mutations that a user has written down.
 * @param space What configs are drawn from, if it is known: functions are kept in its bounds.
 * @throws ConfigurationError for whatever is no mutation.
 */
export function compileMutations(
  mutations: unknown,
  { who, rules, space }: Context,
): GroupMutation {
  if (!isPlainObject(mutations)) {
    reject(
      who,
      'hyperparamMutations',
      mutations,
      'Give an object: { <parameter>: <its mutation> }.',
    )
  }
  return group(mutations, '', { who, rules, space })
}

/** The domain that is meant by a mutation, as it is or as plain data: `{ type: 'uniform', … }`. */
export function domainOf(mutation: unknown): Domain | undefined {
  if (isDomain(mutation)) return mutation
  // Nothing else that mutates is a string: an object with such a type is no group of parameters.
  if (!isPlainObject(mutation) || typeof mutation['type'] !== 'string') return undefined
  const node = childOf(spaceFromJSON({ value: mutation }))
  return node?.kind === 'pick' ? node.domain : undefined
}

function group(
  mutations: Readonly<Record<string, unknown>>,
  parent: string,
  context: Context,
): GroupMutation {
  const entries = Object.entries(mutations).map(([key, mutation]) => {
    if (key === '' || key.includes('/')) {
      const advice =
        "Parameters are named by nested objects here, e.g. { model: { lr: … } } for 'model/lr'."
      reject(context.who, 'a key in hyperparamMutations', key, advice)
    }
    return [key, single(mutation, parent === '' ? key : `${parent}/${key}`, context)] as const
  })
  return new GroupMutation(entries)
}

function single(mutation: unknown, path: string, context: Context): Mutation {
  if (Array.isArray(mutation)) return list(mutation, path, context)
  if (typeof mutation === 'function') {
    return draws(mutation as (random: Random) => unknown, path, context)
  }
  const domain = domainOf(mutation)
  if (domain !== undefined) return ofDomain(domain, path, context)
  if (isPlainObject(mutation) && typeof mutation['type'] !== 'string') {
    return group(mutation, path, context)
  }
  return refuse(mutation, path, context, WANTED)
}

function list(values: readonly unknown[], path: string, { who, rules }: Context): Mutation {
  if (values.length === 0) reject(who, nameOf(path), values, 'Give at least one value.')
  const options = values.map((value) => {
    requireData(who, nameOf(path), value)
    const kept = copyData(value)
    return {
      mutation: new ConstantMutation(kept),
      gives: (other: unknown) => sameData(kept, other),
    }
  })
  return new NeighbourMutation(options, rules)
}

function draws(
  draw: (random: Random) => unknown,
  path: string,
  { who, rules, space }: Context,
): Mutation {
  const checked = (random: Random): unknown => {
    const value = draw(random)
    requireData(who, `what the function at ${nameOf(path)} gave`, value)
    return value
  }
  return new FunctionMutation(checked, space && axisAt(space, path), rules)
}

function ofDomain(domain: Domain, path: string, context: Context): Mutation {
  if (someDomain(domain, ({ enumerated }) => enumerated)) {
    refuse(domain, path, context, 'A grid cannot be drawn from. Use choice([...]) or a list.')
  }
  const node = childOf(compileSpace({ value: domain }))
  const mutation = node && nodeMutation(node, context.rules)
  return (
    mutation ??
    refuse(
      domain,
      path,
      context,
      'What sampleFrom computes cannot be moved. Use a domain, or a function (random) => value.',
    )
  )
}

function refuse(value: unknown, path: string, { who }: Context, wanted: string): never {
  const shown = isDomain(value) ? domainText(value) : (foreignKind(value) ?? show(value))
  throw new ConfigurationError('INVALID_OPTION', `${who}: ${nameOf(path)} is ${shown}. ${wanted}`, {
    path: [who, 'hyperparamMutations', ...path.split('/')],
  })
}

function nameOf(path: string): string {
  return ['hyperparamMutations', ...path.split('/')].join('.')
}

function childOf(space: Space): Node | undefined {
  return space.root.kind === 'record' ? space.root.entries[0]?.[1] : undefined
}

/** The one axis of numbers that a space has at a path. */
function axisAt(space: Space, path: string): Axis | undefined {
  const picks = space.picks.filter((pick) => pick.path === path)
  const [pick] = picks
  return picks.length === 1 && pick?.options === undefined ? pick?.axis : undefined
}
