import { TrialError } from '../errors.ts'
import { describeFailure } from '../worker/failure.ts'
import { AttemptLogs, lastWords } from './process/last-words.ts'
import { notSaved, SAVING } from './saving.ts'
import { startMessage } from './start-message.ts'
import type { Decision, FromTrial, ToTrial, TrialFailure } from '../protocol/messages.ts'
import type {
  AttemptId,
  EndCause,
  Executor,
  ExecutorContext,
  LastWords,
  LaunchSpec,
} from './executor.ts'

/** A thread or process that runs trials one after the other. */
export interface WorkerHandle {
  readonly pid: number | undefined
  send(message: ToTrial): void
  /** Ends it from outside; `onExit` follows. */
  terminate(how: 'term' | 'kill'): void
}

/** What a worker tells its executor; `onExit` comes exactly once, last. */
export interface WorkerListener {
  onMessage(message: FromTrial): void
  /** It said something that is no message: nothing it says can be relied on any more. */
  onProtocolError(error: TrialError): void
  /** @param detail Why, in words, e.g. `exited with code 1`. */
  onExit(detail: string): void
}

/** How one kind of worker is made; the only thing in which threads and processes differ here. */
export interface WorkerKind {
  /** Called once when the study opens. */
  prepare(context: ExecutorContext): Promise<void>
  /** Starts a worker that can run trials with the resources of `spec`. */
  spawn(spec: LaunchSpec, context: ExecutorContext, listener: WorkerListener): WorkerHandle
}

interface Worker {
  readonly handle: WorkerHandle
  /** Trials with other devices or shares need another environment, so another worker. */
  readonly suits: string
  assignment: Assignment | undefined
}

interface Assignment {
  readonly spec: LaunchSpec
  readonly worker: Worker
  readonly logs: AttemptLogs
  /** Whether it has reported anything. */
  hasReported: boolean
  /** Set once the end has been asked for or answered to a report. */
  ending: EndCause | undefined
  escalation: NodeJS.Timeout | undefined
  /** What to tell once the worker is gone. */
  outcome: Outcome | undefined
}

interface Outcome {
  readonly cause: EndCause
  readonly error?: TrialFailure
  readonly unread?: readonly string[]
  readonly lastWords?: LastWords
}

/** Runs module trainables in workers and uses a worker again where a trial left nothing behind. */
export class WorkerExecutor implements Executor {
  readonly #kind: WorkerKind
  readonly #workers: Set<Worker> = new Set()
  readonly #idle: Worker[] = []
  readonly #assignments: Map<string, Assignment> = new Map()
  #context: ExecutorContext | undefined
  #onEmpty: (() => void) | undefined
  #closing = false

  constructor(kind: WorkerKind) {
    this.#kind = kind
  }

  async open(context: ExecutorContext): Promise<void> {
    this.#context = context
    await this.#kind.prepare(context)
  }

  launch(spec: LaunchSpec): void {
    const context = this.#open()
    try {
      const worker = this.#workerFor(spec, context)
      const logs = new AttemptLogs(spec.dir, context.logToFile)
      const assignment: Assignment = {
        spec,
        worker,
        logs,
        hasReported: false,
        ending: undefined,
        escalation: undefined,
        outcome: undefined,
      }
      worker.assignment = assignment
      this.#assignments.set(key(spec), assignment)
      const output = logs.paths
      worker.handle.send({ ...startMessage(spec), ...(output ? { output } : {}) })
      const { pid } = worker.handle
      context.emit({ ...idOf(spec), type: 'started', ...(pid === undefined ? {} : { pid }) })
    } catch (error) {
      context.emit({ ...idOf(spec), type: 'ended', cause: 'error', error: describeFailure(error) })
    }
  }

  answer(id: AttemptId, seq: number, decision: Decision): void {
    const assignment = this.#assignments.get(key(id))
    if (!assignment) return
    assignment.worker.handle.send({ type: 'answer', attempt: id.attempt, seq, decision })
    if (decision === 'continue') return
    assignment.ending ??= decision === 'pause' ? 'paused' : 'stopped'
    this.#escalate(assignment)
  }

  stop(id: AttemptId, how: 'ask' | 'kill'): void {
    const assignment = this.#assignments.get(key(id))
    if (!assignment) return
    if (how === 'kill') {
      assignment.ending = 'killed'
      assignment.worker.handle.terminate('kill')
      return
    }
    assignment.ending ??= 'stopped'
    assignment.worker.handle.send({ type: 'stop', attempt: id.attempt })
    this.#escalate(assignment)
  }

