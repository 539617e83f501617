/** How an {@link AttuneError} is described beyond its message. */
export interface AttuneErrorOptions {
  /** What caused it, kept as it was thrown. */
  readonly cause?: unknown
  /** Where in the input the problem lies, e.g. `['paramSpace', 'lr']`. */
  readonly path?: readonly (string | number)[]
}

/**
 * The root of every error that Attune raises on purpose. `code` is stable and meant for programs;
 * `message` says what happened, the value received, and what to do.
 */
export class AttuneError extends Error {
  static {
    this.prototype.name = 'AttuneError'
  }
  /** Stable identifier, upper snake case, e.g. `INVALID_RANGE`. */
  readonly code: string
  readonly path: readonly (string | number)[] | undefined

  constructor(code: string, message: string, options: AttuneErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.path = options.path
  }
}

/** Something the caller wrote is wrong: an option, a range, a name. Nothing has been run. */
export class ConfigurationError extends AttuneError {
  static {
    this.prototype.name = 'ConfigurationError'
  }
}

/** A trial did something wrong: it failed, misreported, or spoke nonsense. The study goes on. */
export class TrialError extends AttuneError {
  static {
    this.prototype.name = 'TrialError'
  }
}

/** The study's folder or database cannot be read, written or restored. */
export class StorageError extends AttuneError {
  static {
    this.prototype.name = 'StorageError'
  }
}

/** What happened, in words, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** A short, safe picture of any value for an error message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return value.name ? `function ${value.name}` : 'a function'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch {
    // A cyclic object still deserves a message.
  }
  text ??= Object.prototype.toString.call(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
