import { pathToFileURL } from 'node:url'
import { ConfigurationError, messageOf, show } from '../../errors.ts'
import { loadModule } from '../../worker/load-trainable.ts'
import type { Callback } from '../../logger/callback.ts'

/** All that a callback may be told. */
const HOOKS: readonly string[] = [
  'onStudyStart',
  'onTrialAdded',
  'onTrialStart',
  'onTrialRewound',
  'onTrialResult',
  'onCheckpoint',
  'onTrialError',
  'onTrialPause',
  'onTrialExploit',
  'onTrialComplete',
  'onStudyEnd',
] satisfies readonly (keyof Callback)[]

/**
 * The callback that a module exports as its default: an object with hooks, a class of such, or a
 * function that makes one. TypeScript is loaded as it is for trainables.
 * @param path Absolute path of the module.
 * @throws {ConfigurationError} `CALLBACK_NOT_LOADABLE`, `INVALID_CALLBACK`.
 */
export async function loadCallback(path: string): Promise<Callback> {
  const exported = await importDefault(path)
  const made = typeof exported === 'function' ? await make(exported, path) : exported
  if (isCallback(made)) return made
  throw new ConfigurationError(
    'INVALID_CALLBACK',
    `The default export of ${path} gives ${show(made)}, which has none of a callback's hooks. Export an ` +
      `object with some of them, a class, or a function that makes one: ${HOOKS.join(', ')}.`,
    { path: ['callbacks'] },
  )
}

async function importDefault(path: string): Promise<unknown> {
  try {
    return (await loadModule(pathToFileURL(path).href))['default']
  } catch (error) {
    throw notLoadable(path, error)
  }
}

async function make(factory: unknown, path: string): Promise<unknown> {
  try {
    const isClass = /^class\b/.test(Function.prototype.toString.call(factory))
    if (isClass) return new (factory as new () => unknown)()
    return await (factory as () => unknown)()
  } catch (error) {
    throw notLoadable(path, error)
  }
}

function isCallback(value: unknown): value is Callback {
  return isObject(value) && HOOKS.some((hook) => typeof value[hook] === 'function')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function notLoadable(path: string, cause: unknown): ConfigurationError {
  const why = messageOf(cause)
  return new ConfigurationError(
    'CALLBACK_NOT_LOADABLE',
    `The callback module ${path} cannot be loaded: ${why}`,
    { cause, path: ['callbacks'] },
  )
}
