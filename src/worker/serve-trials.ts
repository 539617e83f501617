import { describeFailure } from './failure.ts'
import { ClassHost } from './class-host.ts'
import { runnable, runTrainable } from './run-trainable.ts'
import { TrialSession } from './trial-session.ts'
import type { FromTrial, StartMessage, ToTrial, TrialFailure } from '../protocol/messages.ts'
import type { LoadedTrainable, RunnableTrainable } from './run-trainable.ts'

/** What the two kinds of worker do in their own way. */
export interface WorkerHost {
  send(message: FromTrial): void
  load(): Promise<LoadedTrainable>
  parameters(): unknown
  /** Sends standard output and error of what follows to this trial's files. */
  redirect(output: StartMessage['output']): void
  /** Ends the worker. */
  exit(): void
}

/** A worker's whole life: trials come one after the other until it is told to close. */
export class TrialServer {
  readonly #host: WorkerHost
  #session: TrialSession | undefined
  #trainable: Promise<RunnableTrainable> | undefined

  constructor(host: WorkerHost) {
    this.#host = host
  }

  receive(message: ToTrial): void {
    switch (message.type) {
      case 'start':
        void this.#run(message)
        break
      case 'answer':
        if (message.attempt === this.#session?.attempt) {
          this.#session.answer(message.seq, message.decision)
        }
        break
      case 'stop':
        if (message.attempt === this.#session?.attempt) this.#session.end('stop')
        break
      case 'close':
        void this.#leave()
        break
    }
  }

  /** An error that nobody caught: it is the running trial's, and the worker's end. */
  crash(error: unknown): void {
    const session = this.#session
    if (session) {
      const id = { trial: session.id, attempt: session.attempt }
      if (session.stopped) this.#host.send({ type: 'done', ...id })
      else this.#host.send({ type: 'error', ...id, error: describeFailure(error) })
    }
    void this.#leave()
  }

  async #load(): Promise<RunnableTrainable> {
    return runnable(await this.#host.load(), (failure) => complain('cleanup', failure))
  }

  async #leave(): Promise<void> {
    const trainable = await this.#trainable?.catch(() => undefined)
    if (trainable instanceof ClassHost) await trainable.close()
    this.#host.exit()
  }

  async #run(start: StartMessage): Promise<void> {
    const id = { trial: start.trial, attempt: start.attempt }
    this.#host.redirect(start.output)
    try {
      const session = new TrialSession(start, (message) => {
        if (message.type === 'checkpoint' && message.error)
          complain('saveCheckpoint', message.error)
        this.#host.send(message)
      })
      this.#session = session
      // Loaded by the first trial, so that what a module prints lands in that trial's files.
      const trainable = await (this.#trainable ??= this.#load())
      const before = activeResources()
      const { error, unread } = await runTrainable(
        trainable,
        start.config,
        session,
        this.#host.parameters(),
      )
      await new Promise(setImmediate)
      // What an object that was made to be used again holds open is no leftover.
      const keeps = trainable instanceof ClassHost && trainable.isHolding
      const reusable = !error && (keeps || activeResources() <= before)
      this.#session = undefined
      if (error) this.#host.send({ type: 'error', ...id, error, reusable: false })
      else this.#host.send({ type: 'done', ...id, reusable, ...(unread ? { unread } : {}) })
    } catch (error) {
      this.#session = undefined
      this.#host.send({ type: 'error', ...id, error: describeFailure(error), reusable: false })
    }
  }
}

/** In the trial's standard error: it changes nothing of how the trial ends. */
function complain(method: string, { stack, message }: TrialFailure): void {
  process.stderr.write(`${method}() failed: ${stack ?? message}\n`)
}

/** Timers, sockets and servers that would go on into the next trial. */
function activeResources(): number {
  const passing = new Set(['Immediate', 'FSReqPromise', 'FSReqCallback', 'CloseReq', 'PipeWrap'])
  return process.getActiveResourcesInfo().filter((name) => !passing.has(name)).length
}
