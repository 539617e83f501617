import { AttuneError } from '../errors.ts'
import type { Callback } from '../logger/callback.ts'
import type { StudyView } from '../study/view.ts'

type Hook = Exclude<keyof Callback, 'getState' | 'setState'>
type Rest<H extends Hook> =
  NonNullable<Callback[H]> extends (study: StudyView, ...rest: infer R) => unknown ? R : never

/** How long the beginning and the end of a study wait for callbacks, in milliseconds. */
const PATIENCE_MS = 60_000

/**
 * Tells the callbacks, each on its own: nobody waits for one during the study, and the first failure
 * of each, and of each kind, is told to `complain` while the others go on undisturbed.
 */
export class Notifier {
  readonly #callbacks: readonly Callback[]
  readonly #study: StudyView
  readonly #complain: (line: string) => void
  /** What each has failed of: codes of Attune's errors, '' for all others. */
  readonly #failed: Map<Callback, Set<string>> = new Map()
  readonly #underway: Set<Promise<void>> = new Set()

  constructor(callbacks: readonly Callback[], study: StudyView, complain: (line: string) => void) {
    this.#callbacks = callbacks
    this.#study = study
    this.#complain = complain
  }

  tell<H extends Hook>(hook: H, ...rest: Rest<H>): void {
    for (const callback of this.#callbacks) {
      const method = callback[hook] as
        ((study: StudyView, ...rest: unknown[]) => void | Promise<void>) | undefined
      if (method === undefined) continue
      try {
        const result = method.call(callback, this.#study, ...rest)
        if (result instanceof Promise) this.#watch(callback, hook, result)
      } catch (error) {
        this.#fail(callback, hook, error)
      }
    }
  }

  /** Tells, and waits until every callback is done with this and all before it. */
  async tellAndWait<H extends Hook>(hook: H, ...rest: Rest<H>): Promise<void> {
    this.tell(hook, ...rest)
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, 'late')
    })
    while (this.#underway.size > 0) {
      if ((await Promise.race([Promise.all(this.#underway), limit])) !== 'late') continue
      this.#complain(`Warning: a callback has not finished ${hook} in ${PATIENCE_MS / 1000} s.`)
      break
    }
    clearTimeout(timer)
  }

  #watch(callback: Callback, hook: Hook, result: Promise<void>): void {
    const watched = result
      .catch((error: unknown) => this.#fail(callback, hook, error))
      .finally(() => this.#underway.delete(watched))
    this.#underway.add(watched)
  }

  #fail(callback: Callback, hook: Hook, error: unknown): void {
    const told = this.#failed.get(callback) ?? new Set()
    const code = error instanceof AttuneError ? error.code : ''
    if (told.has(code)) return
    this.#failed.set(callback, told.add(code))
    const name = callback.constructor === Object ? 'a callback' : callback.constructor.name
    this.#complain(`Warning: ${name} failed in ${hook}; the study goes on. ${textOf(error)}`)
  }
}

/** Where it happened matters where nobody meant it to happen. */
function textOf(error: unknown): string {
  if (error instanceof AttuneError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
