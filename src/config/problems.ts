import { AttuneError, ConfigurationError } from '../errors.ts'
import { fileWords } from './words.ts'
import type { Origin, Path } from './tree.ts'

/** One thing that is wrong with a study file. */
export interface Problem {
  readonly origin: Origin
  readonly path: Path
  /** A sentence, without the place. */
  readonly message: string
  /** @defaultValue `STUDY_FILE_INVALID` */
  readonly code?: string
  readonly cause?: unknown
}

/** Where an error lies. */
export interface Place extends Pick<Problem, 'origin' | 'path'> {
  /** What the message begins with, where it does not say itself what it is about. */
  readonly where?: string
  /** The part of the file that stands for what the message begins with, e.g. `scheduler`. */
  readonly owner?: string
}

/** How many are told at once. */
const MOST = 10

/** What is wrong, gathered so that all of it can be told at once. */
export class Problems {
  readonly #all: Problem[] = []

  get count(): number {
    return this.#all.length
  }

  add(problem: Problem): void {
    this.#all.push(problem)
  }

  /** Takes over what something else has found. */
  take({ problems }: StudyFileError): void {
    this.#all.push(...problems)
  }

  /** Does something; an error of the configuration in it is one more problem. */
  try<T>(act: () => T, at: (error: AttuneError) => Place): T | undefined {
    try {
      return act()
    } catch (error) {
      if (error instanceof StudyFileError) this.take(error)
      else if (error instanceof AttuneError) {
        const { origin, path, where, owner } = at(error)
        const text = fileWords(ownedBy(owner, error))
        const message = where === undefined ? text : `${where}: ${text}`
        this.add({ origin, path, message, code: error.code, cause: error })
      } else throw error
    }
    return undefined
  }

  /** @throws {ConfigurationError} if there are any. */
  refuse(): void {
    if (this.#all.length > 0) throw new StudyFileError(this.#all)
  }
}

/** Everything that is wrong with a study file. */
export class StudyFileError extends ConfigurationError {
  readonly problems: readonly Problem[]

  constructor(given: readonly Problem[]) {
    const problems = given.toSorted((a, b) => offsetOf(a) - offsetOf(b))
    const [first] = problems
    const lines = problems.slice(0, MOST).map(({ origin, message }) => `${origin.text}: ${message}`)
    if (problems.length > MOST) lines.push(`… and ${problems.length - MOST} more.`)
    super(first?.code ?? 'STUDY_FILE_INVALID', lines.join('\n'), {
      cause: first?.cause,
      path: first?.path ?? [],
    })
    this.problems = problems
  }
}

/** `ASHAScheduler: maxT is 0.` as `scheduler.maxT is 0.` */
function ownedBy(owner: string | undefined, { message, path = [] }: AttuneError): string {
  const start = `${path[0]}: `
  if (owner === undefined || !message.startsWith(start)) return message
  const rest = message.slice(start.length)
  return /^[\w./]+(?: is |: )/.test(rest) ? `${owner}.${rest}` : `${owner}: ${rest}`
}

function offsetOf({ origin }: Problem): number {
  return origin.offset ?? -1
}

/** Refuses a study file for one thing. */
export function fail(origin: Origin, path: Path, message: string): never {
  throw new StudyFileError([{ origin, path, message }])
}
