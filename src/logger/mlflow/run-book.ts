import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NameBook } from './names.ts'
import type { GivenNames } from './names.ts'

export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED'

/** A run of MLflow, as far as it was told of its trial. */
export interface RunEntry {
  readonly run: string
  /** Its parameters have been logged. */
  hasParams?: boolean
  status?: RunStatus
  /** The checkpoint that was uploaded. */
  artifact?: string
}

/** What `mlflow.json` in a study's folder holds. */
interface StoredBook {
  readonly format: 1
  readonly uri: string
  readonly experiment: string
  /** The value of the tag `attune.key` of all runs of the study. */
  readonly key: string
  readonly seq: number
  readonly exploits: number
  readonly parent: RunEntry | undefined
  readonly trials: Readonly<Record<string, RunEntry>>
  readonly metricNames: GivenNames
  readonly paramNames: GivenNames
}

/** The file in a study's folder that says which runs are whose. */
const BOOK_FILE = 'mlflow.json'

/** Which runs a study's trials are on a server, and how much of the study it has been told. */
export class RunBook {
  readonly key: string
  /** Whether an earlier session began it. */
  readonly isOld: boolean
  readonly metricNames: NameBook
  readonly paramNames: NameBook
  readonly trials: Map<string, RunEntry>
  parent: RunEntry | undefined
  /** Number of the last event of the log that has been told. */
  seq: number
  /** How many copies of trials have been told. */
  exploits: number
  readonly #path: string
  readonly #uri: string
  readonly #experiment: string
  #saved = ''

  /** Another server or experiment has a book of its own, and is told everything. */
  constructor(
    dir: string,
    { uri, experiment }: { readonly uri: string; readonly experiment: string },
  ) {
    this.#path = join(dir, BOOK_FILE)
    this.#uri = uri
    this.#experiment = experiment
    const found = readStored(this.#path)
    const stored = found?.uri === uri && found.experiment === experiment ? found : undefined
    this.isOld = stored !== undefined
    this.key = stored?.key ?? randomUUID()
    this.seq = stored?.seq ?? 0
    this.exploits = stored?.exploits ?? 0
    this.parent = stored?.parent
    this.trials = new Map(Object.entries(stored?.trials ?? {}))
    this.metricNames = new NameBook(stored?.metricNames)
    this.paramNames = new NameBook(stored?.paramNames)
  }

  /** Writes it down at once: a reader sees the old or the new, also after a kill. */
  async save(): Promise<void> {
    const text = JSON.stringify({
      format: 1,
      uri: this.#uri,
      experiment: this.#experiment,
      key: this.key,
      seq: this.seq,
      exploits: this.exploits,
      parent: this.parent,
      trials: Object.fromEntries(this.trials),
      metricNames: this.metricNames.toJSON(),
      paramNames: this.paramNames.toJSON(),
    } satisfies StoredBook)
    if (text === this.#saved) return
    await writeFile(`${this.#path}.new`, `${text}\n`)
    await rename(`${this.#path}.new`, this.#path)
    this.#saved = text
  }
}

function readStored(path: string): StoredBook | undefined {
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as StoredBook
    return stored.format === 1 ? stored : undefined
  } catch {
    // There is none, or somebody has damaged it: the runs are found again by nothing, and made anew.
    return undefined
  }
}
