import { readFileSync } from 'node:fs'
import { ConfigurationError } from '../../errors.ts'
import { askForSpaceNow } from '../../executor/python/declared-space.ts'
import { isPlainObject } from '../../space/data.ts'
import { isDomain } from '../../space/domain.ts'
import { unwrap } from '../../tuner/trainable.ts'
import { declaredBy, noDeclaredSpace } from '../param-space-of.ts'
import { spaceFromForm } from '../space/declared-space.ts'
import { keyOriginAt } from '../tree.ts'
import type { PythonTrainable } from '../../executor/python/python.ts'
import type { Trainable } from '../../tuner/trainable.ts'
import type { BuildContext, Data } from './context.ts'

const KEY = 'declared_space'

/** What a script that declares a space speaks of. */
const DECLARES = /\b(?:param_space|LightningConfigBuilder)\b/

/**
 * The space of the file with what its Python function declares besides; undefined where the file does not
 * want it asked, or it declares none. What the file says itself wins.
 */
export function askedSpace(
  trainable: Trainable<never> | undefined,
  data: Data,
  space: object | undefined,
  context: BuildContext,
): object | undefined {
  const isWanted = data[KEY] as boolean | undefined
  const target = trainable === undefined ? undefined : functionIn(trainable, data)
  const isAsked = isWanted ?? (space === undefined && target !== undefined && mayDeclare(target))
  if (!isAsked || trainable === undefined) return undefined
  const at = isWanted === undefined ? ['trainable'] : [KEY]
  return context.problems.try(
    () => {
      if (target === undefined) throw notAsked()
      const form = askForSpaceNow(target)
      if (form === undefined && isWanted === undefined) return undefined
      if (form === undefined) throw noDeclaredSpace(target)
      return laidOver(spaceFromForm(form, declaredBy(target)), space ?? {})
    },
    () => ({ origin: keyOriginAt(context.root, at), path: at }),
  )
}

/** What a file says over what is declared, group by group. */
function laidOver(declared: object, own: object): object {
  const result: Record<string, unknown> = { ...declared }
  for (const [key, value] of Object.entries(own)) {
    const below = result[key]
    result[key] = isGroup(below) && isGroup(value) ? laidOver(below, value) : value
  }
  return result
}

function isGroup(value: unknown): value is object {
  return isPlainObject(value) && !isDomain(value)
}

/** The user's Python function, where that is what is tried. */
function functionIn(
  trainable: Trainable<never>,
  { trainable: given }: Data,
): PythonTrainable | undefined {
  const { target } = unwrap(trainable)
  // A pipeline is a function too, but none of the user's.
  const isOwn = Object.hasOwn(Object(given), 'python')
  return isOwn && target.kind === 'python' && target.function !== undefined ? target : undefined
}

/** Whether it is worth the time that its imports take. */
function mayDeclare({ script }: PythonTrainable): boolean {
  return DECLARES.test(readFileSync(script, 'utf8'))
}

function notAsked(): ConfigurationError {
  return new ConfigurationError(
    'NO_DECLARED_SPACE',
    'declared_space is true, but only a function in a Python script declares a space. Name it: ' +
      'trainable: { python: train.py, function: train }.',
  )
}
