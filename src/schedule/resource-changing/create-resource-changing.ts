import { ConfigurationError, show } from '../../errors.ts'
import { ResourceChangingScheduler } from './resource-changing.ts'
import type { Scheduler } from '../scheduler.ts'
import type { ResourceChangingSchedulerOptions } from './resource-changing.ts'

type Options = Readonly<Record<string, unknown>>

/**
 * The scheduler from plain data. Its base scheduler may be a name, `{ name, options }`,
 * `{ name, … }` with the options beside the name, or a scheduler already.
 * @param createScheduler Finds a scheduler by name; handed in, because it knows this one too.
 */
export function resourceChangingFromJSON(
  options: Options,
  createScheduler: (name: string, options?: Options) => Scheduler,
): ResourceChangingScheduler {
  if (typeof options !== 'object' || options === null || !('baseScheduler' in options)) {
    return new ResourceChangingScheduler(options)
  }
  const baseScheduler = baseFrom(options['baseScheduler'], createScheduler)
  const { resourcesAllocationFunction, ...others } = options
  const given: ResourceChangingSchedulerOptions = { ...others, baseScheduler }
  if (resourcesAllocationFunction === undefined) return new ResourceChangingScheduler(given)
  // The constructor looks at what it is.
  return new ResourceChangingScheduler({ ...given, resourcesAllocationFunction } as Options)
}

function baseFrom(
  base: unknown,
  createScheduler: (name: string, options?: Options) => Scheduler,
): Scheduler {
  if (typeof base === 'string') return createScheduler(base)
  if (typeof base === 'object' && base !== null && 'name' in base) {
    if ('create' in base) return base as Scheduler
    const { name, options, ...others } = base as Options
    if (typeof name === 'string') {
      const nested = typeof options === 'object' && options !== null ? (options as Options) : {}
      return createScheduler(name, { ...nested, ...others })
    }
  }
  throw new ConfigurationError(
    'INVALID_OPTION',
    `ResourceChangingScheduler: baseScheduler is ${show(base)}. Give a scheduler, its name, or ` +
      "{ name, options }, such as { name: 'asha', options: { maxT: 100 } }.",
    { path: ['ResourceChangingScheduler', 'baseScheduler'] },
  )
}
