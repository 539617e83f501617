import { ConfigurationError, show } from '../../errors.ts'
import { sameAmounts, tidy } from './amounts.ts'
import type { Amounts, StudyGlance } from '../scheduler.ts'

/**
 * What the trials that have not ended lay claim to, whether they run or wait: what a trial asks for
 * next time is its claim now. Each step costs the same however many trials there are.
 */
export class Claims {
  readonly #held: Map<string, Amounts> = new Map()
  readonly #sums: Map<string, number> = new Map()
  /** Failed for good: they may come back in another session, with what they held. */
  readonly #failed: Set<string> = new Set()
  #base: Amounts | undefined
  #mostAtOnce = 0
  #areAllIn = false
  /** Whose claim may be another than it was when it was last looked at. */
  #doubtful: string | undefined

  /** What every trial starts with. */
  get base(): Amounts {
    return this.#base ?? {}
  }

  /** In the order in which they came. */
  get trials(): Iterable<string> {
    return this.#held.keys()
  }

  /**
   * Among how many trials resources are shared: as many as there are, and while more will come as many
   * as there have been at once. The place of one that ended is for the next, not for its neighbours.
   */
  get places(): number {
    return this.#areAllIn ? this.#held.size : Math.max(this.#held.size, this.#mostAtOnce)
  }

  /** How much of a resource nobody lays claim to; below 0 where more is claimed than there is. */
  unclaimed(name: string, capacity: Amounts): number {
    const kept = (this.places - this.#held.size) * (this.base[name] ?? 0)
    return (capacity[name] ?? 0) - (this.#sums.get(name) ?? 0) - kept
  }

  /** @throws {ConfigurationError} `INVALID_RESOURCES` if the trial starts with other amounts than the first. */
  add(id: string, study: StudyGlance): void {
    if (this.#held.has(id)) return
    const resources = study.trial(id)?.resources ?? {}
    this.#base ??= resources
    if (!this.#failed.delete(id)) {
      if (!sameAmounts(resources, this.#base)) refuse(id, resources, this.#base)
      this.#areAllIn = false
    }
    this.#hold(id, resources)
    this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#held.size)
  }

  /** Another claim of this trial may be decided on now: it is looked at again when something happens. */
  doubt(id: string): void {
    this.#doubtful = id
  }

  /** Takes note of what became of a claim that was in doubt. */
  settle(study: StudyGlance): void {
    const id = this.#doubtful
    this.#doubtful = undefined
    if (id === undefined || !this.#held.has(id)) return
    const now = study.trial(id)?.resources
    if (now !== undefined) this.#hold(id, now)
  }

  end(id: string): void {
    const amounts = this.#held.get(id)
    if (amounts !== undefined) this.#move(amounts, -1)
    this.#held.delete(id)
  }

  fail(id: string): void {
    this.end(id)
    this.#failed.add(id)
  }

  allIn(): void {
    this.#areAllIn = true
  }

  #hold(id: string, amounts: Amounts): void {
    const before = this.#held.get(id)
    if (before === amounts) return
    if (before !== undefined) this.#move(before, -1)
    this.#held.set(id, amounts)
    this.#move(amounts, 1)
  }

  #move(amounts: Amounts, sign: 1 | -1): void {
    for (const [name, amount] of Object.entries(amounts)) {
      this.#sums.set(name, tidy((this.#sums.get(name) ?? 0) + sign * amount))
    }
  }
}

function refuse(id: string, resources: Amounts, base: Amounts): never {
  throw new ConfigurationError(
    'INVALID_RESOURCES',
    `ResourceChangingScheduler shares resources among trials that start with the same: trial ${id} ` +
      `asks for ${show(resources)}, and the first one asked for ${show(base)}. Give every trial the ` +
      'same resources.',
    { path: ['resources'] },
  )
}
