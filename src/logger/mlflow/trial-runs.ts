import { AttuneError } from '../../errors.ts'
import { configAt } from '../../study/exploit-record.ts'
import { paramsOf, tagEntry } from './entries.ts'
import { RequestFailure } from './failure.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Entries } from './batches.ts'
import type { TextEntry } from './entries.ts'
import type { MLflowSettings } from './options.ts'
import type { RunBook, RunEntry, RunStatus } from './run-book.ts'
import type { Runs } from './runs.ts'
import type { UnsentFile } from './unsent.ts'

export interface TrialRunsParts {
  readonly study: StudyView
  readonly settings: MLflowSettings
  readonly address: string
  readonly book: RunBook
  readonly runs: Runs
  readonly unsent: UnsentFile
  readonly complain: (error: AttuneError) => void
}

/** The run of each trial, made when it is first needed, and what is logged to it. */
export class TrialRuns {
  readonly #parts: TrialRunsParts

  constructor(parts: TrialRunsParts) {
    this.#parts = parts
  }

  /** @param startedAt When it is known better than the trial knows it, in milliseconds since the epoch. */
  async of(trial: TrialView, startedAt?: number): Promise<RunEntry> {
    const { study, settings, book, runs } = this.#parts
    const known = book.trials.get(trial.id)
    if (known) return known
    return runs.create(
      {
        name: trial.name,
        startedAt: startedAt ?? trial.startedAt ?? Date.now(),
        tags: [tagEntry('attune.study', study.name), ...this.givenTags()],
        parent: settings.parentRun ? book.parent?.run : undefined,
      },
      trial.id,
    )
  }

  /** Logs to a trial's run, and its parameters with it if it has not got them. */
  async log(trial: TrialView, entry: RunEntry, entries: Entries): Promise<void> {
    if (entry.hasParams === true) {
      await this.#log(trial, entry, entries)
      return
    }
    const { study, book } = this.#parts
    // What it began with, if it has become a copy of another since.
    const params = paramsOf(configAt(study.exploits, trial, 0), book.paramNames)
    await this.#log(trial, entry, { ...entries, params })
    entry.hasParams = true
  }

  /** Logs to the study's own run. */
  async logStudy(entry: RunEntry, entries: Entries): Promise<void> {
    await this.#log({ id: '', name: this.#parts.study.name }, entry, entries)
  }

  /** @param endedAt Milliseconds since the epoch; undefined while it goes on. */
  async setStatus(
    name: string,
    entry: RunEntry,
    { status, endedAt }: { readonly status: RunStatus; readonly endedAt?: number | undefined },
  ): Promise<void> {
    try {
      await this.#parts.runs.setStatus(entry.run, status, endedAt)
    } catch (error) {
      if (!(error instanceof RequestFailure) || error.isTransient) throw error
      // Somebody has deleted the run, perhaps; the others go on.
      this.#refused(name, error)
    }
    entry.status = status
  }

  givenTags(): TextEntry[] {
    return Object.entries(this.#parts.settings.tags).map(([key, value]) => tagEntry(key, value))
  }

  async #log(
    { id, name }: { readonly id: string; readonly name: string },
    { run }: RunEntry,
    entries: Entries,
  ): Promise<void> {
    const { runs, unsent } = this.#parts
    await runs.log(run, entries, (batch, error) => {
      unsent.add([{ trial: id, name, ...batch, error: error.message }])
      this.#refused(name, error)
    })
  }

  #refused(name: string, error: RequestFailure): void {
    const { address, unsent, complain } = this.#parts
    complain(
      new AttuneError(
        'MLFLOW_REFUSED',
        `${address} has refused something about ${name}: ${error.message}. Values that it refuses are ` +
          `in ${unsent.path}.`,
        { cause: error },
      ),
    )
  }
}
