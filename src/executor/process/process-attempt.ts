import { TrialError } from '../../errors.ts'
import { notSaved, SAVING } from '../saving.ts'
import { startMessage } from '../start-message.ts'
import { spawnChild } from './child-process.ts'
import { drained } from './drained.ts'
import { exitFailure } from './exit-failure.ts'
import { FileFollower } from './file-follower.ts'
import { Gang } from './gang/gang.ts'
import { ObservedResults } from './observed-results.ts'
import { terminate } from './terminate.ts'
import { TrialConnections } from './trial-connections.ts'
import { TrialOutput } from './trial-output.ts'
import type { CheckpointMessage, Decision, TrialFailure } from '../../protocol/messages.ts'
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
  readonly unread?: readonly string[]
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
  /** Undefined where the trial is a process that knows of no others. */
  readonly #gang: Gang | undefined
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
      onSaving: () => this.#waitForState(),
      onCheckpoint: (message) => this.#takeState(message),
      onDone: (unread) => this.#done(unread),
      onError: (error, rank) => this.#failed(error, rank),
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
    if (spec.workers !== undefined) {
      this.#gang = new Gang({
        spec,
        context,
        workers: spec.workers,
        output: this.#output,
        onLoss: () => this.#loseRank(),
      })
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
    if (this.#gang) void child.exited.then(() => this.#endFollowers())
    const status = await child.gone
    clearTimeout(this.#escalation)
    this.#hasExited = true
    this.#output.resume()
    await drained([this.#connections.closed, this.#output.ended, this.#gang?.ended])
    await this.#follower?.end()
    this.#close()
    await this.#results.idle()
    const end = this.#outcome ?? this.#judge(status)
    const silent = end.cause === 'completed' && this.#seq === 0
    const lastWords = silent ? { lastWords: this.#output.lastWords({ silent }) } : {}
    this.#context.emit({ type: 'ended', ...this.#id, ...end, ...lastWords })
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
      this.#close()
      if (!this.#ending) throw error
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
    const { signal } = this.#unwanted
    return this.#gang
      ? this.#gang.start((each) => start(each, signal), options)
      : start(options, signal)
  }

  #close(): void {
    this.#connections.destroy()
    this.#output.destroy()
    this.#gang?.destroy()
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

  /** Saving takes the longer, the larger the model. */
  #waitForState(): void {
    if (this.#escalation === undefined || this.#outcome) return
    clearTimeout(this.#escalation)
    const { graceMs } = this.#context
    this.#escalation = setTimeout(() => this.#terminate(graceMs), SAVING * graceMs)
  }

  #takeState({ checkpoint, error }: CheckpointMessage): void {
    if (this.#ending === 'killed' || this.#outcome) return
    if (checkpoint === undefined) this.#context.warn(notSaved(this.#spec.trialName, error))
    else this.#context.emit({ type: 'checkpointed', ...this.#id, checkpoint })
  }

  #done(unread: readonly string[] | undefined): void {
    // What rank 0 has finished is worth nothing where a rank had failed before.
    if (!this.#ending && this.#gang?.isBroken) return
    this.#finish({ cause: this.#ending ?? 'completed', ...(unread ? { unread } : {}) })
  }

  #failed(error: TrialFailure, rank: number): void {
    if (this.#ending) {
      // The others fail when they lose each other; rank 0 may still be cleaning up.
      if (rank === 0) this.#finish({ cause: this.#ending })
    } else if (this.#gang === undefined) {
      this.#finish({ cause: 'error', error })
    } else if (!this.#outcome) {
      // Others may have failed before it and have said nothing yet: who is to blame is asked in the end.
      this.#gang.said(rank, error)
      const { graceMs } = this.#context
      this.#escalation ??= setTimeout(() => this.#terminate(graceMs), graceMs)
    }
  }

  /** A rank is gone for which the others would wait. */
  #loseRank(): void {
    if (!this.#ending && !this.#outcome) this.#terminate(this.#context.graceMs)
  }

  /** Rank 0 is gone: there is nobody left to speak for the others. */
  #endFollowers(): void {
    if (this.#hasExited) return
    const { graceMs } = this.#context
    if (this.#ending) this.#terminate(graceMs)
    else this.#escalation ??= setTimeout(() => this.#terminate(graceMs), LINGER * graceMs)
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
    const culprit = this.#gang?.culprit
    if (culprit?.said) return { cause: 'error', error: culprit.said }
    const error = exitFailure({
      who: culprit?.who ?? 'The trial',
      argv: this.#plan.argv,
      cwd: this.#plan.cwd,
      status: culprit?.status ?? status,
      reports: this.#seq,
      logFile: this.#output.path('stdout'),
      lastWords:
        culprit?.lastWords ??
        this.#output.lastWords({ silent: this.#seq === 0 && status.code === 0 }),
      advice: this.#plan.advice(),
    })
    return error ? { cause: 'error', error } : { cause: 'completed' }
  }
}
