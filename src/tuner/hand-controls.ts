import { AttuneError, show } from '../errors.ts'
import type { StudyControls } from '../study/controls.ts'
import type { StudyEvent, TrialOrder } from '../study/events.ts'
import type { Study } from '../study/study.ts'

/** What is needed to carry out what somebody asks of a running study. */
export interface HandControlsParts {
  readonly study: Study
  /** The study's time in milliseconds since the epoch. */
  readonly now: () => number
  /** Whether the study takes no orders any more. */
  readonly isOver: () => boolean
  readonly stop: StudyControls['stop']
  /** Folds and stores an event, and does what follows from it, before it returns. */
  readonly put: (event: StudyEvent) => void
  /** The event of a trial with this config, completed from the space. */
  readonly newTrial: (
    config: Readonly<Record<string, unknown>>,
  ) => Extract<StudyEvent, { type: 'trial-added' }>
}

/** Orders of the user to a study that runs; each becomes an event of it. */
export class HandControls implements StudyControls {
  readonly #parts: HandControlsParts

  constructor(parts: HandControlsParts) {
    this.#parts = parts
  }

  stop(how: 'finish' | 'now', reason: string): void {
    this.#parts.stop(how, reason)
  }

  stopTrial(trial: string, reason: string): void {
    this.#order(trial, 'stop', reason)
  }

  pauseTrial(trial: string, reason: string): void {
    this.#order(trial, 'pause', reason)
  }

  resumeTrial(trial: string): void {
    this.#order(trial, 'resume', 'resumed by hand')
  }

  addTrial(config: Readonly<Record<string, unknown>>): string {
    this.#assertGoesOn()
    const event = this.#parts.newTrial(config)
    this.#parts.put(event)
    return event.trial
  }

  #order(id: string, order: TrialOrder, reason: string): void {
    this.#assertGoesOn()
    const { study, put, now } = this.#parts
    const trial = study.trial(id)
    if (trial === undefined) {
      throw new AttuneError('UNKNOWN_TRIAL', `The study has no trial ${show(id)}.`)
    }
    if (trial.status === 'TERMINATED' || trial.status === 'ERROR') {
      throw new AttuneError('TRIAL_ENDED', `${trial.name} has ended already: ${trial.status}.`)
    }
    put({ type: 'trial-ordered', at: now(), trial: id, order, reason })
  }

  #assertGoesOn(): void {
    if (!this.#parts.isOver()) return
    throw new AttuneError('STUDY_ENDING', 'The study is ending: resume it first.')
  }
}