  async close(): Promise<void> {
    this.#closing = true
    for (const worker of this.#workers) {
      if (worker.assignment) this.stop(worker.assignment.spec, 'kill')
      else this.#dismiss(worker)
    }
    if (this.#workers.size === 0) return
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve
    })
  }

  #open(): ExecutorContext {
    if (!this.#context) throw new TrialError('NOT_OPEN', 'The executor has not been opened.')
    return this.#context
  }

  #workerFor(spec: LaunchSpec, context: ExecutorContext): Worker {
    const suits = JSON.stringify([spec.gpus, spec.resources])
    const index = this.#idle.findIndex((worker) => worker.suits === suits)
    const [idle] = index < 0 ? [] : this.#idle.splice(index, 1)
    if (idle) return idle
    // A worker that suits nobody now makes room for one that does.
    const unsuited = this.#idle.shift()
    if (unsuited) this.#dismiss(unsuited)
    const handle = this.#kind.spawn(spec, context, {
      onMessage: (message) => this.#onMessage(worker, message),
      onProtocolError: (error) => this.#onProtocolError(worker, error),
      onExit: (detail) => this.#onExit(worker, detail),
    })
    const worker: Worker = { handle, suits, assignment: undefined }
    this.#workers.add(worker)
    return worker
  }

  #onMessage(worker: Worker, message: FromTrial): void {
    const { assignment } = worker
    if (!assignment || message.type === 'hello') return
    const { spec } = assignment
    if (message.attempt !== spec.attempt || message.trial !== spec.trial) return
    if (message.type === 'report') {
      const { seq, metrics, checkpoint } = message
      assignment.hasReported = true
      this.#context?.emit({
        ...idOf(spec),
        type: 'reported',
        seq,
        metrics,
        ...(checkpoint === undefined ? {} : { checkpoint }),
      })
      return
    }
    if (message.type === 'saving') {
      this.#waitForState(assignment)
      return
    }
    if (message.type === 'checkpoint') {
      const { checkpoint, error } = message
      if (checkpoint === undefined) this.#context?.warn(notSaved(spec.trialName, error))
      else this.#context?.emit({ ...idOf(spec), type: 'checkpointed', checkpoint })
      return
    }
    const outcome =
      message.type === 'error'
        ? { cause: 'error' as const, error: message.error }
        : outcomeOf(assignment, message.unread)
    clearTimeout(assignment.escalation)
    if (message.reusable && this.#context?.reuse && !this.#closing) {
      worker.assignment = undefined
      this.#idle.push(worker)
      this.#finish(assignment, outcome)
    } else {
      // Told when the process is gone: until then it holds its memory and its device.
      assignment.outcome = outcome
      this.#dismiss(worker)
    }
  }

  #onProtocolError({ assignment, handle }: Worker, error: TrialError): void {
    if (assignment) assignment.outcome ??= { cause: 'error', error: describeFailure(error) }
    handle.terminate('kill')
  }

  #onExit(worker: Worker, detail: string): void {
    this.#workers.delete(worker)
    const index = this.#idle.indexOf(worker)
    if (index >= 0) this.#idle.splice(index, 1)
    const { assignment } = worker
    if (assignment) {
      clearTimeout(assignment.escalation)
      worker.assignment = undefined
      this.#finish(assignment, assignment.outcome ?? this.#outcomeOfDeath(assignment, detail))
    }
    if (this.#workers.size === 0) this.#onEmpty?.()
  }

  #outcomeOfDeath(assignment: Assignment, detail: string): Outcome {
    if (assignment.ending) return { cause: assignment.ending }
    return {
      cause: 'error',
      error: {
        name: 'TrialError',
        code: 'WORKER_DIED',
        message: `The trial's worker ${detail} before the trainable returned.`,
        ...lastWordsOf(assignment, { silent: false }),
      },
    }
  }

  #finish(assignment: Assignment, outcome: Outcome): void {
    this.#assignments.delete(key(assignment.spec))
    this.#context?.emit({ ...idOf(assignment.spec), type: 'ended', ...outcome })
  }

  /** A trial that was told to end has a grace period, then its worker is ended, then killed. */
  #escalate(assignment: Assignment, periods = 1): void {
    const { handle } = assignment.worker
    const graceMs = this.#open().graceMs
    assignment.escalation ??= setTimeout(() => {
      handle.terminate('term')
      assignment.escalation = setTimeout(() => handle.terminate('kill'), graceMs)
    }, periods * graceMs)
  }

  /** Saving takes the longer, the larger the model. */
  #waitForState(assignment: Assignment): void {
    if (assignment.escalation === undefined) return
    clearTimeout(assignment.escalation)
    assignment.escalation = undefined
    this.#escalate(assignment, SAVING)
  }

  #dismiss(worker: Worker): void {
    worker.handle.send({ type: 'close' })
    const timer = setTimeout(() => worker.handle.terminate('kill'), this.#open().graceMs)
    timer.unref()
  }
}

/** Of a trainable that returned. */
function outcomeOf(assignment: Assignment, unread: readonly string[] | undefined): Outcome {
  const cause = assignment.ending ?? 'completed'
  const silent = cause === 'completed' && !assignment.hasReported
  return {
    cause,
    ...(unread ? { unread } : {}),
    ...(silent ? { lastWords: lastWordsOf(assignment, { silent }) } : {}),
  }
}

function lastWordsOf({ logs }: Assignment, options: { readonly silent: boolean }): LastWords {
  return lastWords((stream, count) => logs.lines(stream, count), options)
}

function idOf(spec: LaunchSpec): AttemptId {
  return { trial: spec.trial, attempt: spec.attempt }
}

function key(id: AttemptId): string {
  return `${id.trial}#${id.attempt}`
}
