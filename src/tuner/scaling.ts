import { ConfigurationError, show } from '../errors.ts'
import { checkAmounts, checkRequest } from './resources.ts'
import type { ResourceRequest } from './resources.ts'
import type { UnwrappedTrainable } from './trainable.ts'

/** How the ranks of a trial are laid out over machines: close together or far apart, if possible or else not at all. */
export type Placement = 'PACK' | 'STRICT_PACK' | 'SPREAD' | 'STRICT_SPREAD'

/**
 * How many processes train together in a trial, and what each may use. A trial asks for all of it at
 * once. Only Python scripts and commands are started more than once a trial.
 */
export interface ScalingConfig {
  /** How many ranks a trial has, at least 1. @defaultValue 1 */
  readonly numWorkers?: number
  /** Whether the ranks use GPUs. @defaultValue false */
  readonly useGpu?: boolean
  /**
   * What each rank asks for, e.g. `{ cpu: 4, gpu: 1 }`. With `useGpu` a request without `gpu` asks for
   * one; with several ranks each has whole GPUs. @defaultValue `{ gpu: 1 }` with `useGpu`, else `{ cpu: 1 }`
   */
  readonly resourcesPerWorker?: ResourceRequest
  /** On one machine all ranks are packed. @defaultValue `'PACK'` */
  readonly placement?: Placement
}

export const PLACEMENTS: readonly Placement[] = ['PACK', 'STRICT_PACK', 'SPREAD', 'STRICT_SPREAD']

/**
 * What a whole trial asks for.
 * @throws {ConfigurationError} `INVALID_SCALING` for what contradicts itself or cannot be met by one
 *   machine, `INVALID_RESOURCES` for amounts that are none.
 */
export function scaledRequest(scaling: ScalingConfig): ResourceRequest {
  const { numWorkers = 1, placement = 'PACK' } = scaling
  const each = perWorker(scaling)
  if (numWorkers > 1 && !Number.isInteger(each['gpu'] ?? 0)) {
    refuse(
      'resourcesPerWorker.gpu',
      each['gpu'],
      `Each of ${numWorkers} ranks needs a GPU of its own: give a whole number, or one rank.`,
    )
  }
  if (numWorkers > 1 && placement === 'STRICT_SPREAD') {
    refuse(
      'placement',
      placement,
      `It wants ${numWorkers} machines, and there is this one. Give 'SPREAD' or 'PACK'.`,
    )
  }
  // Three times 1.1 is to be 3.3, also where a person reads it.
  const amounts = Object.entries(each).map(([name, amount]) => [
    name,
    Number((amount * numWorkers).toPrecision(12)),
  ])
  return checkRequest(Object.fromEntries(amounts))
}

/**
 * Throws unless a trainable can be started as several ranks, and has been given no other resources.
 * @throws {ConfigurationError} `SCALING_NEEDS_PROCESSES` or `RESOURCES_STATED_TWICE`.
 */
export function checkScalable({ target, resources }: UnwrappedTrainable): void {
  if (target.kind !== 'python' && target.kind !== 'command') {
    throw new ConfigurationError(
      'SCALING_NEEDS_PROCESSES',
      `scalingConfig starts several ranks a trial, which a trainable of the kind ${target.kind} cannot be. ` +
        "Give python('train.py', …) or command('…'), or leave scalingConfig out.",
      { path: ['scalingConfig'] },
    )
  }
  if (resources !== undefined) {
    throw new ConfigurationError(
      'RESOURCES_STATED_TWICE',
      `The trainable comes with resources, ${show(resources)}, and scalingConfig says what a trial asks ` +
        'for as well. Say it once: in scalingConfig.resourcesPerWorker, for each rank.',
      { path: ['scalingConfig'] },
    )
  }
}

/** Ray's rules: a GPU and no CPU for each rank that uses GPUs, or else a CPU. */
function perWorker({ useGpu = false, resourcesPerWorker }: ScalingConfig): ResourceRequest {
  if (resourcesPerWorker === undefined) return useGpu ? { gpu: 1 } : { cpu: 1 }
  const each = checkAmounts(resourcesPerWorker, 'scalingConfig.resourcesPerWorker')
  const { gpu } = each
  if (useGpu && gpu === undefined) return { ...each, gpu: 1 }
  if (useGpu && gpu === 0) {
    refuse('resourcesPerWorker.gpu', gpu, 'useGpu is true: ask for a GPU, or set useGpu to false.')
  }
  if (!useGpu && gpu !== undefined && gpu > 0) {
    refuse('resourcesPerWorker.gpu', gpu, 'useGpu is not set: set it to true, or ask for no GPU.')
  }
  return each
}

function refuse(name: string, value: unknown, advice: string): never {
  throw new ConfigurationError(
    'INVALID_SCALING',
    `scalingConfig.${name} is ${show(value)}. ${advice}`,
    { path: ['scalingConfig', ...name.split('.')] },
  )
}
