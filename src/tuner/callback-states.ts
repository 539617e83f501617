import { AttuneError, messageOf } from '../errors.ts'
import type { Callback } from '../logger/callback.ts'
import type { Storage } from '../storage/storage.ts'

const KEY = 'callback-states'

/** How often the states are stored while the study runs, in milliseconds: as often as Ray does. */
const EVERY_MS = 10_000

interface Kept {
  /** Name of the callback's class: another one in its place does not get its state. */
  readonly kind: string
  readonly state: unknown
}

/** What callbacks want to find again when the study is restored, stored now and then and at the end. */
export class CallbackStates {
  readonly #callbacks: readonly Callback[]
  readonly #storage: Storage
  readonly #complain: (line: string) => void
  #savedAt = 0
  #hasFailed = false

  constructor(
    callbacks: readonly Callback[],
    { storage, complain }: { readonly storage: Storage; readonly complain: (line: string) => void },
  ) {
    this.#callbacks = callbacks.filter((callback) => callback.getState !== undefined)
    this.#storage = storage
    this.#complain = complain
  }

  /** Gives back what was stored last: to each the state of the one that had its place and its class. */
  restore(): void {
    if (this.#callbacks.length === 0) return
    const kept = (this.#storage.getMeta(KEY) ?? []) as readonly Kept[]
    for (const [i, callback] of this.#callbacks.entries()) {
      const own = kept[i]
      if (own?.state === undefined || own.kind !== kindOf(callback)) continue
      this.#attempt(callback, 'setState', () => callback.setState?.(own.state))
    }
  }

  /** @param now In milliseconds; undefined: whenever it was stored last. */
  save(now?: number): void {
    if (this.#callbacks.length === 0) return
    if (now !== undefined && now - this.#savedAt < EVERY_MS) return
    this.#savedAt = now ?? this.#savedAt
    const kept: Kept[] = []
    for (const callback of this.#callbacks) {
      let state: unknown
      this.#attempt(callback, 'getState', () => (state = callback.getState?.()))
      kept.push({ kind: kindOf(callback), state })
    }
    try {
      this.#storage.setMeta(KEY, kept)
    } catch (error) {
      // What cannot be stored is the callback's fault; what is wrong with the disk is seen soon enough.
      if (error instanceof AttuneError) this.#fail(error.message)
      else throw error
    }
  }

  #attempt(callback: Callback, method: string, work: () => unknown): void {
    try {
      work()
    } catch (error) {
      const why = messageOf(error)
      this.#fail(`${kindOf(callback)} failed in ${method}: ${why}`)
    }
  }

  #fail(why: string): void {
    if (!this.#hasFailed) this.#complain(`Warning: the state of a callback is lost. ${why}`)
    this.#hasFailed = true
  }
}

function kindOf(callback: Callback): string {
  return callback.constructor.name
}
