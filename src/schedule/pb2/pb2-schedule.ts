import type { Result } from '../../math/score.ts'
import type { PopulationSchedule } from '../pbt/population.ts'
import type { Orders, Schedule, ScheduleDecision, Startable, StudyGlance } from '../scheduler.ts'
import type { PB2Explorer } from './pb2-explorer.ts'

/** One study's population, whose explorer is told what becomes of trials as well. */
export class PB2Schedule implements Schedule {
  readonly changesConfigs = true
  readonly needsCheckpoints = true
  readonly logsExploits: boolean
  readonly #population: PopulationSchedule
  readonly #explorer: PB2Explorer

  constructor(population: PopulationSchedule, explorer: PB2Explorer) {
    this.logsExploits = population.logsExploits
    this.#population = population
    this.#explorer = explorer
  }

  completeConfig(config: unknown, number: number): unknown {
    return this.#population.completeConfig(config, number)
  }

  onTrialAdded(trial: string, study: StudyGlance): void {
    this.#explorer.meet(study.trial(trial)?.config)
    this.#population.onTrialAdded(trial)
  }

  onTrialResult(trial: string, result: Result, study: StudyGlance): ScheduleDecision {
    return this.#population.onTrialResult(trial, result, study)
  }

  onTrialComplete(trial: string, result: Result | undefined, study: StudyGlance): Orders {
    this.#explorer.forget(trial)
    return this.#population.onTrialComplete(trial, result, study)
  }

  onTrialError(trial: string, study: StudyGlance, retried: boolean): Orders {
    if (!retried) this.#explorer.forget(trial)
    return this.#population.onTrialError(trial, study, retried)
  }

  onTrialRemoved(trial: string, study: StudyGlance): Orders {
    this.#explorer.forget(trial)
    return this.#population.onTrialRemoved(trial, study)
  }

  onTrialExploited(trial: string, from: string, study: StudyGlance): void {
    this.#explorer.adopt(trial, from, study.trial(trial)?.config)
    this.#population.onTrialExploited(trial, from)
  }

  onSearchFinished(study: StudyGlance): Orders {
    return this.#population.onSearchFinished(study)
  }

  onIdle(study: StudyGlance): Orders {
    return this.#population.onIdle(study)
  }

  choose(startable: Startable): string | undefined {
    return this.#population.choose(startable)
  }

  describe(): string {
    return `${this.#population.describe()}, intervals learnt from: ${this.#explorer.learnt}`
  }
}
