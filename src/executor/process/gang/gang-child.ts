import type { Duplex, Readable } from 'node:stream'
import type { Child, ExitStatus } from '../child-process.ts'

/** Several ranks as one child: it is spoken with through rank 0, and signals reach all. */
export class GangChild implements Child {
  readonly #ranks: readonly Child[]
  readonly #onSignal: (signal: NodeJS.Signals) => void
  /** When rank 0 has ended. */
  readonly exited: Promise<ExitStatus>
  /** When all ranks and what they have left behind are gone; how rank 0 ended. */
  readonly gone: Promise<ExitStatus>

  constructor(ranks: readonly [Child, ...Child[]], onSignal: (signal: NodeJS.Signals) => void) {
    this.#ranks = ranks
    this.#onSignal = onSignal
    this.exited = ranks[0].exited
    this.gone = Promise.all(ranks.map((rank) => rank.gone)).then(([first]) => first as ExitStatus)
  }

  get pid(): number | undefined {
    return this.#ranks[0]?.pid
  }

  get protocol(): Duplex | undefined {
    return this.#ranks[0]?.protocol
  }

  get stdout(): Readable | undefined {
    return this.#ranks[0]?.stdout
  }

  get stderr(): Readable | undefined {
    return this.#ranks[0]?.stderr
  }

  get isGone(): boolean {
    return this.#ranks.every((rank) => rank.isGone)
  }

  signal(signal: NodeJS.Signals): void {
    this.#onSignal(signal)
    for (const rank of this.#ranks) rank.signal(signal)
  }
}
