import { describeFailure, runTrainable } from './run-trainable.ts'
import { TrialSession } from './trial-session.ts'
import type { FromTrial, StartMessage, ToTrial } from '../protocol/messages.ts'
import type { TrainableFunction } from './run-trainable.ts'

/** What the two kinds of worker do in their own way. */
export interface WorkerHost {
  send(message: FromTrial): void
  load(): Promise<TrainableFunction>
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
  #trainable: Promise<TrainableFunction> | undefined

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
        this.#host.exit()
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
    this.#host.exit()
  }

  async #run(start: StartMessage): Promise<void> {
    const id = { trial: start.trial, attempt: start.attempt }
    this.#host.redirect(start.output)
    try {
      const session = new TrialSession(start, (message) => this.#host.send(message))
      this.#session = session
      // Loaded by the first trial, so that what a module prints lands in that trial's files.
      const trainable = await (this.#trainable ??= this.#host.load())
      const before = activeResources()
      const { error } = await runTrainable(
        trainable,
        start.config,
        session,
        this.#host.parameters(),
      )
      await new Promise(setImmediate)
      const reusable = !error && activeResources() <= before
      this.#session = undefined
      if (error) this.#host.send({ type: 'error', ...id, error, reusable: false })
      else this.#host.send({ type: 'done', ...id, reusable })
    } catch (error) {
      this.#session = undefined
      this.#host.send({ type: 'error', ...id, error: describeFailure(error), reusable: false })
    }
  }
}

/** Timers, sockets and servers that would go on into the next trial. */
function activeResources(): number {
  const passing = new Set(['Immediate', 'FSReqPromise', 'FSReqCallback', 'CloseReq', 'PipeWrap'])
  return process.getActiveResourcesInfo().filter((name) => !passing.has(name)).length
}
