import { ConfigurationError } from '../../errors.ts'
import { figure } from '../../math/figures.ts'
import { numberAt } from '../../math/score.ts'
import { copyData } from '../../space/data.ts'
import { chooseFirst } from '../fifo.ts'
import type { Result } from '../../math/score.ts'
import type { Schedule, ScheduleDecision, Startable, StudyGlance } from '../scheduler.ts'
import type { Change, Replayed } from './policy.ts'

const CONTINUE: ScheduleDecision = { action: 'continue' }
const CLOCK = 'training_iteration'

/** One study's replay. */
export class ReplaySchedule implements Schedule {
  readonly changesConfigs = true
  readonly needsCheckpoints = true
  readonly #replayed: Replayed
  /** How many changes have been made or passed over. */
  #done = 0
  #iteration = 0
  #perturbations = 0

  constructor(replayed: Replayed) {
    this.#replayed = replayed
  }

  /** @throws ConfigurationError for a second trial. */
  completeConfig(_config: unknown, number: number): unknown {
    if (number === 0) return copyData(this.#replayed.initialConfig)
    throw new ConfigurationError(
      'REPLAY_TRAINS_ONE_TRIAL',
      'PopulationBasedTrainingReplay trains one trial, and another would only train the same again. ' +
        'Set tuneConfig.numSamples to 1, and take any gridSearch out of paramSpace.',
      { path: ['tuneConfig', 'numSamples'] },
    )
  }

  onTrialAdded(): void {
    // Its config has been completed.
  }

  onTrialResult(trial: string, result: Result, study: StudyGlance): ScheduleDecision {
    const iteration = numberAt(result, CLOCK)
    const next = this.#replayed.changes[this.#done]
    if (iteration === undefined) return CONTINUE
    this.#iteration = iteration
    if (next === undefined || iteration < next.at) return CONTINUE
    const checkpoint = study.trial(trial)?.checkpointIteration
    if (checkpoint === undefined) throw checkpointRequired(next, iteration)
    // What the trial copied then had trained with the old config as far as this.
    const due = this.#dueAt(checkpoint)
    const change = this.#replayed.changes[due - 1]
    if (due === this.#done || change === undefined) return CONTINUE
    return {
      action: 'exploit',
      exploit: { from: trial, config: copyData(change.config) },
      reason:
        `${CLOCK} ${figure(iteration)}: takes on config ${due} of ${this.#replayed.changes.length}, ` +
        `which came up at ${figure(change.at)}`,
    }
  }

  onTrialComplete(): void {
    // There is no other trial that it could matter to.
  }

  onTrialError(): void {
    // A retried trial has the config of its last change, also where its checkpoint is older.
  }

  onTrialRemoved(): void {
    // As when it ends.
  }

  onTrialExploited(trial: string, _from: string, study: StudyGlance): void {
    this.#perturbations += 1
    this.#done = this.#dueAt(study.trial(trial)?.checkpointIteration ?? 0)
  }

  choose(startable: Startable): string | undefined {
    return chooseFirst(startable)
  }

  describe(): string {
    return (
      `Using PBT replay: ${CLOCK}=${figure(this.#iteration)}, ` +
      `num_perturbations=${this.#perturbations} of ${this.#replayed.changes.length}`
    )
  }

  /** How many changes are done once the trial has come to a checkpoint; several at once if need be. */
  #dueAt(checkpoint: number): number {
    const { changes } = this.#replayed
    let due = this.#done
    while (due < changes.length && (changes[due] as Change).at <= checkpoint) due += 1
    return due
  }
}

function checkpointRequired({ at }: Change, iteration: number): ConfigurationError {
  return new ConfigurationError(
    'CHECKPOINT_REQUIRED',
    `The replay changes the config at ${CLOCK} ${figure(at)}, but at ${figure(iteration)} the trial has ` +
      'reported no checkpoint to go on from. Call report(metrics, { checkpoint }) as often as in the ' +
      'population, and start from getCheckpoint() when there is one.',
    { path: ['tuneConfig', 'scheduler'] },
  )
}
