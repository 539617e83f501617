import { numberAt } from '../../math/score.ts'
import { changeInWords, sameAmounts } from './amounts.ts'
import { Claims } from './claims.ts'
import type { Result } from '../../math/score.ts'
import type {
  Orders,
  Schedule,
  ScheduleDecision,
  Startable,
  StudyGlance,
  TrialGlance,
} from '../scheduler.ts'
import type { Allocation } from './allocation.ts'

/** One study's books of a schedule whose trials get more or less of the resources while they run. */
export class ResourceChangingSchedule implements Schedule {
  readonly needsCheckpoints = true
  readonly #base: Schedule
  readonly #allocation: Allocation
  readonly #claims = new Claims()
  /** Paused for no other reason than that they get other resources, in that order. */
  readonly #resized: Set<string> = new Set()
  /** Have not reported since they were last started. */
  readonly #fresh: Set<string> = new Set()
  readonly completeConfig?: (config: unknown, number: number) => unknown
  #resizes = 0

  constructor(base: Schedule, allocation: Allocation) {
    this.#base = base
    this.#allocation = allocation
    if (base.completeConfig) {
      this.completeConfig = (config, number) => base.completeConfig?.(config, number)
    }
  }

  get changesConfigs(): boolean {
    return this.#base.changesConfigs === true
  }

  get logsExploits(): boolean {
    return this.#base.logsExploits !== false
  }

  onTrialAdded(trial: string, study: StudyGlance): void {
    this.#settle(study)
    this.#claims.add(trial, study)
    this.#allocation.onTrialAdded?.(study, this.#claims)
    this.#fresh.add(trial)
    this.#base.onTrialAdded(trial, study)
  }

  onTrialResult(trial: string, result: Result, study: StudyGlance): ScheduleDecision {
    this.#settle(study)
    this.#resized.delete(trial)
    this.#allocation.onTrialResult?.(trial, result)
    const isFirst = this.#fresh.delete(trial)
    const decision = this.#base.onTrialResult(trial, result, study)
    const answer = isFirst ? decision : this.#resize(trial, result, study, decision)
    if (answer.action !== 'continue') this.#fresh.add(trial)
    this.#claims.doubt(trial)
    return answer
  }

  onTrialComplete(trial: string, result: Result | undefined, study: StudyGlance): Orders | void {
    this.#end(trial, study)
    this.#claims.end(trial)
    return this.#base.onTrialComplete(trial, result, study)
  }

  onTrialError(trial: string, study: StudyGlance, retried: boolean): Orders | void {
    if (retried) {
      this.#settle(study)
      this.#resized.delete(trial)
    } else {
      this.#end(trial, study)
      this.#claims.fail(trial)
    }
    return this.#base.onTrialError(trial, study, retried)
  }

  onTrialRemoved(trial: string, study: StudyGlance): Orders | void {
    this.#end(trial, study)
    this.#claims.end(trial)
    return this.#base.onTrialRemoved(trial, study)
  }

  onTrialExploited(trial: string, from: string, study: StudyGlance): void {
    this.#settle(study)
    this.#base.onTrialExploited?.(trial, from, study)
  }

  onSearchFinished(study: StudyGlance): Orders | void {
    this.#settle(study)
    this.#claims.allIn()
    return this.#base.onSearchFinished?.(study)
  }

  onIdle(study: StudyGlance): Orders | void {
    this.#settle(study)
    return this.#base.onIdle?.(study)
  }

  choose(startable: Startable): string | undefined {
    // To the base these run: it would not resume them.
    for (const trial of this.#resized) if (startable.paused.has(trial)) return trial
    return this.#base.choose(startable)
  }

  describe(): string {
    return `(ResourceChangingScheduler: num_resized=${this.#resizes}) ${this.#base.describe()}`
  }

  #resize(
    id: string,
    result: Result,
    study: StudyGlance,
    decision: ScheduleDecision,
  ): ScheduleDecision {
    const trial = study.trial(id)
    if (decision.action !== 'continue' || trial === undefined) return decision
    if (!isSafe(trial, result)) return decision
    const allotment = this.#allocation.allot(trial, result, study, this.#claims)
    if (allotment === undefined || sameAmounts(allotment.resources, trial.resources)) {
      return decision
    }
    const { resources, reason } = allotment
    this.#resized.add(id)
    this.#resizes += 1
    const change = changeInWords(trial.resources, resources)
    return { ...decision, action: 'pause', resources, reason: `${change}: ${reason}` }
  }

  /** Takes note of what became of the last decision. */
  #settle(study: StudyGlance): void {
    this.#claims.settle(study)
  }

  #end(trial: string, study: StudyGlance): void {
    this.#settle(study)
    this.#resized.delete(trial)
    this.#fresh.delete(trial)
    this.#allocation.onTrialEnded?.(trial)
  }
}

/** Whether nothing would have to be done again: this very result came with a checkpoint. */
function isSafe({ checkpointIteration }: TrialGlance, result: Result): boolean {
  if (checkpointIteration === undefined) return false
  const iteration = numberAt(result, 'training_iteration')
  return iteration === undefined || checkpointIteration >= iteration
}
