import { runTrainable } from '../worker/run-trainable.ts'
import { TrialSession } from '../worker/trial-session.ts'
import { startMessage } from './start-message.ts'
import type { TrainableFunction } from '../worker/run-trainable.ts'
import type { Decision, TrialFailure } from '../protocol/messages.ts'
import type { AttemptId, EndCause, Executor, ExecutorContext, LaunchSpec } from './executor.ts'

/**
 * Runs a function in the tuner's own process: for work that waits (model APIs, databases), and for
 * debugging. A function cannot be killed: one that was asked to end and does not is abandoned after
 * the grace period, its signal aborted and its later reports refused.
 */
export class InlineExecutor implements Executor {
  readonly #trainable: TrainableFunction
  readonly #parameters: unknown
  readonly #running: Map<string, RunningTrial> = new Map()
  #context: ExecutorContext | undefined

  constructor(trainable: TrainableFunction, parameters: unknown) {
    this.#trainable = trainable
    this.#parameters = parameters
  }

  open(context: ExecutorContext): Promise<void> {
    this.#context = context
    return Promise.resolve()
  }

  launch(spec: LaunchSpec): void {
    const id = { trial: spec.trial, attempt: spec.attempt }
    const session = new TrialSession(startMessage(spec), ({ seq, metrics, checkpoint }) => {
      if (!this.#running.has(key(id))) return
      this.#context?.emit({
        ...id,
        type: 'reported',
        seq,
        metrics,
        ...(checkpoint === undefined ? {} : { checkpoint }),
      })
    })
    this.#running.set(key(id), { id, session, timer: undefined })
    // Not within the tuner's own turn: a trainable may compute for long before its first await.
    setImmediate(() => void this.#run(id, session, spec.config))
  }

  async #run(id: AttemptId, session: TrialSession, config: unknown): Promise<void> {
    if (!this.#running.has(key(id))) return
    this.#context?.emit({ ...id, type: 'started', pid: process.pid })
    const { error } = await runTrainable(this.#trainable, config, session, this.#parameters)
    if (error) this.#end(id, 'error', error)
    else this.#end(id, causeOf(session))
  }

  answer(id: AttemptId, seq: number, decision: Decision): void {
    this.#running.get(key(id))?.session.answer(seq, decision)
  }

  stop(id: AttemptId, how: 'ask' | 'kill'): void {
    const running = this.#running.get(key(id))
    if (!running) return
    running.session.end('stop')
    if (how === 'kill') this.#end(id, 'killed')
    else running.timer ??= setTimeout(() => this.#end(id, 'killed'), this.#context?.graceMs)
  }

  close(): Promise<void> {
    for (const { id } of this.#running.values()) this.stop(id, 'kill')
    return Promise.resolve()
  }

  #end(id: AttemptId, cause: EndCause, error?: TrialFailure): void {
    const running = this.#running.get(key(id))
    if (!running) return
    clearTimeout(running.timer)
    this.#running.delete(key(id))
    this.#context?.emit({
      ...running.id,
      type: 'ended',
      cause,
      ...(error === undefined ? {} : { error }),
    })
  }
}

interface RunningTrial {
  readonly id: AttemptId
  readonly session: TrialSession
  timer: NodeJS.Timeout | undefined
}

function causeOf(session: TrialSession): EndCause {
  if (!session.stopped) return 'completed'
  return session.stopped.decision === 'pause' ? 'paused' : 'stopped'
}

function key(id: AttemptId): string {
  return `${id.trial}#${id.attempt}`
}
