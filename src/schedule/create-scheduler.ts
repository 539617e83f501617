import { ConfigurationError, show } from '../errors.ts'
import { nearestWord } from '../math/nearest-word.ts'
import { ASHAScheduler } from './asha.ts'
import { FIFOScheduler } from './fifo.ts'
import type { Scheduler } from './scheduler.ts'

type Options = Readonly<Record<string, unknown>>

/** Each constructor checks its options itself. */
const SCHEDULERS: Readonly<Record<string, (options: Options) => Scheduler>> = {
  fifo: (options) => new FIFOScheduler(options as Readonly<Record<string, never>>),
  asha: (options) => new ASHAScheduler(options),
  async_hyperband: (options) => new ASHAScheduler(options),
  asynchyperband: (options) => new ASHAScheduler(options),
}

/**
 * A scheduler by name, as study files and stored studies have it: `fifo`, `asha` (also as
 * `async_hyperband` and `asynchyperband`), in upper or lower case.
 * @throws {ConfigurationError} `UNKNOWN_SCHEDULER` for another name, and what the scheduler's
 * constructor throws for options that it does not have.
 */
export function createScheduler(name: string, options: Options = {}): Scheduler {
  const names = Object.keys(SCHEDULERS)
  const key = typeof name === 'string' ? name.toLowerCase() : ''
  const create = Object.hasOwn(SCHEDULERS, key) ? SCHEDULERS[key] : undefined
  if (create === undefined) {
    const nearest = key === '' ? undefined : nearestWord(key, names)
    throw new ConfigurationError(
      'UNKNOWN_SCHEDULER',
      `There is no scheduler named ${show(name)}. ` +
        (nearest === undefined ? '' : `Did you mean ${nearest}? `) +
        `There are: ${names.join(', ')}.`,
      { path: ['scheduler', 'name'] },
    )
  }
  return create(options)
}
