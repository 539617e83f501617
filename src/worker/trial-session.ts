import { Checkpoint } from '../checkpoint/checkpoint.ts'
import { stageCheckpoint } from '../checkpoint/stage.ts'
import { copyMetrics } from './metrics.ts'
import { TrialStopped } from './trial-stopped.ts'
import type {
  CheckpointMessage,
  CheckpointOrders,
  Decision,
  ReportMessage,
  ResourceShares,
  SavingMessage,
  StartMessage,
  TrialFailure,
} from '../protocol/messages.ts'
import type { Metrics } from './metrics.ts'
import type { ReportOptions, Trial } from './trial.ts'

/** What a trial says while it runs. */
export type SessionMessage = ReportMessage | SavingMessage | CheckpointMessage

/** One attempt from the inside, over any way of sending a report and getting its answer back. */
export class TrialSession implements Trial {
  readonly id: string
  readonly name: string
  readonly studyName: string
  readonly dir: string
  readonly attempt: number
  readonly iteration: number
  readonly resources: ResourceShares
  /** When the tuner wants the trial's state to be saved. */
  readonly checkpoints: CheckpointOrders | undefined
  readonly #send: (message: SessionMessage) => void
  readonly #checkpoint: Checkpoint | undefined
  readonly #abort = new AbortController()
  readonly #answers: Map<number, (decision: Decision) => void> = new Map()
  #seq = 0
  #last: Promise<unknown> = Promise.resolve()
  #ended: TrialStopped | undefined

  constructor(start: StartMessage, send: (message: SessionMessage) => void) {
    this.id = start.trial
    this.name = start.trialName
    this.studyName = start.studyName
    this.dir = start.dir
    this.attempt = start.attempt
    this.iteration = start.iteration
    this.resources = start.resources
    this.checkpoints = start.checkpoints
    this.#send = send
    this.#checkpoint =
      start.checkpoint === null ? undefined : Checkpoint.fromDirectory(start.checkpoint)
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** What ended it early; undefined while it goes on. */
  get stopped(): TrialStopped | undefined {
    return this.#ended
  }

  getCheckpoint(): Checkpoint | undefined {
    return this.#checkpoint
  }

  report(metrics: Metrics, options: ReportOptions = {}): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#ended) throw this.#ended
      const decision = await this.#exchange(metrics, options)
      if (decision !== 'continue') throw this.#ended ?? new TrialStopped(decision)
    })
  }

  /** Tells the result of a step, also where the trial was told to end while that ran. */
  async conclude(metrics: Metrics, options: ReportOptions): Promise<void> {
    await this.#inOrder(() => this.#exchange(metrics, options))
  }

  /** Saves the state that belongs to the last report, which has been answered. */
  async saveLast(write: (dir: string) => void | Promise<void>): Promise<void> {
    this.#send({ type: 'saving', trial: this.id, attempt: this.attempt })
    const checkpoint = await stageCheckpoint(write, this.dir, this.attempt, ++this.#seq)
    this.#send({ type: 'checkpoint', trial: this.id, attempt: this.attempt, checkpoint })
  }

  /** That state could not be saved. */
  failToSave(error: TrialFailure): void {
    this.#send({ type: 'checkpoint', trial: this.id, attempt: this.attempt, error })
  }

  /** Reports that were not awaited keep their order. */
  #inOrder<T>(exchange: () => Promise<T>): Promise<T> {
    const reported = this.#last.then(exchange)
    this.#last = reported.catch(() => undefined)
    return reported
  }

  async #exchange(metrics: Metrics, options: ReportOptions): Promise<Decision> {
    const copy = copyMetrics(metrics)
    const seq = ++this.#seq
    const staged =
      options.checkpoint && (await stageCheckpoint(options.checkpoint, this.dir, this.attempt, seq))
    const answer = new Promise<Decision>((resolve) => this.#answers.set(seq, resolve))
    this.#send({
      type: 'report',
      trial: this.id,
      attempt: this.attempt,
      seq,
      metrics: copy,
      ...(staged === undefined ? {} : { checkpoint: staged }),
    })
    const decision = await answer
    if (decision !== 'continue') this.end(decision)
    return decision
  }

  /** The tuner's answer to a report. */
  answer(seq: number, decision: Decision): void {
    this.#answers.get(seq)?.(decision)
    this.#answers.delete(seq)
  }

  /** From here on every report throws, and the signal is aborted. */
  end(decision: 'stop' | 'pause'): void {
    this.#ended ??= new TrialStopped(decision)
    if (!this.#abort.signal.aborted) this.#abort.abort(this.#ended)
    for (const resolve of this.#answers.values()) resolve(decision)
    this.#answers.clear()
  }

  /** Waits for reports that the trainable did not await. */
  async settled(): Promise<void> {
    await this.#last
  }
}
