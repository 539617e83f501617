import { userInfo } from 'node:os'
import { AttuneError } from '../../errors.ts'
import { batchesOf } from './batches.ts'
import { tagEntry } from './entries.ts'
import { RequestFailure } from './failure.ts'
import type { Entries } from './batches.ts'
import type { TextEntry } from './entries.ts'
import type { RunBook, RunEntry, RunStatus } from './run-book.ts'
import type { TrackingServer } from './server.ts'

/** What a run is made of. */
export interface NewRun {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly tags: readonly TextEntry[]
  readonly parent?: string | undefined
}

interface RunInfo {
  readonly run_id: string
  readonly artifact_uri: string
}

interface FoundRun {
  readonly info: RunInfo
  readonly data: { readonly tags?: readonly TextEntry[] }
}

/** Tag of the trial's id; a study's own run has none. */
const TRIAL_TAG = 'attune.trial'
const KEY_TAG = 'attune.key'

/** The runs of one study on a server: makes them, finds them again, and logs to them. */
export class Runs {
  readonly #server: TrackingServer
  readonly #book: RunBook
  readonly #experiment: string
  #experimentId: string | undefined
  /** Whether the server may have runs that the book does not know, because an answer was lost. */
  #mayHaveMore: boolean

  constructor(server: TrackingServer, book: RunBook, experiment: string) {
    this.#server = server
    this.#book = book
    this.#experiment = experiment
    this.#mayHaveMore = book.isOld
  }

  /**
   * Finds or makes the experiment, and finds runs that an earlier session has made last.
   * @throws {AttuneError} `MLFLOW_EXPERIMENT_DELETED`.
   */
  async open(): Promise<void> {
    this.#experimentId ??= await this.#findExperiment()
    if (!this.#mayHaveMore) return
    await this.#adopt(this.#experimentId)
    this.#mayHaveMore = false
  }

  async create({ name, startedAt, tags, parent }: NewRun, trial?: string): Promise<RunEntry> {
    await this.open()
    const known = trial === undefined ? this.#book.parent : this.#book.trials.get(trial)
    if (known) return known
    const all = [
      ...tags,
      ...ownTags(),
      { key: KEY_TAG, value: this.#book.key },
      ...(trial === undefined ? [] : [{ key: TRIAL_TAG, value: trial }]),
      ...(parent === undefined ? [] : [{ key: 'mlflow.parentRunId', value: parent }]),
    ]
    try {
      const answer = await this.#server.post('runs/create', {
        experiment_id: this.#experimentId,
        run_name: name,
        start_time: Math.round(startedAt),
        tags: all,
      })
      const { run_id: run } = (answer as { readonly run: { readonly info: RunInfo } }).run.info
      return this.#enter(trial, { run, status: 'RUNNING' })
    } catch (error) {
      if (error instanceof RequestFailure && error.isTransient) this.#mayHaveMore = true
      throw error
    }
  }

  async log(run: string, entries: Entries, onRefused: RefusedBatch): Promise<void> {
    for (const batch of batchesOf(entries)) {
      try {
        await this.#server.post('runs/log-batch', { run_id: run, ...batch })
      } catch (error) {
        if (!(error instanceof RequestFailure) || error.isTransient) throw error
        onRefused(batch, error)
      }
    }
  }

  async setStatus(run: string, status: RunStatus, endedAt?: number): Promise<void> {
    await this.#server.post('runs/update', {
      run_id: run,
      status,
      ...(endedAt === undefined ? {} : { end_time: Math.round(endedAt) }),
    })
  }

  /** Where the run's artifacts go, as the server says it. */
  async artifactUri(run: string): Promise<string> {
    const answer = await this.#server.get('runs/get', { run_id: run })
    return (answer as { readonly run: { readonly info: RunInfo } }).run.info.artifact_uri
  }

  async #findExperiment(): Promise<string> {
    const found = await this.#experimentByName()
    if (found !== undefined) return found
    try {
      const answer = await this.#server.post('experiments/create', { name: this.#experiment })
      return (answer as { readonly experiment_id: string }).experiment_id
    } catch (error) {
      const isThere = error instanceof RequestFailure && error.isThereAlready
      // Another study was faster.
      const made = isThere ? await this.#experimentByName() : undefined
      if (made === undefined) throw error
      return made
    }
  }

  async #experimentByName(): Promise<string | undefined> {
    const query = { experiment_name: this.#experiment }
    const answer = await this.#server
      .get('experiments/get-by-name', query)
      .catch((error: unknown) => {
        const isMissing = error instanceof RequestFailure && error.isAboutNothing
        if (isMissing) return undefined
        throw error
      })
    if (answer === undefined) return undefined
    const { experiment } = answer as {
      readonly experiment: { readonly experiment_id: string; readonly lifecycle_stage?: string }
    }
    if (experiment.lifecycle_stage !== 'deleted') return experiment.experiment_id
    throw new AttuneError(
      'MLFLOW_EXPERIMENT_DELETED',
      `The MLflow experiment ${JSON.stringify(this.#experiment)} has been deleted on ` +
        `${this.#server.address}. Restore it (mlflow experiments restore --experiment-id ` +
        `${experiment.experiment_id}) or give another experiment.`,
    )
  }

  async #adopt(experimentId: string): Promise<void> {
    let token: string | undefined
    do {
      const answer = (await this.#server.post('runs/search', {
        experiment_ids: [experimentId],
        filter: `tags.\`${KEY_TAG}\` = '${this.#book.key}'`,
        max_results: 1000,
        ...(token === undefined ? {} : { page_token: token }),
      })) as { readonly runs?: readonly FoundRun[]; readonly next_page_token?: string }
      for (const { info, data } of answer.runs ?? []) {
        const trial = data.tags?.find(({ key }) => key === TRIAL_TAG)?.value
        const known = trial === undefined ? this.#book.parent : this.#book.trials.get(trial)
        if (known === undefined) this.#enter(trial, { run: info.run_id, status: 'RUNNING' })
      }
      token = answer.next_page_token
    } while (token !== undefined && token !== '')
  }

  #enter(trial: string | undefined, entry: RunEntry): RunEntry {
    if (trial === undefined) this.#book.parent = entry
    else this.#book.trials.set(trial, entry)
    return entry
  }
}

/** Is told of what a server does not take and never will. */
export type RefusedBatch = (batch: Required<Entries>, error: RequestFailure) => void

/** The tags that MLflow's own client sets. */
function ownTags(): TextEntry[] {
  return [
    { key: 'mlflow.user', value: userName() },
    tagEntry('mlflow.source.name', process.argv[1] ?? 'attune'),
    { key: 'mlflow.source.type', value: 'LOCAL' },
  ]
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // An id without a name, as containers have it.
    return 'unknown'
  }
}
