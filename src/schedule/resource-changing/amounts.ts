import { reject } from '../../option-checks.ts'
import type { Amounts } from '../scheduler.ts'

/** Shares are added and taken back many times; this much rounding is forgiven. */
const SLACK = 1e-9

/** Amounts whose names of CPUs and GPUs are in lower case, each a finite number of at least 0. */
export function checkAmounts(who: string, name: string, amounts: unknown): Amounts {
  const wanted = 'Give finite numbers of at least 0 by name, such as { cpu: 1, gpu: 1 }.'
  if (typeof amounts !== 'object' || amounts === null || Array.isArray(amounts)) {
    reject(who, name, amounts, wanted)
  }
  const checked: Record<string, number> = {}
  for (const [resource, amount] of Object.entries(amounts) as [string, unknown][]) {
    if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) {
      reject(who, `${name}.${resource}`, amount, 'Give a finite number of at least 0.')
    }
    checked[/^(CPU|GPU)$/.test(resource) ? resource.toLowerCase() : resource] = amount
  }
  return checked
}

/** Whether two requests are for the same; nothing of a resource is as good as not naming it. */
export function sameAmounts(a: Amounts, b: Amounts): boolean {
  return namesOf(a, b).every((name) => Math.abs((a[name] ?? 0) - (b[name] ?? 0)) <= SLACK)
}

/** `base` and so many times `unit` more. */
export function grown(base: Amounts, unit: Amounts, times: number): Amounts {
  const sum: Record<string, number> = { ...base }
  for (const [name, amount] of Object.entries(unit)) {
    if (amount > 0) sum[name] = tidy((base[name] ?? 0) + times * amount)
  }
  return sum
}

/** How many whole `unit`s there are in what is left; below 0 where less than nothing is left. */
export function timesIn(left: (name: string) => number, unit: Amounts): number {
  let times = Number.POSITIVE_INFINITY
  for (const [name, amount] of Object.entries(unit)) {
    if (amount > 0) times = Math.min(times, Math.floor(left(name) / amount + SLACK))
  }
  return times
}

/** What changes, in words: `cpu 1 → 4, gpu 0 → 1`. */
export function changeInWords(from: Amounts, to: Amounts): string {
  return namesOf(from, to)
    .filter((name) => (from[name] ?? 0) !== (to[name] ?? 0))
    .map((name) => `${name} ${from[name] ?? 0} → ${to[name] ?? 0}`)
    .join(', ')
}

/** Adding 0.1 ten times must give 1. */
export function tidy(amount: number): number {
  return Math.round(amount * 1e9) / 1e9
}

function namesOf(a: Amounts, b: Amounts): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
}
