import { join } from 'node:path'
import { spawnChild } from '../../process/child-process.ts'
import { PYTHON_FOLDER, withoutTrial } from '../../process/trial-environment.ts'
import { WarmParent } from './warm-parent.ts'
import type { ForkAnswer } from './warm-parent.ts'
import type { Child, OutputTarget, SpawnOptions } from '../../process/child-process.ts'

const MAIN = join(PYTHON_FOLDER, 'attune', 'warm.py')

/** How often a trial that meets a parent which is stale or dead tries the next. */
const TRIES = 3

/** Threads do not survive a fork; each trial sets its own number after it. */
const ONE_THREAD: Readonly<Record<string, string>> = {
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
}

export interface WarmStartParts {
  /** The interpreter. */
  readonly program: string
  /** Options of `attune.runner`, and the script. */
  readonly options: readonly string[]
  /** What a person calls the script. */
  readonly name: string
  readonly cwd: string | undefined
  /** Where the output of importing the script goes. */
  readonly output: OutputTarget
  readonly warn: (line: string) => void
}

/** Starts trials by forking a process that has imported their script; where that cannot be, anew. */
export class WarmStart {
  readonly #parts: WarmStartParts
  #parent: WarmParent | undefined
  /** With those that were there before, and may still watch what they have forked. */
  readonly #parents: WarmParent[] = []
  #isOff = false

  constructor(parts: WarmStartParts) {
    this.#parts = parts
    if (process.platform !== 'linux') this.#giveUp('forking is safe on Linux alone')
  }

  /**
   * Starts the process that `options` describes.
   * @param args The script's own arguments.
   * @param signal Aborted when it is not wanted any more; rejects then.
   */
  async start(options: SpawnOptions, args: readonly string[], signal: AbortSignal): Promise<Child> {
    for (let tries = 0; tries < TRIES && !this.#isOff; tries++) {
      const parent = (this.#parent ??= this.#newParent(options))
      const reason = await unlessAborted(parent.ready, signal)
      if (reason !== undefined) {
        this.#giveUp(reason)
        break
      }
      const answer = await this.#fork(parent, options, args)
      if (answer.type === 'forked') return answer.child
      if (answer.type === 'refused') {
        this.#giveUp(answer.reason)
        break
      }
      if (answer.type === 'stale' && this.#parent === parent) {
        this.#parts.warn(
          `${answer.files.join(', ')} ${answer.files.length === 1 ? 'has' : 'have'} changed: trials that start from now on run the new code.`,
        )
      }
      this.#drop(parent)
    }
    signal.throwIfAborted()
    return spawnChild(options)
  }

  async close(): Promise<void> {
    this.#isOff = true
    await Promise.all(this.#parents.map((parent) => parent.close()))
  }

  async #fork(
    parent: WarmParent,
    options: SpawnOptions,
    args: readonly string[],
  ): Promise<ForkAnswer> {
    try {
      return await parent.fork(options, args, options.env['ATTUNE_SOCKET'] ?? '')
    } catch {
      // Spawning fails as well, and says why.
      return { type: 'forked', child: spawnChild(options) }
    }
  }

  #newParent({ env, leftoverGraceMs }: SpawnOptions): WarmParent {
    const { program, options, cwd, output } = this.#parts
    const parent = new WarmParent({
      argv: [program, MAIN, ...options],
      env: {
        // Lets PyTorch count devices without the driver, which a fork would break.
        PYTORCH_NVML_BASED_CUDA_CHECK: '1',
        ...withoutTrial(env),
        ...ONE_THREAD,
      },
      ...(cwd === undefined ? {} : { cwd }),
      stdout: output,
      stderr: output,
      protocolFd: true,
      ...(leftoverGraceMs === undefined ? {} : { leftoverGraceMs }),
    })
    this.#parents.push(parent)
    return parent
  }

  #drop(parent: WarmParent): void {
    if (this.#parent === parent) this.#parent = undefined
    parent.retire()
  }

  #giveUp(reason: string): void {
    if (this.#isOff) return
    this.#isOff = true
    this.#parts.warn(
      `Each trial of ${this.#parts.name} imports it anew, which takes longer: ${reason}. ` +
        'To do so without this note: warm: false.',
    )
    this.#parent?.retire()
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let stop: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
