import { ConfigurationError, show } from '../../errors.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { checkNames } from '../../option-checks.ts'
import { DistributeResources } from './distribute.ts'
import { DistributeResourcesToTopJob } from './distribute-to-top-job.ts'
import type { AllocationRule } from './allocation.ts'

type Options = Readonly<Record<string, unknown>>

const WHO = 'ResourceChangingScheduler'
const RULES: Readonly<Record<string, (options: Options) => AllocationRule>> = {
  distribute_resources: (options) => new DistributeResources(options),
  distribute_resources_to_top_job: (options) => new DistributeResourcesToTopJob(options),
}

/** An allocation by name, as stored studies have it. */
export function allocationFromJSON(json: {
  readonly name: string
  readonly options?: Options
}): AllocationRule {
  checkNames(`${WHO}.resourcesAllocationFunction`, json, ['name', 'options'])
  const { name, options = {} } = json
  const create = Object.hasOwn(RULES, name) ? RULES[name] : undefined
  if (create) return create(options)
  const nearest = nearestWord(typeof name === 'string' ? name : '', Object.keys(RULES))
  throw new ConfigurationError(
    'INVALID_OPTION',
    `${WHO}: there is no resourcesAllocationFunction named ${show(name)}. ` +
      (nearest === undefined ? '' : `Did you mean ${nearest}? `) +
      `There are: ${Object.keys(RULES).join(', ')}.`,
    { path: [WHO, 'resourcesAllocationFunction', 'name'] },
  )
}
