import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from '../../../src/protocol/json.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { Decision } from '../../../src/protocol/messages.ts'
import type {
  Executor,
  ExecutorContext,
  ExecutorEvent,
  LaunchSpec,
} from '../../../src/executor/executor.ts'

export type Reported = Extract<ExecutorEvent, { type: 'reported' }>
export type Ended = Extract<ExecutorEvent, { type: 'ended' }>

/** Drives an executor as a tuner does: keeps its events, and answers each report with a decision. */
export class Harness {
  readonly studyDir: string = mkdtempSync(join(tmpdir(), 'attune-executor-'))
  readonly events: ExecutorEvent[] = []
  readonly executor: Executor
  /** What a report is answered with; undefined for no answer. */
  decide: (report: Reported) => Decision | undefined = () => 'continue'
  /** Whether answers come in the same turn as the report, or in a later one. */
  answersLater = false
  #next = 0

  constructor(executor: Executor) {
    this.executor = executor
  }

  async open(options: Partial<ExecutorContext> = {}): Promise<this> {
    await this.executor.open({
      studyDir: this.studyDir,
      emit: (event) => this.#take(event),
      reuse: true,
      logToFile: { stdout: 'stdout', stderr: 'stderr' },
      graceMs: 5000,
      warn: () => undefined,
      ...options,
    })
    return this
  }

  #take(event: ExecutorEvent): void {
    this.events.push(event)
    if (event.type !== 'reported') return
    const answer = (): void => {
      const decision = this.decide(event)
      if (decision) this.executor.answer(event, event.seq, decision)
    }
    if (this.answersLater) setImmediate(answer)
    else answer()
  }

  launch(config: unknown = {}, more: Partial<LaunchSpec> = {}): LaunchSpec {
    const trial = more.trial ?? `63ecc_${String(this.#next++).padStart(5, '0')}`
    const dir = join(this.studyDir, `trial_${trial}`)
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'params.json'), encode(config))
    const spec: LaunchSpec = {
      trial,
      attempt: 1,
      trialName: `train_${trial}`,
      studyName: 'digits',
      config,
      dir,
      iteration: 0,
      resources: { cpu: 1 },
      gpus: [],
      ...more,
    }
    this.executor.launch(spec)
    return spec
  }

  /** Ends what runs and removes all files. */
  async close(): Promise<void> {
    await this.executor.close()
    rmSync(this.studyDir, { recursive: true, force: true })
  }

  /** Launches a trial and waits for its end. */
  async run(config?: unknown, more?: Partial<LaunchSpec>): Promise<Ended> {
    return this.ended(this.launch(config, more))
  }

  async ended({ trial, attempt }: LaunchSpec): Promise<Ended> {
    const find = (): ExecutorEvent | undefined =>
      this.events.find((e) => e.type === 'ended' && e.trial === trial && e.attempt === attempt)
    await waitUntil(() => find() !== undefined)
    return find() as Ended
  }

  /** Waits until a trial has reported this often. */
  async reported({ trial }: LaunchSpec, count: number): Promise<void> {
    await waitUntil(() => this.reports(trial).length >= count)
  }

  get all(): Reported[] {
    return this.events.filter((event): event is Reported => event.type === 'reported')
  }

  reports(trial?: string): Readonly<Record<string, unknown>>[] {
    return this.all
      .filter((event) => trial === undefined || event.trial === trial)
      .map(({ metrics }) => metrics)
  }
}
