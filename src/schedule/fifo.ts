import { checkNames } from '../option-checks.ts'
import type { SchedulePlan } from './plan.ts'
import type { Schedule, Scheduler, Startable } from './scheduler.ts'

/** {@link FIFOScheduler} has no options. */
export type FIFOSchedulerOptions = Readonly<Record<string, never>>

/** Every trial runs to its end, in the order in which the trials came. */
export class FIFOScheduler implements Scheduler {
  readonly name = 'fifo'

  /** @throws {ConfigurationError} `UNKNOWN_OPTION` for any option. */
  constructor(options: FIFOSchedulerOptions = {}) {
    checkNames('FIFOScheduler', options, [])
  }

  create(): Schedule {
    return {
      onTrialAdded: ignore,
      onTrialResult: () => ({ action: 'continue' }),
      onTrialComplete: ignore,
      onTrialError: ignore,
      onTrialRemoved: ignore,
      choose: chooseFirst,
      describe: () => 'Using FIFO: every trial runs to its end',
    }
  }

  plan(trials: number): SchedulePlan {
    return {
      timeAttr: 'training_iteration',
      brackets: [{ trials, rungs: [] }],
      cost: undefined,
      fullCost: undefined,
      notes: ['Every trial runs to its end.'],
    }
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    return { name: this.name, options: {} }
  }
}

/** The trial that came first; those that were paused come after those that never ran. */
export function chooseFirst({ pending, paused }: Startable): string | undefined {
  return pending.first ?? paused.first
}

function ignore(): void {
  // Nothing that happens to a trial changes the order.
}
