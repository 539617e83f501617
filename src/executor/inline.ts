import { ClassHost } from '../worker/class-host.ts'
import { runnable, runTrainable } from '../worker/run-trainable.ts'
import { TrialSession } from '../worker/trial-session.ts'
import { notSaved, SAVING } from './saving.ts'
import { startMessage } from './start-message.ts'
import type { LoadedTrainable, TrainableOutcome } from '../worker/run-trainable.ts'
import type { SessionMessage } from '../worker/trial-session.ts'
import type { Decision } from '../protocol/messages.ts'
import type { AttemptId, EndCause, Executor, ExecutorContext, LaunchSpec } from './executor.ts'

/**
 * Runs a function or class in the tuner's own process: for work that waits (model APIs, databases), and for
 * debugging. A function cannot be killed: one that was asked to end and does not is abandoned after
 * the grace period, its signal aborted and its later reports refused.
 */
export class InlineExecutor implements Executor {
  readonly #trainable: LoadedTrainable
  readonly #parameters: unknown
  readonly #running: Map<string, RunningTrial> = new Map()
  #context: ExecutorContext | undefined

  constructor(trainable: LoadedTrainable, parameters: unknown) {
    this.#trainable = trainable
    this.#parameters = parameters
  }

  open(context: ExecutorContext): Promise<void> {
    this.#context = context
    return Promise.resolve()
  }

  launch(spec: LaunchSpec): void {
    const id = { trial: spec.trial, attempt: spec.attempt }
    const session: TrialSession = new TrialSession(startMessage(spec), (message) => {
      if (this.#running.has(key(id))) this.#hear(id, spec, message)
      // Nobody will answer one that was given up.
      else if (message.type === 'report') session.answer(message.seq, 'stop')
    })
    this.#running.set(key(id), { id, session, timer: undefined })
    // Not within the tuner's own turn: a trainable may compute for long before its first await.
    setImmediate(() => void this.#run(spec, session))
  }

  #hear(id: AttemptId, { trialName }: LaunchSpec, message: SessionMessage): void {
    const { graceMs = 0, emit, warn } = this.#context ?? {}
    if (message.type === 'saving') {
      const running = this.#running.get(key(id))
      if (running?.timer === undefined) return
      clearTimeout(running.timer)
      running.timer = setTimeout(() => this.#end(id, 'killed'), SAVING * graceMs)
    } else if (message.type === 'checkpoint') {
      const { checkpoint, error } = message
      if (checkpoint !== undefined) emit?.({ ...id, type: 'checkpointed', checkpoint })
      else warn?.(notSaved(trialName, error))
    } else {
      const { seq, metrics, checkpoint } = message
      emit?.({
        ...id,
        type: 'reported',
        seq,
        metrics,
        ...(checkpoint === undefined ? {} : { checkpoint }),
      })
    }
  }

  async #run(spec: LaunchSpec, session: TrialSession): Promise<void> {
    const id = { trial: spec.trial, attempt: spec.attempt }
    if (!this.#running.has(key(id))) return
    this.#context?.emit({ ...id, type: 'started', pid: process.pid })
    const trainable = runnable(this.#trainable, ({ name, message }) =>
      this.#context?.warn(`Warning: cleanup() of ${spec.trialName} failed: ${name}: ${message}`),
    )
    const { error, unread } = await runTrainable(trainable, spec.config, session, this.#parameters)
    if (trainable instanceof ClassHost) await trainable.close()
    if (error) this.#end(id, 'error', { error })
    else this.#end(id, causeOf(session), unread ? { unread } : {})
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

  #end(id: AttemptId, cause: EndCause, outcome: TrainableOutcome = {}): void {
    const running = this.#running.get(key(id))
    if (!running) return
    clearTimeout(running.timer)
    this.#running.delete(key(id))
    this.#context?.emit({
      ...running.id,
      type: 'ended',
      cause,
      ...outcome,
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
