import type { SimulatedTrials } from '../../simulate/trials.ts'
import type { Clock, ClockAlarm } from '../clock.ts'

/** The time of simulated trials. It moves when they do, and never by itself. */
export class VirtualClock implements Clock {
  readonly #trials: SimulatedTrials
  readonly #onSet: () => void
  readonly #alarms: Set<VirtualAlarm> = new Set()

  /** @param onSet Called when there is something to wait for. */
  constructor(trials: SimulatedTrials, onSet: () => void) {
    this.#trials = trials
    this.#onSet = onSet
  }

  /** Bound, for it is handed on by itself. */
  readonly now = (): number => this.#trials.now

  alarm(_everyMs: number, ring: () => void): ClockAlarm {
    const times = new Set<number>()
    const alarm: VirtualAlarm = { times, ring }
    this.#alarms.add(alarm)
    return {
      setFor: (at) => {
        times.add(at)
        this.#trials.ringAt(at)
        this.#onSet()
      },
      stop: () => {
        this.#alarms.delete(alarm)
        // Time does not go on for what nobody waits for.
        for (const at of times) if (!this.#isAwaited(at)) this.#trials.cancelRing(at)
      },
    }
  }

  /** A time that was asked for has come. */
  ring(at: number): void {
    for (const { times, ring } of this.#alarms) {
      if (times.delete(at)) ring()
    }
  }

  #isAwaited(at: number): boolean {
    for (const { times } of this.#alarms) if (times.has(at)) return true
    return false
  }
}

interface VirtualAlarm {
  readonly times: Set<number>
  readonly ring: () => void
}
