import { ConfigurationError } from '../errors.ts'
import type { Amounts } from '../schedule/scheduler.ts'
import type { Capacity } from './events.ts'
import type { ResourceUsage } from './view.ts'

/** What one attempt holds. */
export interface Grant {
  readonly request: Readonly<Record<string, number>>
  readonly gpus: readonly number[]
}

/** Shares are added and taken back many times; this much rounding is forgiven. */
const SLACK = 1e-9

/**
 * Who holds what. CPUs and custom resources are sums; GPUs are devices: a share below one goes to the
 * fullest device that still has room, whole GPUs only to devices that nobody uses.
 */
export class Ledger {
  readonly #capacity: Capacity
  readonly #freeGpu: number[]
  readonly #custom: Record<string, number> = {}
  #cpu = 0

  constructor(capacity: Capacity) {
    this.#capacity = capacity
    this.#freeGpu = Array.from({ length: capacity.gpu }, () => 1)
  }

  get usage(): ResourceUsage {
    const gpu = this.#capacity.gpu - this.#freeGpu.reduce((sum, free) => sum + free, 0)
    return { capacity: this.#capacity, cpu: this.#cpu, gpu: tidy(gpu), custom: this.#custom }
  }

  /** All that there is, by name. */
  get amounts(): Amounts {
    const { cpu, gpu, custom } = this.#capacity
    return { cpu, gpu, ...custom }
  }

  /** What nobody holds, by name. */
  get free(): Amounts {
    const { cpu, gpu, custom } = this.usage
    const used: Amounts = { cpu, gpu, ...custom }
    return Object.fromEntries(
      Object.entries(this.amounts).map(([name, all]) => [name, tidy(all - (used[name] ?? 0))]),
    )
  }

  /** Takes what is asked for, all of it or nothing. */
  take(request: Readonly<Record<string, number>>): Grant | undefined {
    for (const [name, amount] of Object.entries(request)) {
      if (name !== 'gpu' && amount > this.#free(name) + SLACK) return undefined
    }
    const gpus = this.#devicesFor(request['gpu'] ?? 0)
    if (gpus === undefined) return undefined
    const share = Math.min(request['gpu'] ?? 0, 1)
    for (const device of gpus) this.#freeGpu[device] = tidy((this.#freeGpu[device] ?? 0) - share)
    this.#move(request, 1)
    return { request, gpus }
  }

  giveBack(grant: Grant): void {
    const share = Math.min(grant.request['gpu'] ?? 0, 1)
    for (const device of grant.gpus) {
      this.#freeGpu[device] = tidy((this.#freeGpu[device] ?? 0) + share)
    }
    this.#move(grant.request, -1)
  }

  /** How many requests of this kind fit now, at most `limit`. */
  room(request: Readonly<Record<string, number>>, limit: number): number {
    const grants: Grant[] = []
    while (grants.length < limit) {
      const grant = this.take(request)
      if (grant === undefined) break
      grants.push(grant)
    }
    for (const grant of grants) this.giveBack(grant)
    return grants.length
  }

  #free(name: string): number {
    if (name === 'cpu') return this.#capacity.cpu - this.#cpu
    return (this.#capacity.custom[name] ?? 0) - (this.#custom[name] ?? 0)
  }

  #move(request: Readonly<Record<string, number>>, sign: 1 | -1): void {
    for (const [name, amount] of Object.entries(request)) {
      if (name === 'cpu') this.#cpu = tidy(this.#cpu + sign * amount)
      else if (name !== 'gpu') this.#custom[name] = tidy((this.#custom[name] ?? 0) + sign * amount)
    }
  }

  #devicesFor(amount: number): readonly number[] | undefined {
    if (amount <= 0) return []
    if (amount < 1) {
      let chosen: number | undefined
      this.#freeGpu.forEach((free, device) => {
        if (free + SLACK < amount) return
        if (chosen === undefined || free < (this.#freeGpu[chosen] ?? 0)) chosen = device
      })
      return chosen === undefined ? undefined : [chosen]
    }
    const whole: number[] = []
    this.#freeGpu.forEach((free, device) => {
      if (free > 1 - SLACK && whole.length < amount) whole.push(device)
    })
    return whole.length === amount ? whole : undefined
  }
}

/** Throws unless a trial that asks for this could run on an otherwise idle `capacity`. */
export function assertFeasible(
  request: Readonly<Record<string, number>>,
  capacity: Capacity,
): void {
  if (new Ledger(capacity).take(request) !== undefined) return
  const needed = Object.entries(request)
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => `${amount} ${name}`)
    .join(', ')
  const custom = Object.entries(capacity.custom).map(([name, amount]) => `${amount} ${name}`)
  const there = [`${capacity.cpu} cpu`, `${capacity.gpu} gpu`, ...custom].join(', ')
  throw new ConfigurationError(
    'INFEASIBLE_RESOURCES',
    `A trial asks for ${needed}, but there is only ${there}. It could never start: ask for less, ` +
      'or state what this machine has with tuneConfig.capacity.',
    { path: ['resources'] },
  )
}

/** Adding and taking back 0.1 must end at 0, not at 2.8e-17. */
function tidy(amount: number): number {
  const rounded = Math.round(amount)
  return Math.abs(amount - rounded) < SLACK ? rounded : amount
}
