import { ConfigurationError, show } from '../../errors.ts'
import { isPlainObject } from '../../space/data.ts'

type Config = Readonly<Record<string, unknown>>

/**
 * The config with another value at a flat path, found as `valueAt` finds it; where there is none,
 * objects are nested. What is not on the way is shared with the old config.
 */
export function withValue(config: Config, path: string, value: unknown): Config {
  return replaced(config, path, value) ?? created(config, path, value)
}

function replaced(config: Config, path: string, value: unknown): Config | undefined {
  if (Object.hasOwn(config, path)) return { ...config, [path]: value }
  for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
    const head = path.slice(0, cut)
    const inner = Object.hasOwn(config, head) ? config[head] : undefined
    if (!isPlainObject(inner)) continue
    const found = replaced(inner, path.slice(cut + 1), value)
    if (found !== undefined) return { ...config, [head]: found }
  }
  return undefined
}

function created(config: Config, path: string, value: unknown): Config {
  const cut = path.indexOf('/')
  if (cut < 0) return { ...config, [path]: value }
  const head = path.slice(0, cut)
  const inner = Object.hasOwn(config, head) ? config[head] : {}
  if (!isPlainObject(inner)) {
    throw new ConfigurationError(
      'INVALID_OPTION',
      `PB2: hyperparamBounds name ${path}, but ${head} is ${show(inner)} in a trial's config, which ` +
        'cannot hold it. Nest them alike in paramSpace and hyperparamBounds.',
      { path: ['PB2', 'hyperparamBounds', ...path.split('/')] },
    )
  }
  return { ...config, [head]: created(inner, path.slice(cut + 1), value) }
}
