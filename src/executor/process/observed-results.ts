import type { Decision } from '../../protocol/messages.ts'

type Metrics = Readonly<Record<string, unknown>>

export interface ObservedResultsListener {
  /** Reports a result; `reply` is called with the decision. */
  report(metrics: Metrics, reply: (decision: Decision) => void): void
  /** Many results wait for a decision, or few do so again. */
  onPressure(isHigh: boolean): void
}

const HIGH = 1000
const LOW = 100

/**
 * Results that were read from a program's output. It does not wait for decisions, so results wait
 * here: the next is reported once the decision on the one before is to go on, and a stop takes effect
 * at exactly its report.
 */
export class ObservedResults {
  readonly #listener: ObservedResultsListener
  #waiting: Metrics[] = []
  #isBusy = false
  #isOver = false
  #isPressureHigh = false
  #onIdle: (() => void)[] = []

  constructor(listener: ObservedResultsListener) {
    this.#listener = listener
  }

  push(metrics: Metrics): void {
    if (this.#isOver) return
    this.#waiting.push(metrics)
    this.#next()
    this.#checkPressure()
  }

  /** Drops what waits and takes no more. */
  end(): void {
    this.#isOver = true
    this.#waiting = []
    this.#isBusy = false
    this.#checkPressure()
    this.#settle()
  }

  /** Resolves when nothing waits for a decision. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle.push(resolve)
      this.#settle()
    })
  }

  #next(): void {
    if (this.#isBusy) return
    const metrics = this.#waiting.shift()
    if (metrics === undefined) {
      this.#settle()
      return
    }
    this.#isBusy = true
    this.#listener.report(metrics, (decision) => {
      if (!this.#isBusy) return
      this.#isBusy = false
      if (decision === 'continue') {
        // Not from within the answer: a thousand waiting results are no thousand stack frames.
        queueMicrotask(() => {
          this.#next()
          this.#checkPressure()
        })
      } else {
        this.end()
      }
    })
  }

  #checkPressure(): void {
    const isHigh = this.#waiting.length > (this.#isPressureHigh ? LOW : HIGH)
    if (isHigh === this.#isPressureHigh) return
    this.#isPressureHigh = isHigh
    this.#listener.onPressure(isHigh)
  }

  #settle(): void {
    if (this.#isBusy || this.#waiting.length > 0) return
    for (const resolve of this.#onIdle.splice(0)) resolve()
  }
}
