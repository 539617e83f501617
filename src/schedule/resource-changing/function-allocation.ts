import { ConfigurationError, show } from '../../errors.ts'
import { checkAmounts } from './amounts.ts'
import type { Amounts, StudyGlance } from '../scheduler.ts'
import type { Allocation, AllocationFunction } from './allocation.ts'

const WHO = 'resourcesAllocationFunction'

/** A user's function as an allocation: what it returns is checked before a trial waits for it. */
export function functionAllocation(allocate: AllocationFunction): Allocation {
  return {
    allot: (trial, result, study) => {
      const wanted: unknown = allocate(trial, result, study)
      if (wanted === undefined || wanted === null) return undefined
      const resources = checkAmounts(WHO, 'its result', wanted)
      assertFeasible(resources, study)
      return { resources, reason: 'the allocation function wants it' }
    },
  }
}

function assertFeasible(resources: Amounts, { capacity }: StudyGlance): void {
  const gpu = resources['gpu'] ?? 0
  if (gpu > 1 && !Number.isInteger(gpu)) {
    throw new ConfigurationError(
      'INVALID_RESOURCES',
      `${WHO} gives a trial ${gpu} GPUs. Give a fraction of one GPU, or a whole number of GPUs.`,
      { path: [WHO] },
    )
  }
  const lacking = Object.entries(resources).find(
    ([name, amount]) => amount > (capacity[name] ?? 0) + 1e-9,
  )
  if (lacking === undefined) return
  throw new ConfigurationError(
    'INFEASIBLE_RESOURCES',
    `${WHO} gives a trial ${show(resources)}, but there is only ${show(capacity)}: it could never ` +
      'go on. Return no more than study.capacity.',
    { path: [WHO] },
  )
}
