import { lightning } from '../../tuner/lightning/lightning.ts'
import { readSpace } from '../space/read-space.ts'
import { childOf, entryOf, keyOriginAt, originAt } from '../tree.ts'
import { within } from './context.ts'
import { interpreterOf, startOf } from './python-start.ts'
import type { Lightning, LightningOptions } from '../../tuner/lightning/lightning.ts'
import type { Path } from '../tree.ts'
import type { BuildContext, Data } from './context.ts'
import type { StartData } from './python-start.ts'

const BLOCK = 'lightning'
const PARTS = ['module', 'trainer', 'fit', 'checkpointing'] as const

/** Arguments go by any names: `min` and `max` do not make a domain of them. */
function isGroup(path: Path): boolean {
  return path.length === 2 || path.at(-1) === 'init_args'
}

/** The training that a file declares; undefined where it declares none, or something is wrong with it. */
export function buildLightning(data: Data, context: BuildContext): Lightning | undefined {
  const start = data[BLOCK] as StartData | undefined
  if (start === undefined) return undefined
  const { root, problems } = context
  const before = problems.count
  if (entryOf(root, 'space')) {
    problems.add({
      origin: keyOriginAt(root, ['space']),
      path: ['space'],
      message:
        'space says nothing beside lightning, where what may vary stands among the arguments. Move it there.',
    })
  }
  const parts = PARTS.flatMap((part) => {
    const node = childOf(childOf(root, BLOCK), part)
    const isGiven = node !== undefined && (node.kind !== 'scalar' || node.value !== null)
    return isGiven ? [[part, readSpace(node, [BLOCK, part], { root, problems, isGroup })]] : []
  })
  if (problems.count > before) return undefined
  const given = {
    ...Object.fromEntries(parts),
    ...startOf(start, BLOCK, context),
    ...interpreterOf(start, BLOCK, context),
  } as unknown as LightningOptions
  return problems.try(
    () => lightning(given),
    (error) => {
      const { path = [] } = error
      const [first] = path
      if (first !== BLOCK) return within(context, [BLOCK])(error)
      return { origin: originAt(root, path), path }
    },
  )
}

/** Says where a file tries nothing, or two things. */
export function requireTrainable({ root, problems }: BuildContext, wanted: string): void {
  const [trainable, declared] = ['trainable', BLOCK].map((key) => {
    const node = childOf(root, key)
    return node !== undefined && (node.kind !== 'scalar' || node.value !== null)
  })
  if (trainable && declared) {
    problems.add({
      origin: keyOriginAt(root, [BLOCK]),
      path: [BLOCK],
      message: 'lightning stands in place of trainable, which is there too. Leave one out.',
    })
  }
  if (trainable || declared) return
  problems.add({
    origin: originAt(root, ['trainable']),
    path: ['trainable'],
    message: `trainable is missing. ${wanted} Or declare a training with lightning.`,
  })
}
