import { SimulatedTrials, VIRTUAL_EPOCH } from '../../simulate/trials.ts'
import { copyMetrics } from '../../worker/metrics.ts'
import { describeFailure } from '../../worker/failure.ts'
import { stageSimulated } from './stage-simulated.ts'
import { VirtualClock } from './virtual-clock.ts'
import type { Decision } from '../../protocol/messages.ts'
import type { SimulatedTrainable } from '../../simulate/curve.ts'
import type { Happening } from '../../simulate/happening.ts'
import type { AttemptId, Executor, ExecutorContext, LaunchSpec } from '../executor.ts'

type Reported = Extract<Happening, { type: 'reported' }>

/**
 * Runs trials on virtual time, which stands still while the tuner has something to do: one thing
 * happens, the tuner has a turn of the event loop to store it and act upon it, and the next happens.
 * Time, order and results are the same however fast the machine is.
 */
export class SimulatedExecutor implements Executor {
  /** The only time there is for a study that runs here. */
  readonly clock: VirtualClock
  readonly #trials: SimulatedTrials
  readonly #specs: Map<string, LaunchSpec> = new Map()
  #context: ExecutorContext | undefined
  #turn: NodeJS.Immediate | undefined

  /**
   * @param startAt When virtual time begins, in milliseconds since the epoch: above 0, and not before
   * the last event of a study that is resumed.
   */
  constructor(trainable: SimulatedTrainable<never>, startAt: number = VIRTUAL_EPOCH) {
    this.#trials = new SimulatedTrials(trainable, startAt)
    this.clock = new VirtualClock(this.#trials, () => this.#goOn())
  }

  open(context: ExecutorContext): Promise<void> {
    this.#context = context
    return Promise.resolve()
  }

  launch(spec: LaunchSpec): void {
    this.#specs.set(key(spec), spec)
    this.#trials.launch(spec)
    this.#goOn()
  }

  answer(id: AttemptId, seq: number, decision: Decision): void {
    this.#trials.answer(id, seq, decision)
    this.#goOn()
  }

  stop(id: AttemptId, how: 'ask' | 'kill'): void {
    this.#trials.stop(id, how)
    this.#goOn()
  }

  close(): Promise<void> {
    clearImmediate(this.#turn)
    this.#trials.clear()
    for (const { trial, attempt } of this.#specs.values()) {
      this.#context?.emit({ trial, attempt, type: 'ended', cause: 'killed' })
    }
    this.#specs.clear()
    return Promise.resolve()
  }

  /** Lets the next thing happen once the tuner has had its turn. */
  #goOn(): void {
    if (this.#turn !== undefined || this.#trials.isAwaitingAnswer) return
    this.#turn = setImmediate(() => {
      this.#turn = undefined
      const happening = this.#trials.next()
      if (happening === undefined) return
      this.#tell(happening)
      this.#goOn()
    })
  }

  #tell(happening: Happening): void {
    switch (happening.type) {
      case 'started':
        this.#context?.emit({ ...happening.id, type: 'started' })
        break
      case 'reported':
        this.#report(happening)
        break
      case 'ended': {
        const { id, end } = happening
        const error = end.cause === 'error' ? { error: describeFailure(end.error) } : {}
        this.#specs.delete(key(id))
        this.#context?.emit({ ...id, type: 'ended', cause: end.cause, ...error })
        break
      }
      case 'rang':
        this.clock.ring(happening.at)
    }
  }

  #report({ id, seq, metrics: given, checkpoint: isWanted }: Reported): void {
    const spec = this.#specs.get(key(id))
    if (spec === undefined) return
    let metrics: Readonly<Record<string, unknown>>
    let checkpoint: { readonly checkpoint?: string } = {}
    try {
      metrics = copyMetrics(given)
      if (isWanted) checkpoint = { checkpoint: stageSimulated(spec, seq, metrics) }
    } catch (error) {
      this.#trials.fail(id, error)
      return
    }
    this.#context?.emit({ ...id, type: 'reported', seq, metrics, ...checkpoint })
  }
}

function key({ trial, attempt }: AttemptId): string {
  return `${trial}#${attempt}`
}
