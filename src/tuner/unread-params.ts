import type { EndCause } from '../executor/executor.ts'
import type { TrialView } from '../study/view.ts'

/** What an attempt said at its end. */
interface Ended {
  readonly cause: EndCause
  /** Paths of what it never read of its config; whatever lies below one was not read either. */
  readonly unread?: readonly string[]
}

/** One trial that was stopped might have read on; so many of them would not all have. */
const STOPPED_WITNESSES = 3

/**
 * Warns of hyperparameters that are sampled and never read, which most often are misspelt on one side.
 * Judged by one trial that came to its own end, or by several that were stopped; at their first attempts,
 * because one that goes on from a checkpoint may have left behind what it needed them for. Each name is
 * judged once a session, so that one that only some trials read is told at most once.
 */
export class UnreadParams {
  readonly #warn: (line: string) => void
  readonly #handed: readonly string[]
  readonly #judged: Set<string> = new Set()
  /** How many stopped trials have ended without having read a name. */
  readonly #missedBy: Map<string, number> = new Map()

  /** @param handed Paths of what trials are given in another way too, such as on their command line. */
  constructor(warn: (line: string) => void, handed: readonly string[] = []) {
    this.#warn = warn
    this.#handed = handed.map((path) => path.replaceAll('.', '/'))
  }

  judge(trial: Pick<TrialView, 'name' | 'attempt' | 'params'>, { cause, unread }: Ended): void {
    if (cause !== 'completed' && cause !== 'stopped') return
    if (trial.attempt > 1 || unread === undefined) return
    const missed = Object.keys(trial.params).filter(
      (name) => !this.#judged.has(name) && this.#isMissed(name, unread, cause),
    )
    if (missed.length === 0) return
    const question = missed.length === 1 ? 'Is it' : 'Are they'
    this.#warn(
      `Warning: ${trial.name} ended without having read ${missed.join(', ')}, which the study ` +
        `samples. ${question} spelled as in the space?`,
    )
  }

  #isMissed(name: string, unread: readonly string[], cause: 'completed' | 'stopped'): boolean {
    const isRead = !covers(unread, name) || covers(this.#handed, name)
    const count = (this.#missedBy.get(name) ?? 0) + 1
    if (!isRead && cause === 'stopped' && count < STOPPED_WITNESSES) {
      this.#missedBy.set(name, count)
      return false
    }
    this.#judged.add(name)
    return !isRead
  }
}

function covers(paths: readonly string[], name: string): boolean {
  return paths.some((path) => name === path || name.startsWith(`${path}/`))
}
