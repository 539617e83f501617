import { join } from 'node:path'
import { commitCheckpoint } from '../checkpoint/commit.ts'
import { deleteCheckpoint } from '../checkpoint/delete.ts'
import { sweepAttempt } from '../checkpoint/sweep.ts'
import { messageOf } from '../errors.ts'
import { lateCheckpoint } from '../study/late-checkpoint.ts'
import type { ExecutorEvent } from '../executor/executor.ts'
import type { StudyEvent } from '../study/events.ts'
import type { Trial } from '../study/trial.ts'

type Saved = Extract<ExecutorEvent, { type: 'checkpointed' }>

/** The checkpoints of a study on disk. */
export class CheckpointFolders {
  readonly #studyDir: string
  readonly #warn: (line: string) => void
  readonly #removals: Set<Promise<unknown>> = new Set()

  /**
   * @param studyDir Absolute path.
   * @param warn Tells the user a line.
   */
  constructor(studyDir: string, warn: (line: string) => void) {
    this.#studyDir = studyDir
    this.#warn = warn
  }

  /** What a trial has saved after its last report, as the event that is stored; undefined where it is of no use. */
  takeLast(trial: Trial, saved: Saved, at: number): StudyEvent | undefined {
    const checkpoint = lateCheckpoint(trial)
    if (checkpoint === undefined) return undefined
    try {
      commitCheckpoint(join(this.#studyDir, trial.name), saved.checkpoint, checkpoint.name)
      return { ...saved, at, checkpoint }
    } catch (error) {
      this.#warn(`Warning: the last state of ${trial.name} is not kept: ${messageOf(error)}`)
      return undefined
    }
  }

  /** Removes checkpoints of a trial. They are gone at once; their files are when {@link settled} resolves. */
  remove(trialName: string, checkpoints: readonly { readonly name: string }[]): void {
    for (const { name } of checkpoints) {
      this.#await(deleteCheckpoint(join(this.#studyDir, trialName), name))
    }
  }

  /** Removes what an attempt that is over has staged, and nobody took. */
  sweep(trialName: string, attempt: number): void {
    this.#await(sweepAttempt(join(this.#studyDir, trialName), attempt))
  }

  /** Resolves when nothing is being removed any more. Never rejects. */
  async settled(): Promise<void> {
    await Promise.all(this.#removals)
  }

  #await(removing: Promise<void>): void {
    const removal = removing.catch(() => undefined).finally(() => this.#removals.delete(removal))
    this.#removals.add(removal)
  }
}
