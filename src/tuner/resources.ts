import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { ConfigurationError, show } from '../errors.ts'
import type { Capacity } from '../study/events.ts'

/**
 * What a trial asks for, e.g. `{ cpu: 1, gpu: 0.5, licences: 1 }`. Amounts are at least 0; a `gpu`
 * above 1 is a whole number. A request without `cpu` asks for 0 CPUs, as in Ray.
 */
export type ResourceRequest = Readonly<Record<string, number>>

/** A request for every trial, or one that depends on the trial's config. */
export type Resources<C = never> = ResourceRequest | ((config: C) => ResourceRequest)

/** What there is to share out: `cpu`, `gpu`, and custom resources by any other name. */
export type CapacityOption = Readonly<Record<string, number>>

/** What this machine has, with what the user says it has. */
export function capacityOf(stated: CapacityOption = {}): Capacity {
  const {
    cpu = availableParallelism(),
    gpu = countGpus(),
    ...custom
  } = checkAmounts(stated, 'tuneConfig.capacity')
  if (!Number.isInteger(gpu)) {
    throw new ConfigurationError(
      'INVALID_CAPACITY',
      `tuneConfig.capacity.gpu is ${gpu}, but there is only a whole number of GPUs. Trials may ask for fractions.`,
    )
  }
  return { cpu, gpu, custom }
}

/** The request with the keys of its CPUs and GPUs in lower case, checked. */
export function checkRequest(request: unknown): ResourceRequest {
  const checked = checkAmounts(request, 'resources')
  const gpu = checked['gpu'] ?? 0
  if (gpu > 1 && !Number.isInteger(gpu)) {
    throw new ConfigurationError(
      'INVALID_RESOURCES',
      `A trial asks for ${gpu} GPUs. Ask for a fraction of one GPU, or for a whole number of GPUs.`,
    )
  }
  return checked
}

/** Amounts with the keys of CPUs and GPUs in lower case, each a finite number of at least 0. */
export function checkAmounts(amounts: unknown, where: string): ResourceRequest {
  if (typeof amounts !== 'object' || amounts === null || Array.isArray(amounts)) {
    throw new ConfigurationError(
      'INVALID_RESOURCES',
      `${where} is ${show(amounts)}. Give an object such as { cpu: 1, gpu: 0.5 }.`,
    )
  }
  const checked: Record<string, number> = {}
  for (const [name, amount] of Object.entries(amounts) as [string, unknown][]) {
    if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) {
      throw new ConfigurationError(
        'INVALID_RESOURCES',
        `${where}.${name} is ${show(amount)}. Give a finite number of at least 0.`,
      )
    }
    checked[name === 'CPU' || name === 'GPU' ? name.toLowerCase() : name] = amount
  }
  return checked
}

/** NVIDIA devices that this process may use. */
function countGpus(): number {
  const visible = process.env['CUDA_VISIBLE_DEVICES']
  if (visible !== undefined) {
    const devices = visible.split(',').map((device) => device.trim())
    // CUDA stops reading at the first invalid entry, and -1 is the usual way to say "none".
    const end = devices.findIndex((device) => device === '' || device.startsWith('-'))
    return end < 0 ? devices.length : end
  }
  try {
    return readdirSync('/dev').filter((name) => /^nvidia\d+$/.test(name)).length
  } catch {
    return 0
  }
}
