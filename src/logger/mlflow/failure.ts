/** What a request to a tracking server came to when it was not what was asked for. */
export class RequestFailure extends Error {
  static {
    this.prototype.name = 'RequestFailure'
  }
  /** MLflow's own code, or HTTP's or the network's. */
  readonly code: string
  /** Whether the same request may succeed later. */
  readonly isTransient: boolean
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    options: {
      readonly code: string
      readonly isTransient: boolean
      readonly retryAfterMs?: number | undefined
      readonly cause?: unknown
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code
    this.isTransient = options.isTransient
    this.retryAfterMs = options.retryAfterMs
  }

  /** What was asked about does not exist. */
  get isAboutNothing(): boolean {
    return /^RESOURCE_DOES_NOT_EXIST$/.test(this.code)
  }

  /** What was to be made exists. */
  get isThereAlready(): boolean {
    return /^RESOURCE_ALREADY_EXISTS$/.test(this.code)
  }
}

/** HTTP statuses of a server that is busy, restarting or behind a proxy that is. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

/** What an answer other than 2xx means. */
export function failureOf(
  status: number,
  body: string,
  headers: { readonly 'retry-after'?: string | undefined },
): RequestFailure {
  let code = `HTTP_${status}`
  let message = body.replaceAll(/\s+/g, ' ').slice(0, 300)
  try {
    const answer = JSON.parse(body) as { readonly error_code?: unknown; readonly message?: unknown }
    if (typeof answer.error_code === 'string') code = answer.error_code
    if (typeof answer.message === 'string') message = answer.message.slice(0, 500)
  } catch {
    // A proxy, or another server altogether.
  }
  const seconds = Number(headers['retry-after'])
  return new RequestFailure(`${status}, ${message === '' ? 'without a word' : message}`, {
    code,
    isTransient: TRANSIENT.has(status),
    retryAfterMs: seconds > 0 ? Math.min(seconds, 60) * 1000 : undefined,
  })
}
