import { TrialError } from '../../errors.ts'
import { ProcessAttempt } from './process-attempt.ts'
import { SocketFolder } from './socket-folder.ts'
import type { Decision } from '../../protocol/messages.ts'
import type { AttemptId, Executor, ExecutorContext, LaunchSpec } from '../executor.ts'
import type { AttemptPlan } from './process-attempt.ts'

/** Runs every attempt in a process of its own. What that process is, is left to the subclass. */
export abstract class ProcessExecutor implements Executor {
  readonly #attempts: Map<string, ProcessAttempt> = new Map()
  readonly #running: Set<Promise<void>> = new Set()
  readonly #sockets = new SocketFolder()
  #context: ExecutorContext | undefined

  /** Checks what can be checked before the first trial. */
  protected abstract prepare(context: ExecutorContext): Promise<void>

  /** How this attempt is started. A throw is the attempt's failure. */
  protected abstract plan(spec: LaunchSpec): AttemptPlan

  async open(context: ExecutorContext): Promise<void> {
    await this.prepare(context)
    this.#context = context
  }

  launch(spec: LaunchSpec): void {
    const context = this.#context
    if (!context) throw new TrialError('NOT_OPEN', 'The executor has not been opened.')
    const id = { trial: spec.trial, attempt: spec.attempt }
    const fail = (error: unknown): void => {
      const { name, message, code } = error as TrialError
      const failure = { name, message, ...(code === undefined ? {} : { code }) }
      context.emit({ type: 'ended', ...id, cause: 'error', error: failure })
    }
    try {
      const attempt = new ProcessAttempt(spec, context, this.plan(spec), this.#sockets.next())
      this.#attempts.set(key(id), attempt)
      const running = attempt
        .run()
        .catch(fail)
        .finally(() => {
          this.#attempts.delete(key(id))
          this.#running.delete(running)
        })
      this.#running.add(running)
    } catch (error) {
      fail(error)
    }
  }

  answer(id: AttemptId, seq: number, decision: Decision): void {
    this.#attempts.get(key(id))?.answer(seq, decision)
  }

  stop(id: AttemptId, how: 'ask' | 'kill'): void {
    this.#attempts.get(key(id))?.stop(how)
  }

  async close(): Promise<void> {
    for (const attempt of this.#attempts.values()) attempt.stop('kill')
    await Promise.all(this.#running)
    this.#sockets.remove()
  }
}

function key(id: AttemptId): string {
  return `${id.trial}#${id.attempt}`
}
