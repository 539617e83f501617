import { ConfigurationError } from '../../errors.ts'
import { checkNames } from '../../option-checks.ts'
import { copyData } from '../../space/data.ts'
import { checkPolicy, replayOf } from './policy.ts'
import { ReplaySchedule } from './replay-schedule.ts'
import type { SchedulePlan } from '../plan.ts'
import type { Schedule, Scheduler } from '../scheduler.ts'
import type { PolicyLine, Replayed } from './policy.ts'

/** Options of {@link PopulationBasedTrainingReplay}. */
export interface PopulationBasedTrainingReplayOptions {
  /** The text of a `pbt_policy_<trial id>.txt`, or its lines as arrays. */
  readonly policy: string | readonly PolicyLine[]
}

const WHO = 'PopulationBasedTrainingReplay'

/**
 * Trains one trial with the schedule of configs that a trial of a population went through: it starts
 * with the first config and changes to the next ones at the `training_iteration`s at which they came
 * up. The config of the trial itself is not used. The trial must report checkpoints where it changes,
 * and start from them.
 */
export class PopulationBasedTrainingReplay implements Scheduler {
  readonly name = 'pbt_replay'
  readonly #policy: readonly PolicyLine[]
  readonly #replayed: Replayed

  /**
   * @throws {ConfigurationError} `INVALID_POLICY` for a policy that cannot be read or is empty,
   * `UNKNOWN_OPTION` for an option that there is not.
   */
  constructor(options: PopulationBasedTrainingReplayOptions) {
    checkNames(WHO, options, ['policy'])
    this.#policy = copyData(checkPolicy(options.policy)) as readonly PolicyLine[]
    const replayed = replayOf(this.#policy)
    if (replayed === undefined) {
      throw new ConfigurationError(
        'INVALID_POLICY',
        'The policy has no lines: that trial never became a copy of another. Train with the config ' +
          'that it had, or replay the policy of another trial.',
        { path: [WHO, 'policy'] },
      )
    }
    this.#replayed = replayed
  }

  create(): Schedule {
    return new ReplaySchedule(this.#replayed)
  }

  plan(trials: number): SchedulePlan {
    const at = this.#replayed.changes.map((change) => change.at)
    const notes = [`The config changes at training_iteration ${at.join(', ')}.`]
    if (trials !== 1) notes.push('It trains exactly one trial: set numSamples to 1.')
    return {
      timeAttr: 'training_iteration',
      brackets: [{ trials, rungs: [] }],
      cost: undefined,
      fullCost: undefined,
      notes,
    }
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    return { name: this.name, options: { policy: this.#policy } }
  }
}

export { parsePolicy } from './policy.ts'
export type { PolicyLine } from './policy.ts'
