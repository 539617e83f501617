import { Checkpoint } from '../checkpoint/checkpoint.ts'
import { stageCheckpoint } from '../checkpoint/stage.ts'
import { copyMetrics } from './metrics.ts'
import { TrialStopped } from './trial-stopped.ts'
import type { Decision, ReportMessage, ResourceShares, StartMessage } from '../protocol/messages.ts'
import type { Metrics } from './metrics.ts'
import type { ReportOptions, Trial } from './trial.ts'

/** One attempt from the inside, over any way of sending a report and getting its answer back. */
export class TrialSession implements Trial {
  readonly id: string
  readonly name: string
  readonly studyName: string
  readonly dir: string
  readonly attempt: number
  readonly iteration: number
  readonly resources: ResourceShares
  readonly #send: (message: ReportMessage) => void
  readonly #checkpoint: Checkpoint | undefined
  readonly #abort = new AbortController()
  readonly #answers: Map<number, (decision: Decision) => void> = new Map()
  #seq = 0
  #last: Promise<unknown> = Promise.resolve()
  #ended: TrialStopped | undefined

  constructor(start: StartMessage, send: (message: ReportMessage) => void) {
    this.id = start.trial
    this.name = start.trialName
    this.studyName = start.studyName
    this.dir = start.dir
    this.attempt = start.attempt
    this.iteration = start.iteration
    this.resources = start.resources
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
    // Reports that were not awaited keep their order.
    const reported = this.#last.then(() => this.#exchange(metrics, options))
    this.#last = reported.catch(() => undefined)
    return reported
  }

  async #exchange(metrics: Metrics, options: ReportOptions): Promise<void> {
    if (this.#ended) throw this.#ended
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
    if (decision === 'continue') return
    this.end(decision)
    throw this.#ended ?? new TrialStopped(decision)
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
