import { StorageError, messageOf } from '../errors.ts'

/** How long a result may wait for others to be written with it, in milliseconds. */
const FLUSH_MS = 500

/** Characters or bytes that may wait in one file. */
export const MAX_WAITING: number = 1 << 20

export interface GatheredFile {
  /** Writes what waits. */
  flush(): void
}

/**
 * A file for each trial, written twice a second and when it is closed. A file that fails is left alone
 * from then on, and complained about once.
 */
export class GatheredFiles<F extends GatheredFile> {
  readonly #name: string
  /** Of trials that are running; those of others are opened again when they are needed. */
  readonly #files: Map<string, F | 'broken'> = new Map()
  readonly #dirty: Set<string> = new Set()
  #timer: NodeJS.Timeout | undefined
  #failure: StorageError | undefined

  /** @param name What the files are called in complaints. */
  constructor(name: string) {
    this.#name = name
  }

  /** Does `work` with the trial's file, unless it is broken. Throws no failure: see `complain`. */
  use(id: string, open: () => F, work: (file: F) => void): void {
    this.#attempt(id, () => {
      let file = this.#files.get(id)
      if (file === undefined) {
        file = open()
        this.#files.set(id, file)
      }
      if (file !== 'broken') work(file)
    })
  }

  /** The same for work that leaves something to be written; it returns how much waits. */
  add(id: string, open: () => F, work: (file: F) => number): void {
    this.use(id, open, (file) => {
      this.#dirty.add(id)
      if (work(file) > MAX_WAITING) this.#flush(id)
    })
    this.#timer ??= setTimeout(() => this.flushAll(), FLUSH_MS).unref()
  }

  /** Gives a broken file another chance. */
  forgive(id: string): void {
    if (this.#files.get(id) === 'broken') this.#files.delete(id)
  }

  flushAll(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const id of this.#dirty) this.#flush(id)
  }

  close(id: string): void {
    if (this.#dirty.has(id)) this.#flush(id)
    this.#files.delete(id)
  }

  closeAll(): void {
    this.flushAll()
    this.#files.clear()
  }

  failureOf(id: string, cause: unknown): StorageError {
    const reason = messageOf(cause)
    return new StorageError(
      'LOG_NOT_WRITTEN',
      `${this.#name} of trial ${id} cannot be written: ${reason}. Its results are safe in study.db, ` +
        'from which the file is written again when the study is restored.',
      { cause },
    )
  }

  /** Throws what went wrong since it was last asked, if anything did. */
  complain(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure
  }

  #flush(id: string): void {
    this.#dirty.delete(id)
    this.#attempt(id, () => {
      const file = this.#files.get(id)
      if (file !== 'broken') file?.flush()
    })
  }

  #attempt(id: string, work: () => void): void {
    try {
      work()
    } catch (cause) {
      this.#files.set(id, 'broken')
      this.#failure ??= this.failureOf(id, cause)
    }
  }
}
