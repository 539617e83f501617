import { AttuneError, messageOf } from '../../errors.ts'
import { StudyMirror } from './mirror.ts'
import { Pump } from './pump.ts'
import type { StudyView } from '../../study/view.ts'
import type { MLflowSettings } from './options.ts'

/** One sitting of a study as MLflow follows it: when something is sent, and what is said about it. */
export class MLflowSession {
  readonly #settings: MLflowSettings
  readonly #mirror: StudyMirror
  readonly #pump: Pump
  /** Codes of what was complained about. */
  readonly #said: Set<string> = new Set()

  constructor(study: StudyView, settings: MLflowSettings) {
    this.#settings = settings
    this.#mirror = new StudyMirror(study, settings)
    this.#pump = new Pump(() => this.#mirror.catchUp(() => this.#pump.progressed()))
    this.#pump.start()
  }

  /** Something was stored. @throws {AttuneError} What went wrong in the background, each kind once. */
  poke(): void {
    this.#pump.poke()
    this.#complain()
  }

  /** Something besides a result happened to a trial. @throws {AttuneError} As `poke`. */
  touch(trial: string): void {
    this.#mirror.touch(trial)
    this.poke()
  }

  /** Sends the rest. @throws {AttuneError} `MLFLOW_UNSENT`, or as `poke`. */
  async finish(): Promise<void> {
    this.#mirror.end()
    try {
      const error = await this.#pump.drain(this.#settings.patienceS * 1000)
      if (error !== undefined) throw this.#giveUp(error)
      this.#complain()
    } finally {
      this.#mirror.close()
    }
  }

  #giveUp(cause: unknown): AttuneError {
    const { address, unsentPath } = this.#mirror
    const count = this.#mirror.writeUnsent()
    return new AttuneError(
      'MLFLOW_UNSENT',
      `${count} ${count === 1 ? 'result was' : 'results were'} not sent to the MLflow server ` +
        `${address}: ${messageOf(cause)}. They are in ${unsentPath}, and are sent when the study is ` +
        'restored.',
      { cause },
    )
  }

  #complain(): void {
    const [first] = [...this.#mirror.takeComplaints(), ...this.#troubles()].filter(
      ({ code }) => !this.#said.has(code),
    )
    if (first === undefined) return
    this.#said.add(first.code)
    throw first
  }

  #troubles(): AttuneError[] {
    const { trouble } = this.#pump
    if (trouble === undefined) return []
    if (trouble instanceof AttuneError) return [trouble]
    const { address, unsentPath } = this.#mirror
    return [
      new AttuneError(
        'MLFLOW_UNREACHABLE',
        `The MLflow server ${address} cannot be told anything: ${messageOf(trouble)}. What it does not ` +
          `get until the end of the study goes to ${unsentPath}, and is sent when the study is restored.`,
        { cause: trouble },
      ),
    ]
  }
}
