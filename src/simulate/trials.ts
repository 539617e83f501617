import { Random } from '../math/random.ts'
import { SimulatedAttempt } from './attempt.ts'
import { Timeline } from './timeline.ts'
import type { SimulatedStep, SimulatedTrainable } from './curve.ts'
import type { Happening, SimulatedEnd, SimulatedId, SimulatedLaunch } from './happening.ts'
import type { Appointment } from './timeline.ts'

interface Running {
  readonly id: SimulatedId
  readonly attempt: SimulatedAttempt
  /** What it does: getting ready, taking `step`, waiting for an answer, ending by `end`. */
  phase: 'starting' | 'stepping' | 'reporting' | 'ending'
  /** When that is over; undefined while it waits for an answer. */
  due: Appointment<Running | Ring> | undefined
  /** When its first step began. */
  startedAt: number
  /** All steps so far together, the one that it takes included. Summed here so that nothing drifts. */
  seconds: number
  reports: number
  step: SimulatedStep | undefined
  end: SimulatedEnd | undefined
}

interface Ring {
  readonly ring: number
}

/** Where virtual time begins unless something else is said: 1 January 2000, UTC. */
export const VIRTUAL_EPOCH = 946_684_800_000

/**
 * The trials that run on virtual time. Time moves only with {@link next}, from one happening to the
 * next; what happens at the same time happens in the order in which it was set in motion.
 */
export class SimulatedTrials {
  readonly #trainable: SimulatedTrainable<never>
  readonly #random: Random
  readonly #timeline: Timeline<Running | Ring>
  readonly #running: Map<string, Running> = new Map()
  readonly #rings: Map<number, Appointment<Running | Ring>> = new Map()
  #unanswered = 0

  /** @param startAt Milliseconds since the epoch. */
  constructor(trainable: SimulatedTrainable<never>, startAt: number = VIRTUAL_EPOCH) {
    this.#trainable = trainable
    this.#random = Random.fromSeed(trainable.seed)
    this.#timeline = new Timeline(startAt)
  }

  /** Milliseconds since the epoch, whole as those of a real clock. */
  get now(): number {
    return Math.round(this.#timeline.now)
  }

  /** Whether a trial waits for an answer to its report. */
  get isAwaitingAnswer(): boolean {
    return this.#unanswered > 0
  }

  launch({ trial, attempt: number, config, iteration }: SimulatedLaunch): void {
    const id = { trial, attempt: number }
    const random = this.#random.split(streamOf(trial))
    const running: Running = {
      id,
      attempt: new SimulatedAttempt(this.#trainable, config, { ...id, iteration, random }),
      phase: 'starting',
      due: undefined,
      startedAt: 0,
      seconds: 0,
      reports: 0,
      step: undefined,
      end: undefined,
    }
    this.#running.set(keyOf(id), running)
    try {
      const startupS = running.attempt.startupS()
      running.due = this.#timeline.add(this.#timeline.now + 1000 * startupS, running)
    } catch (error) {
      this.#end(running, { cause: 'error', error })
    }
  }

  /** Answers the report with this `seq`. What nobody waits for is ignored. */
  answer(id: SimulatedId, seq: number, decision: 'continue' | 'stop' | 'pause'): void {
    const running = this.#running.get(keyOf(id))
    if (running?.phase !== 'reporting' || running.reports !== seq) return
    if (decision === 'continue') this.#goOn(running)
    else this.#end(running, { cause: decision === 'stop' ? 'stopped' : 'paused' })
  }

  /** Ends an attempt where it is: a step that it takes is not reported any more. Idempotent. */
  stop(id: SimulatedId, how: 'ask' | 'kill'): void {
    const running = this.#running.get(keyOf(id))
    if (running === undefined || running.phase === 'ending') return
    this.#end(running, { cause: how === 'ask' ? 'stopped' : 'killed' })
  }

  /** Lets an attempt fail where it is. */
  fail(id: SimulatedId, error: unknown): void {
    const running = this.#running.get(keyOf(id))
    if (running === undefined || running.phase === 'ending') return
    this.#end(running, { cause: 'error', error })
  }

  /** Has it ring once at this time, in milliseconds since the epoch; at once if it has passed. */
  ringAt(at: number): void {
    if (this.#rings.has(at)) return
    this.#rings.set(at, this.#timeline.add(at, { ring: at }))
  }

  /** Has it not ring at this time. */
  cancelRing(at: number): void {
    const ring = this.#rings.get(at)
    if (ring) this.#timeline.cancel(ring)
    this.#rings.delete(at)
  }

  /** Moves time to what happens next; undefined when nothing does. */
  next(): Happening | undefined {
    for (;;) {
      const due = this.#timeline.take()
      if (due === undefined) return undefined
      if ('ring' in due) {
        this.#rings.delete(due.ring)
        return { type: 'rang', at: due.ring }
      }
      const happening = this.#advance(due)
      if (happening !== undefined) return happening
    }
  }

  /** Forgets all that runs and rings; curves are closed. */
  clear(): void {
    for (const { attempt } of this.#running.values()) attempt.close()
    this.#running.clear()
    this.#rings.clear()
    this.#timeline.clear()
    this.#unanswered = 0
  }

  #advance(running: Running): Happening | undefined {
    const { id, step, end } = running
    if (end !== undefined) {
      this.#running.delete(keyOf(id))
      return { type: 'ended', id, end }
    }
    if (running.phase === 'starting') {
      running.startedAt = this.#timeline.now
      this.#goOn(running)
      return { type: 'started', id }
    }
    if (step?.metrics === undefined) {
      this.#goOn(running)
      return undefined
    }
    const { metrics, checkpoint = true } = step
    running.phase = 'reporting'
    running.due = undefined
    running.reports += 1
    this.#unanswered += 1
    return { type: 'reported', id, seq: running.reports, metrics, checkpoint }
  }

  /** Takes the next step, or ends where there is none. */
  #goOn(running: Running): void {
    let step: SimulatedStep | undefined
    try {
      step = running.attempt.next()
    } catch (error) {
      this.#end(running, { cause: 'error', error })
      return
    }
    if (step === undefined) {
      this.#end(running, { cause: 'completed' })
      return
    }
    this.#enter(running, 'stepping')
    running.step = step
    running.seconds += step.seconds
    running.due = this.#timeline.add(running.startedAt + 1000 * running.seconds, running)
  }

  /** Lets it end now, after what else happens at this time. */
  #end(running: Running, end: SimulatedEnd): void {
    this.#enter(running, 'ending')
    if (running.due) this.#timeline.cancel(running.due)
    if (end.cause !== 'completed') running.attempt.close()
    running.end = end
    running.due = this.#timeline.add(this.#timeline.now, running)
  }

  #enter(running: Running, phase: Running['phase']): void {
    if (running.phase === 'reporting') this.#unanswered -= 1
    running.phase = phase
  }
}

/** The part of a trial's id that is the same in every study: its number. */
function streamOf(trial: string): string {
  return trial.slice(trial.lastIndexOf('_') + 1)
}

function keyOf({ trial, attempt }: SimulatedId): string {
  return `${trial}#${attempt}`
}
