import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Outcome } from './play.ts'

/** One run as it is kept. */
export interface Run extends Outcome {
  readonly task: string
  readonly algorithm: string
  readonly seed: number
}

/** Runs that are kept in a file, one JSON object a line. */
export class Records {
  readonly #file: string
  readonly #runs = new Map<string, Run>()

  constructor(file: string) {
    this.#file = file
    this.#read()
  }

  get runs(): readonly Run[] {
    return [...this.#runs.values()]
  }

  /** A run of at least so many evaluations, if it is there. */
  get(key: Pick<Run, 'task' | 'algorithm' | 'seed'>, evaluations: number): Run | undefined {
    const run = this.#runs.get(keyOf(key))
    return run !== undefined && run.evaluations >= evaluations ? run : undefined
  }

  /** Keeps a run, in place of one that was there. */
  put(run: Run): void {
    this.#take(run)
    appendFileSync(this.#file, `${JSON.stringify(run)}\n`)
  }

  /** Writes the file anew, in order and without what was replaced; what others have added stays. */
  tidy(): void {
    this.#read()
    const lines = this.runs
      .toSorted(
        (a, b) =>
          compare(a.algorithm, b.algorithm) || compare(a.task, b.task) || compare(a.seed, b.seed),
      )
      .map((run) => `${JSON.stringify(run)}\n`)
    writeFileSync(this.#file, lines.join(''))
  }

  #read(): void {
    const text = existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : ''
    for (const line of text.split('\n')) {
      if (line !== '') this.#take(JSON.parse(line) as Run)
    }
  }

  #take(run: Run): void {
    this.#runs.set(keyOf(run), run)
  }
}

function keyOf({ task, algorithm, seed }: Pick<Run, 'task' | 'algorithm' | 'seed'>): string {
  return JSON.stringify([task, algorithm, seed])
}

function compare<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
