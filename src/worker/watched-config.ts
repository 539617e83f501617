/** Under this name `console.log` and its like look for another way to print an object. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

type Values = Record<string, unknown>

export interface WatchedConfig {
  /** To be handed to the trainable in place of the config. */
  readonly config: unknown
  /**
   * Paths of what has been neither read nor written so far, e.g. `model/layers`; only `model` where
   * not even that was read.
   */
  unread(): string[]
}

/**
 * Notes which properties of a config are used. A property notices its first use and is an ordinary one
 * from then on; no proxy stands in between, so that everything that can be done with plain objects can
 * be done with the config: `structuredClone`, `postMessage`, JSON, spreading, freezing, comparing.
 * Arrays are used as a whole. Printing the config is no use of it, nor is asking whether it has a key.
 */
export function watchConfig(config: unknown): WatchedConfig {
  const unread = new Set<string>()
  return { config: watched(config, '', unread), unread: () => [...unread] }
}

function watched(value: unknown, path: string, unread: Set<string>): unknown {
  if (!isPlainObject(value)) return value
  const values = Object.assign(Object.create(null) as Values, value)
  const object = {}
  for (const key of Object.keys(values)) {
    const own = path === '' ? key : `${path}/${key}`
    unread.add(own)
    Object.defineProperty(object, key, {
      enumerable: true,
      configurable: true,
      get() {
        // What lies deeper can be used from now on.
        if (unread.delete(own)) values[key] = handed(values[key], own, unread)
        settle(object, key, values[key])
        return values[key]
      },
      set(this: object, given: unknown) {
        if (this !== object) {
          settle(this, key, given)
          return
        }
        unread.delete(own)
        values[key] = given
        settle(object, key, given)
      },
    })
  }
  Object.defineProperty(object, INSPECT, {
    configurable: true,
    writable: true,
    value(this: object) {
      return shown(this, values)
    },
  })
  return object
}

/** In the tuner's process the config is the study's own: what a trial does to an array must not reach it. */
function handed(value: unknown, path: string, unread: Set<string>): unknown {
  return Array.isArray(value) ? copied(value) : watched(value, path, unread)
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied)
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]))
}

/** Makes an ordinary property of it, unless the object has been sealed or frozen. */
function settle(object: object, key: string, value: unknown): void {
  if (Object.getOwnPropertyDescriptor(object, key)?.configurable === false) return
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
  // V8 looks properties up in a table once they have been redefined, which a training loop would feel;
  // those of an object that others inherit from it lays out anew.
  Object.create(object)
}

/** What is printed: the values, also of what has not been used. */
function shown(object: object, values: Values): object {
  const own = Object.getOwnPropertyDescriptors(object) as Record<PropertyKey, PropertyDescriptor>
  delete own[INSPECT]
  for (const [key, value] of Object.entries(values)) {
    if (own[key]?.get) own[key] = { value, enumerable: true }
  }
  return Object.defineProperties({}, own)
}

function isPlainObject(value: unknown): value is Values {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
