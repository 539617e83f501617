import { ConfigurationError } from '../../errors.ts'
import { checkNames, reject } from '../../option-checks.ts'
import { checkAmounts } from './amounts.ts'
import type { Amounts } from '../scheduler.ts'

/** Options of {@link DistributeResources}. */
export interface DistributeResourcesOptions {
  /**
   * What a trial is given more or less at a time, e.g. `{ cpu: 2 }` or `{ cpu: 1, gpu: 1 }`; GPUs in
   * whole numbers, custom resources by their names.
   * @defaultValue `{ gpu: 1 }` where trials start with whole GPUs, else `{ cpu: 1 }`
   */
  readonly increaseBy?: Amounts
  /** How many times a trial is given that, at most: a whole number of at least 1, or -1 for no limit. @defaultValue -1 */
  readonly increaseByTimes?: number
  /** What is kept back of the study's capacity, e.g. `{ cpu: 1 }`. @defaultValue `{}` */
  readonly reserveResources?: Amounts
}

/** The options once they are checked. */
export interface DistributeRules {
  readonly increaseBy: Amounts | undefined
  readonly increaseByTimes: number
  readonly reserveResources: Amounts
}

const NAMES: readonly (keyof DistributeResourcesOptions)[] = [
  'increaseBy',
  'increaseByTimes',
  'reserveResources',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function distributeRules(
  who: string,
  options: DistributeResourcesOptions,
  further: readonly string[] = [],
): DistributeRules {
  if (typeof options === 'object' && options !== null) refuseBundles(who, options)
  checkNames(who, options, [...NAMES, ...further])
  const { increaseBy, increaseByTimes = -1, reserveResources = {} } = options
  const unit = increaseBy === undefined ? undefined : checkUnit(who, increaseBy)
  if (!Number.isInteger(increaseByTimes) || (increaseByTimes < 1 && increaseByTimes !== -1)) {
    reject(
      who,
      'increaseByTimes',
      increaseByTimes,
      'Give a whole number of at least 1, or -1 for no limit.',
    )
  }
  return {
    increaseBy: unit,
    increaseByTimes,
    reserveResources: checkAmounts(who, 'reserveResources', reserveResources),
  }
}

/** As plain data, without what was left out. */
export function distributeOptions(rules: DistributeRules): Readonly<Record<string, unknown>> {
  const { increaseBy, ...others } = rules
  return { ...(increaseBy && { increaseBy }), ...others }
}

/** What a trial that starts with `base` is given more or less at a time. */
export function unitFor({ increaseBy }: DistributeRules, who: string, base: Amounts): Amounts {
  const gpus = base['gpu'] ?? 0
  if (increaseBy === undefined) return gpus >= 1 ? { gpu: 1 } : { cpu: 1 }
  if ((increaseBy['gpu'] ?? 0) > 0 && !Number.isInteger(gpus)) {
    // It would wait for room on one device while others report that there is some on several.
    reject(
      who,
      'increaseBy',
      increaseBy,
      `Trials start with ${gpus} GPUs, and a share of a GPU cannot grow. Start with whole GPUs, or none.`,
    )
  }
  return increaseBy
}

function checkUnit(who: string, increaseBy: unknown): Amounts {
  const unit = checkAmounts(who, 'increaseBy', increaseBy)
  if (!Object.values(unit).some((amount) => amount > 0)) {
    reject(who, 'increaseBy', increaseBy, 'Give at least one amount above 0, such as { cpu: 1 }.')
  }
  if (!Number.isInteger(unit['gpu'] ?? 0)) {
    reject(who, 'increaseBy.gpu', unit['gpu'], 'Give a whole number of GPUs.')
  }
  return unit
}

function refuseBundles(who: string, options: object): void {
  const name = ['addBundles', 'add_bundles'].find((given) => Object.hasOwn(options, given))
  if (name === undefined) return
  throw new ConfigurationError(
    'UNKNOWN_OPTION',
    `${who} has no option ${JSON.stringify(name)}: a trial is one process whose resources are one ` +
      'bundle, and that one grows. Leave it out.',
    { path: [who, name] },
  )
}
