import type { Decision, FromTrial, ToTrial, TrialFailure } from './messages.ts'

/** Checks what a trial sent. Throws an Error whose message completes "A line …". */
export function readFromTrial(value: unknown): FromTrial {
  const message = asObject(value)
  switch (message['type']) {
    case 'hello':
      return need(message, { protocol: isNumber, pid: isNumber })
    case 'report':
      return need(message, {
        ...ID,
        seq: isCount,
        metrics: isPlainObject,
        checkpoint: optional(isStagedName),
      })
    case 'saving':
      return need(message, ID)
    case 'checkpoint':
      return need(message, {
        ...ID,
        checkpoint: optional(isStagedName),
        error: optional(isFailure),
      })
    case 'done':
      return need(message, {
        ...ID,
        reusable: optional(isBoolean),
        unread: optional(isStringList),
      })
    case 'error':
      return need(message, {
        ...ID,
        error: isFailure,
        rank: optional(isRank),
        reusable: optional(isBoolean),
      })
    default:
      throw unknownType(message['type'], 'hello, report, saving, checkpoint, done and error')
  }
}

/** Checks what a tuner sent. Throws an Error whose message completes "A line …". */
export function readToTrial(value: unknown): ToTrial {
  const message = asObject(value)
  switch (message['type']) {
    case 'start':
      return need(message, {
        ...ID,
        protocol: isNumber,
        trialName: isString,
        studyName: isString,
        dir: isString,
        checkpoint: (value) => value === null || isString(value),
        iteration: isNumber,
        resources: isPlainObject,
      })
    case 'answer':
      return need(message, { attempt: isCount, seq: isCount, decision: isDecision })
    case 'stop':
      return need(message, { attempt: isCount })
    case 'close':
      return need(message, {})
    default:
      throw unknownType(message['type'], 'start, answer, stop and close')
  }
}

type Check = (value: unknown) => boolean

const ID: Readonly<Record<string, Check>> = { trial: isString, attempt: isCount }
const DECISIONS: ReadonlySet<unknown> = new Set<Decision>(['continue', 'stop', 'pause'])

function asObject(value: unknown): Record<string, unknown> {
  if (isPlainObject(value)) return value as Record<string, unknown>
  throw new Error('is not a JSON object')
}

/** Whatever type the checks have proved. */
function need(message: Record<string, unknown>, checks: Readonly<Record<string, Check>>): never {
  for (const key in checks) {
    if (checks[key]?.(message[key])) continue
    const problem = message[key] === undefined ? 'lacks' : 'has a wrong'
    throw new Error(`${problem} ${JSON.stringify(key)} (message type ${String(message['type'])})`)
  }
  return message as never
}

function unknownType(type: unknown, known: string): Error {
  return type === undefined
    ? new Error('lacks "type"')
    : new Error(`has the unknown type ${JSON.stringify(type)} (known are ${known})`)
}

function isFailure(value: unknown): boolean {
  if (!isPlainObject(value)) return false
  const failure = value as Partial<Record<keyof TrialFailure, unknown>>
  return (
    isString(failure.name) &&
    isString(failure.message) &&
    optional(isString)(failure.stack) &&
    optional(isString)(failure.code) &&
    optional(isString)(failure.stderr) &&
    optional(isString)(failure.stdout)
  )
}

/** A folder directly inside the trial's, and no other. */
function isStagedName(value: unknown): boolean {
  return typeof value === 'string' && /^\.checkpoint_[^/\\\0]+$/.test(value)
}

function optional(check: Check): Check {
  return (value) => value === undefined || check(value)
}

function isString(value: unknown): boolean {
  return typeof value === 'string'
}

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isString)
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

function isRank(value: unknown): boolean {
  return value === 0 || isCount(value)
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isDecision(value: unknown): boolean {
  return DECISIONS.has(value)
}
