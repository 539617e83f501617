import { TrialError } from '../../errors.ts'
import { startMessage } from '../start-message.ts'
import { spawnChild } from './child-process.ts'
import { drained } from './drained.ts'
import { exitFailure } from './exit-failure.ts'
import { FileFollower } from './file-follower.ts'
import { ObservedResults } from './observed-results.ts'
import { terminate } from './terminate.ts'
import { TrialConnections } from './trial-connections.ts'
import { TrialOutput } from './trial-output.ts'
import type { Decision, TrialFailure } from '../../protocol/messages.ts'
import type { EndCause, ExecutorContext, LaunchSpec } from '../executor.ts'
import type { Child, ExitStatus, SpawnOptions } from './child-process.ts'
import type { MetricSource } from './metric-source.ts'

/** How a trial becomes a process. */
export interface AttemptPlan {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string | undefined
  /** Where results come from as long as nobody in the trial speaks the protocol. */
  readonly source?: MetricSource
  /**
   * Starts the process, where it is not to be spawned. May reject: that is the attempt's failure.
   * @param signal Aborted when the attempt shall end before there is a process.
   */
  readonly start?: (options: SpawnOptions, signal: AbortSignal) => Promise<Child>
  /** What to do so that there are results, for a trial that gave none. */
  readonly advice: () => string
}

interface Outcome {
  readonly cause: EndCause
  readonly error?: TrialFailure
}

/** A trial that has said how it ended has this many grace periods to go (uploads, threads). */
const LINGER = 6

/** One attempt in a process of its own, from its start to its one `ended`. */
export class ProcessAttempt {
  readonly #spec: LaunchSpec
  readonly #context: ExecutorContext
  readonly #plan: AttemptPlan
  readonly #socket: string
  readonly #connections: TrialConnections
  readonly #output: TrialOutput
  readonly #results: ObservedResults
  readonly #replies: Map<number, (decision: Decision) => void> = new Map()
  /** Undefined until it has been started. */
  #child: Child | undefined
  #follower: FileFollower | undefined
  #seq = 0
  /** The end that was decided, or asked for. */
  #ending: EndCause | undefined
  /** The decision at a report that ended it: what it reports after that does not count. */
  #finalDecision: Decision | undefined
  #outcome: Outcome | undefined
  #hasExited = false
  /** Of a process that has not been started yet. */
  readonly #unwanted = new AbortController()
  #escalation: NodeJS.Timeout | undefined

