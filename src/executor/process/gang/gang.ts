import { messageOf, TrialError } from '../../../errors.ts'
import { terminate } from '../terminate.ts'
import { TrialOutput } from '../trial-output.ts'
import { Blame } from './blame.ts'
import { holdPort } from './free-port.ts'
import { GangChild } from './gang-child.ts'
import { rankEnvironment } from './rank-environment.ts'
import type { TrialFailure } from '../../../protocol/messages.ts'
import type { ExecutorContext, LastWords, LaunchSpec, LogToFile } from '../../executor.ts'
import type { Child, ExitStatus, SpawnOptions } from '../child-process.ts'
import type { HeldPort } from './free-port.ts'

/** A rank that is to blame for the end of its gang. */
export interface Culprit {
  /** E.g. `Rank 1 of 4`. */
  readonly who: string
  /** What it told the tuner; undefined where it ended without a word. */
  readonly said: TrialFailure | undefined
  readonly status: ExitStatus | undefined
  readonly lastWords: LastWords
}

export interface GangOptions {
  readonly spec: LaunchSpec
  readonly context: ExecutorContext
  readonly workers: number
  /** Where the output of rank 0 goes. */
  readonly output: TrialOutput
  /** A rank has ended badly. */
  readonly onLoss: () => void
}

/** The ranks of one attempt. */
export class Gang {
  readonly #options: GangOptions
  readonly #outputs: readonly TrialOutput[]
  readonly #blame = new Blame()
  #port: HeldPort | undefined

  constructor(options: GangOptions) {
    this.#options = options
    const { workers, output, spec, context } = options
    this.#outputs = Array.from({ length: workers }, (_, rank) => {
      if (rank === 0) return output
      return new TrialOutput({ dir: spec.dir, logToFile: ofRank(context.logToFile, rank) })
    })
  }

  /**
   * Starts all ranks, or none.
   * @param start Starts one; a rejection is the attempt's failure.
   * @param options What rank 0 would be started with if it were alone.
   * @throws {TrialError} `SPAWN_FAILED` when a rank could not be started; the others are gone.
   */
  async start(
    start: (options: SpawnOptions) => Child | Promise<Child>,
    options: SpawnOptions,
  ): Promise<Child> {
    const { spec, workers } = this.#options
    this.#port = await holdPort()
    const rendezvous = {
      workers,
      port: this.#port.port,
      trial: spec.trial,
      attempt: spec.attempt,
    }
    const starts = await Promise.allSettled(
      this.#outputs.map(async (output, rank) =>
        start({
          ...options,
          env: rankEnvironment(rank, rendezvous, options.env),
          stdout: output.target('stdout'),
          stderr: output.target('stderr'),
          protocolFd: rank === 0,
        }),
      ),
    )
    const ranks = starts.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
    for (const [rank, result] of starts.entries()) {
      if (result.status === 'fulfilled') continue
      await Promise.all(ranks.map((child) => terminate(child, 0)))
      throw new TrialError(
        'SPAWN_FAILED',
        `${this.#who(rank)} could not be started: ${messageOf(result.reason)}`,
        { cause: result.reason },
      )
    }
    return this.#together(ranks)
  }

  /** A rank has told what it failed with. */
  said(rank: number, failure: TrialFailure): void {
    this.#blame.said(rank, failure)
  }

  /** Whether some rank has failed. */
  get isBroken(): boolean {
    return !this.#blame.isEmpty
  }

  /** Resolves when all output of the ranks has been read. */
  get ended(): Promise<unknown> {
    return Promise.all(this.#outputs.map((output) => output.ended))
  }

  /** Why the gang has ended; undefined where no rank failed by itself. */
  get culprit(): Culprit | undefined {
    const found = this.#blame.culprit((rank) => this.#lastWords(rank).stderr?.split('\n').at(-1))
    return (
      found && {
        who: this.#who(found.rank),
        said: found.said && this.#signed(found.said, found.rank),
        status: found.status,
        lastWords: this.#lastWords(found.rank),
      }
    )
  }

  /** Lets go of what the ranks have used. */
  destroy(): void {
    this.#port?.release()
    for (const output of this.#outputs) output.destroy()
  }

  #together(ranks: readonly Child[]): Child {
    for (const [rank, child] of ranks.entries()) {
      if (rank > 0) this.#outputs[rank]?.attach(child)
      void child.exited.then((status) => {
        if (this.#blame.ended(rank, status)) this.#options.onLoss()
      })
    }
    return new GangChild(ranks as [Child, ...Child[]], (signal) => this.#blame.sent(signal))
  }

  #lastWords(rank: number): LastWords {
    return this.#outputs[rank]?.lastWords({ silent: false }) ?? {}
  }

  /** With whose failure it is, where there are several. */
  #signed(failure: TrialFailure, rank: number): TrialFailure {
    if (this.#options.workers === 1) return failure
    const { message, stack } = failure
    return {
      ...failure,
      message: `${this.#who(rank)}: ${message}`,
      ...(stack === undefined ? {} : { stack: `${this.#who(rank)}: ${stack}` }),
    }
  }

  #who(rank: number): string {
    const { workers } = this.#options
    return workers === 1 ? 'The trial' : `Rank ${rank} of ${workers}`
  }
}

/** The files of the ranks that do not speak for the trial lie beside its own. */
function ofRank(files: LogToFile, rank: number): LogToFile {
  if (files === false) return false
  return { stdout: `${files.stdout}.rank${rank}`, stderr: `${files.stderr}.rank${rank}` }
}
