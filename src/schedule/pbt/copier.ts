import { exploitReason } from './exploit-reason.ts'
import type { Random } from '../../math/random.ts'
import type { ScheduleOrder, StudyGlance } from '../scheduler.ts'
import type { Explorer } from './explorer.ts'
import type { Members } from './members.ts'

/** Copies in a row of trials that are no further than the one before. */
const MOST_RETURNS = 10

/** That a trial becomes a copy of another, and why. */
export type ExploitOrder = Extract<ScheduleOrder, { action: 'exploit' }> & {
  readonly reason: string
}

/** Says which trial another becomes a copy of, and with what config. Changes nothing. */
export class Copier {
  readonly #setup: { readonly metric: string; readonly random: Random }
  /** 1 where larger values of the metric are better, else −1. */
  readonly #sign: 1 | -1
  readonly #quantileFraction: number
  readonly #members: Members
  readonly #explorer: Explorer

  constructor(told: {
    readonly setup: { readonly metric: string; readonly random: Random }
    readonly sign: 1 | -1
    readonly quantileFraction: number
    readonly members: Members
    readonly explorer: Explorer
  }) {
    this.#setup = told.setup
    this.#sign = told.sign
    this.#quantileFraction = told.quantileFraction
    this.#members = told.members
    this.#explorer = told.explorer
  }

  /**
   * Undefined when there is no trial with a checkpoint at the upper end.
   * @param count Which perturbation it is: each draws from a stream of its own.
   */
  copy(trial: string, count: number, study: StudyGlance): ExploitOrder | undefined {
    const random = this.#setup.random.split('perturb', count)
    const from = this.#chooseParent(trial, random, study)
    if (from === undefined) return undefined
    const { config } = from
    const score = this.#members.scoreOf(from.id)
    const exploration = this.#explorer.explore({
      trial,
      parent: {
        trial: from.id,
        time: this.#members.get(from.id)?.lastTrainTime ?? 0,
        score,
        config,
      },
      random: random.split('explore'),
    })
    const { size } = this.#members.ends()
    const reason = exploitReason({
      metric: this.#setup.metric,
      value: this.#sign * this.#members.scoreOf(trial),
      place: size - (this.#members.rankOf(trial) ?? 0),
      of: size,
      quantileFraction: this.#quantileFraction,
      from: from.id,
      fromValue: this.#sign * score,
      fromConfig: config,
      exploration,
    })
    return {
      trial,
      action: 'exploit',
      exploit: { from: from.id, config: exploration.config },
      reason,
    }
  }

  /** One of the upper end, each as likely, that there is a checkpoint of. */
  #chooseParent(
    trial: string,
    random: Random,
    study: StudyGlance,
  ): { readonly id: string; readonly config: unknown } | undefined {
    const { upper, size } = this.#members.ends()
    if (upper === size) return undefined
    const rank = random.integer(upper, size)
    const [drawn] = this.#parents(trial, rank, rank + 1, study)
    if (drawn !== undefined) return drawn
    const others = this.#parents(trial, upper, size, study)
    return others.length === 0 ? undefined : random.pick(others)
  }

  #parents(
    copy: string,
    from: number,
    to: number,
    study: StudyGlance,
  ): readonly { readonly id: string; readonly config: unknown }[] {
    const member = this.#members.get(copy)
    // A copy that was taken back that often must get further: trials that get worse as they train
    // could take each other back for ever.
    const least = member && member.returns >= MOST_RETURNS ? member.copiedAt : -Infinity
    return this.#members.ranked(from, to).flatMap((id) => {
      const trial = study.trial(id)
      if (trial?.checkpointIteration === undefined) return []
      return (this.#members.get(id)?.lastTrainTime ?? 0) > least ? [trial] : []
    })
  }
}