  /** @param socket Where processes of the trial besides the first connect: a path without a file. */
  constructor(spec: LaunchSpec, context: ExecutorContext, plan: AttemptPlan, socket: string) {
    this.#socket = socket
    this.#spec = spec
    this.#context = context
    this.#plan = plan
    this.#connections = new TrialConnections(startMessage(spec), {
      onReport: ({ metrics, checkpoint }, reply) => this.#report(metrics, checkpoint, reply),
      onDone: () => this.#finish({ cause: this.#ending ?? 'completed' }),
      onError: (error) =>
        this.#finish(this.#ending ? { cause: this.#ending } : { cause: 'error', error }),
      onProtocolError: (error) => this.#fail(error),
    })
    this.#results = new ObservedResults({
      report: (metrics, reply) => this.#report(metrics, undefined, reply),
      onPressure: (isHigh) => this.#holdBack(isHigh),
    })
    const onLine = (line: string): void => this.#observe(line)
    this.#output = new TrialOutput({
      dir: spec.dir,
      logToFile: context.logToFile,
      observed: plan.source?.stream,
      onLine,
      onWriteError: (error) =>
        this.#fail(new TrialError('LOG_NOT_WRITTEN', `The trial's output: ${String(error)}`)),
    })
    if (plan.source?.file !== undefined) {
      this.#follower = new FileFollower(plan.source.file, spec.attempt, onLine)
    }
  }

  /** Starts the process. Resolves when `ended` has been told; rejects only before there is a process. */
  async run(): Promise<void> {
    const child = await this.#started()
    if (child === undefined) return
    this.#child = child
    const { pid, protocol } = child
    if (protocol) this.#connections.adopt(protocol)
    this.#output.attach(child)
    if (pid !== undefined) this.#context.emit({ type: 'started', ...this.#id, pid })
    // What was asked of it before there was a process.
    if (this.#ending === 'killed') this.#terminate(0)
    else if (this.#ending) this.#endSoon()
    const status = await child.gone
    clearTimeout(this.#escalation)
    this.#hasExited = true
    this.#output.resume()
    await drained([this.#connections.closed, this.#output.ended])
    await this.#follower?.end()
    this.#connections.destroy()
    this.#output.destroy()
    await this.#results.idle()
    const end = this.#outcome ?? this.#judge(status)
    this.#context.emit({ type: 'ended', ...this.#id, ...end })
  }

  answer(seq: number, decision: Decision): void {
    const reply = this.#replies.get(seq)
    if (!reply) return
    this.#replies.delete(seq)
    reply(decision)
    if (decision === 'continue') return
    this.#finalDecision ??= decision
    this.#ending ??= decision === 'pause' ? 'paused' : 'stopped'
    this.#results.end()
    this.#endSoon()
  }

  stop(how: 'ask' | 'kill'): void {
    if (how === 'kill') {
      this.#ending = 'killed'
      this.#results.end()
      this.#terminate(0)
      return
    }
    this.#ending ??= 'stopped'
    this.#connections.tellToStop()
    this.#endSoon()
  }

  /** The process; undefined where it was not wanted any more, which has then been told. */
  async #started(): Promise<Child | undefined> {
    try {
      return await this.#start()
    } catch (error) {
      if (!this.#ending) throw error
      this.#connections.destroy()
      this.#context.emit({ type: 'ended', ...this.#id, cause: this.#ending })
      return undefined
    }
  }

  #start(): Child | Promise<Child> {
    const { argv, env, cwd, start = spawnChild } = this.#plan
    this.#connections.listen(this.#socket)
    const options: SpawnOptions = {
      argv,
      env: { ...env, ATTUNE_SOCKET: this.#socket },
      ...(cwd === undefined ? {} : { cwd }),
      stdout: this.#output.target('stdout'),
      stderr: this.#output.target('stderr'),
      protocolFd: true,
      leftoverGraceMs: this.#context.graceMs,
    }
    return start(options, this.#unwanted.signal)
  }

  get #id(): { trial: string; attempt: number } {
    return { trial: this.#spec.trial, attempt: this.#spec.attempt }
  }

  #report(
    metrics: Readonly<Record<string, unknown>>,
    checkpoint: string | undefined,
    reply: (decision: Decision) => void,
  ): void {
    if (this.#finalDecision || this.#ending === 'killed' || this.#outcome) {
      reply(this.#finalDecision ?? 'stop')
      return
    }
    // Counted here and not taken from the message: several processes may report one after the other.
    const seq = ++this.#seq
    this.#replies.set(seq, reply)
    this.#context.emit({
      type: 'reported',
      ...this.#id,
      seq,
      metrics,
      ...(checkpoint === undefined ? {} : { checkpoint }),
    })
  }

  #observe(line: string): void {
    if (this.#connections.hasClient || this.#outcome) return
    try {
      for (const metrics of this.#plan.source?.read(line) ?? []) this.#results.push(metrics)
    } catch (error) {
      this.#fail(error)
    }
  }

  #holdBack(isHigh: boolean): void {
    // What a process that is gone has left behind is little, and is read to its end.
    if (isHigh && !this.#hasExited) this.#output.pause()
    else this.#output.resume()
    if (this.#follower) this.#follower.isPaused = isHigh
  }

  /** The trial has said how it ended; its process should soon be gone. */
  #finish(outcome: Outcome): void {
    this.#outcome ??= outcome
    if (this.#hasExited) return
    const { graceMs } = this.#context
    this.#escalation ??= setTimeout(() => this.#terminate(graceMs), LINGER * graceMs)
  }

  /** The trial cannot go on. */
  #fail(error: unknown): void {
    if (this.#ending) return
    const { name, message, code } = error as TrialError
    this.#outcome ??= { cause: 'error', error: { name, message, ...(code ? { code } : {}) } }
    this.#results.end()
    this.#terminate(this.#context.graceMs)
  }

  /** Told to end, by the protocol or else by a signal; a grace period later by a signal, then killed. */
  #endSoon(): void {
    if (this.#hasExited) return
    const { graceMs } = this.#context
    if (!this.#connections.hasClient) this.#terminate(graceMs)
    else this.#escalation ??= setTimeout(() => this.#terminate(graceMs), graceMs)
  }

  #terminate(graceMs: number): void {
    if (this.#child) void terminate(this.#child, graceMs)
    else this.#unwanted.abort()
  }

  #judge(status: ExitStatus): Outcome {
    if (this.#ending) return { cause: this.#ending }
    const error = exitFailure({
      argv: this.#plan.argv,
      cwd: this.#plan.cwd,
      status,
      reports: this.#seq,
      logFile: this.#output.path('stdout'),
      lastErrors: this.#output.lastErrors(),
      advice: this.#plan.advice(),
    })
    return error ? { cause: 'error', error } : { cause: 'completed' }
  }
}
