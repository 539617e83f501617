import { ConfigurationError, show } from '../../errors.ts'
import { checkNames, reject } from '../../option-checks.ts'
import { FIFOScheduler } from '../fifo.ts'
import { DistributeResources } from './distribute.ts'
import { allocationFromJSON } from './from-json.ts'
import { functionAllocation } from './function-allocation.ts'
import { ResourceChangingSchedule } from './resource-changing-schedule.ts'
import type { Mode } from '../../math/score.ts'
import type { SchedulePlan } from '../plan.ts'
import type { Schedule, Scheduler, ScheduleSetup } from '../scheduler.ts'
import type { AllocationRule, ResourcesAllocation } from './allocation.ts'

/** Options of {@link ResourceChangingScheduler}. */
export interface ResourceChangingSchedulerOptions {
  /** Who decides which trials stop, pause and change. @defaultValue `new FIFOScheduler()` */
  readonly baseScheduler?: Scheduler
  /**
   * What a trial that reports is to have from now on: {@link DistributeResources},
   * {@link DistributeResourcesToTopJob}, one of them as `{ name, options }`, or a function of the
   * trial, its result and the study. With a function of one's own the study cannot be restored without
   * the script that names it.
   * @defaultValue `new DistributeResources()`
   */
  readonly resourcesAllocationFunction?:
    | ResourcesAllocation
    | { readonly name: string; readonly options?: Readonly<Record<string, unknown>> }
}

const WHO = 'ResourceChangingScheduler'

/**
 * Gives trials more or less of the resources while they run. Another scheduler decides as ever; where
 * it lets a trial go on, `resourcesAllocationFunction` is asked what that trial is to have, and if that
 * is something else, the trial pauses and goes on from its checkpoint with it, before anything else is
 * started. Nothing is ever done twice for this: a trial is asked about only at a result that came with
 * a checkpoint, and not at its first one after a start. Trials that never report a checkpoint keep what
 * they have. All trials must start with the same resources.
 *
 * Trials that wait keep their claims, also those that the base scheduler has paused: with one that
 * pauses many, little can be handed out before they have ended.
 */
export class ResourceChangingScheduler implements Scheduler {
  readonly name = 'resource_changing'
  readonly metric?: string
  readonly mode?: Mode
  readonly plan?: (trials: number) => SchedulePlan
  readonly #base: Scheduler
  readonly #allocation: ResourcesAllocation

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: ResourceChangingSchedulerOptions = {}) {
    checkNames(WHO, options, ['baseScheduler', 'resourcesAllocationFunction'])
    const { baseScheduler = new FIFOScheduler(), resourcesAllocationFunction } = options
    this.#base = checkBase(baseScheduler)
    this.#allocation = checkAllocation(resourcesAllocationFunction)
    const { metric, mode } = this.#base
    const plan = this.#base.plan?.bind(this.#base)
    if (metric !== undefined) this.metric = metric
    if (mode !== undefined) this.mode = mode
    if (plan) this.plan = (trials) => annotated(plan(trials))
  }

  /** @throws {ConfigurationError} as the base scheduler, and `METRIC_REQUIRED` as the allocation does. */
  create(setup: ScheduleSetup): Schedule {
    const allocation =
      typeof this.#allocation === 'function'
        ? functionAllocation(this.#allocation)
        : this.#allocation.create({
            metric: this.metric ?? setup.metric,
            mode: this.mode ?? setup.mode,
          })
    return new ResourceChangingSchedule(this.#base.create(setup), allocation)
  }

  toJSON():
    { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined {
    const baseScheduler = this.#base.toJSON?.()
    if (baseScheduler === undefined || typeof this.#allocation === 'function') return undefined
    return {
      name: this.name,
      options: { baseScheduler, resourcesAllocationFunction: this.#allocation.toJSON() },
    }
  }
}

function annotated(plan: SchedulePlan): SchedulePlan {
  return { ...plan, notes: [...plan.notes, 'Trials pause and resume to change their resources.'] }
}

function checkBase(base: unknown): Scheduler {
  if (typeof base === 'object' && base !== null && 'create' in base && 'name' in base) {
    return base as Scheduler
  }
  throw new ConfigurationError(
    'INVALID_OPTION',
    `${WHO}: baseScheduler is ${show(base)}. Give a scheduler, such as new ASHAScheduler().`,
    { path: [WHO, 'baseScheduler'] },
  )
}

function checkAllocation(
  allocation: ResourceChangingSchedulerOptions['resourcesAllocationFunction'],
): ResourcesAllocation {
  if (allocation === undefined) return new DistributeResources()
  if (typeof allocation === 'function') return allocation
  if (typeof allocation === 'object' && allocation !== null) {
    if ('create' in allocation) return allocation satisfies AllocationRule
    if ('name' in allocation) return allocationFromJSON(allocation)
  }
  return reject(
    WHO,
    'resourcesAllocationFunction',
    allocation,
    'Give new DistributeResources(), new DistributeResourcesToTopJob() or a function.',
  )
}
