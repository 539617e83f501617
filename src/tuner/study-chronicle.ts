import type { StudyEvent, TrialStatus } from '../study/events.ts'

type Counts = Readonly<Record<TrialStatus, number>>

/**
 * How a study was left: `finished` when it came to its end, also by a rule of its own; `failed` when none
 * of its trials came to an end, or one ended all; `interrupted` when somebody stopped it; `open` when
 * nothing was said: it is running, or its tuner was killed.
 */
export type StudyEnding = 'finished' | 'failed' | 'interrupted' | 'open'

/** What a log says of its study as a whole, besides what the fold makes of it. */
export class StudyChronicle {
  readonly #failFast: boolean
  #session: Extract<StudyEvent, { type: 'session-started' }> | undefined
  #createdAt: number | undefined
  #changedAt: number | undefined
  /** Whether somebody asked for the end of the last session. */
  #isAsked = false
  #isEnded = false
  #reason: string | undefined

  constructor({ failFast }: { readonly failFast: boolean }) {
    this.#failFast = failFast
  }

  note(event: StudyEvent): void {
    this.#changedAt = event.at
    switch (event.type) {
      case 'session-started':
        this.#session = event
        this.#createdAt ??= event.at
        this.#isAsked = false
        this.#isEnded = false
        this.#reason = undefined
        break
      case 'stop-requested':
        this.#isAsked = true
        this.#reason = event.reason
        break
      case 'study-finished':
        this.#isEnded = true
        this.#reason = event.reason ?? this.#reason
        break
      default:
    }
  }

  /** How the last session began; undefined before the first. */
  get session(): Extract<StudyEvent, { type: 'session-started' }> | undefined {
    return this.#session
  }

  get createdAt(): number | undefined {
    return this.#createdAt
  }

  get changedAt(): number | undefined {
    return this.#changedAt
  }

  /** Why the last session ended early or is ending, in words. */
  get stopReason(): string | undefined {
    return this.#reason
  }

  /** Whether the last session came to its end with nothing left to do, whatever there might have been. */
  isOver({ PENDING, RUNNING, PAUSED }: Counts): boolean {
    return (
      this.#isEnded &&
      !this.#isAsked &&
      this.#reason === undefined &&
      PENDING + RUNNING + PAUSED === 0
    )
  }

  ending(counts: Counts, isComplete: boolean): StudyEnding {
    if (isComplete) return counts.TERMINATED === 0 && counts.ERROR > 0 ? 'failed' : 'finished'
    if (!this.#isEnded) return 'open'
    if (this.#isAsked) return 'interrupted'
    return this.#failFast && counts.ERROR > 0 ? 'failed' : 'finished'
  }
}
