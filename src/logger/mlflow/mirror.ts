import { ArtifactUploads } from './artifacts.ts'
import { eachOf } from './each-of.ts'
import { metricValue } from './entries.ts'
import { EventTail } from '../../storage/sqlite/event-tail.ts'
import { gather } from './gather.ts'
import { RunBook } from './run-book.ts'
import { Runs } from './runs.ts'
import { TrackingServer } from './server.ts'
import { bestOf, bestTags, exploitEntries, fateOf, statusOf, studyTags } from './trial-state.ts'
import { TrialRuns } from './trial-runs.ts'
import { UnsentFile } from './unsent.ts'
import type { AttuneError } from '../../errors.ts'
import type { StudyEvent } from '../../study/events.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { TrialNews } from './gather.ts'
import type { MLflowSettings } from './options.ts'
import type { RunEntry } from './run-book.ts'

/** A part of the log that is being sent. */
interface NewsPage {
  /** What has not been sent yet, by the trial's id. */
  readonly news: Map<string, TrialNews>
  readonly last: number
  readonly isFull: boolean
}

/** Events that are read from the log at a time. */
const PAGE = 1000

/** Trials whose news are sent at the same time. */
const AT_ONCE = 4

const hasEnded = (trial: TrialView): boolean =>
  trial.status === 'TERMINATED' || trial.status === 'ERROR'

/**
 * A study on a tracking server, which is brought up to what the event log says. All that it must know
 * is how far in the log it is, so it can be interrupted anywhere, by an outage or by the end of this
 * process, and goes on from there: what is told twice the server has once.
 */
export class StudyMirror {
  readonly #study: StudyView
  readonly #settings: MLflowSettings
  readonly #server: TrackingServer
  readonly #book: RunBook
  readonly #runs: Runs
  readonly #tail: EventTail
  readonly #unsent: UnsentFile
  readonly #trialRuns: TrialRuns
  readonly #uploads: ArtifactUploads
  /** Trials by id, of all that were there when it was last looked. */
  readonly #trials: Map<string, TrialView> = new Map()
  /** Ids of trials whose status may not be the one that the server knows. */
  #changed: Set<string> = new Set()
  readonly #endedAt: Map<string, number> = new Map()
  readonly #complaints: AttuneError[] = []
  #page: NewsPage | undefined
  #best: { readonly trial: string; readonly value: number } | undefined
  #wasAskedToStop = false
  #isOver = false

  /** @param study Looked at whenever something is sent: what counts is how it is then. */
  constructor(study: StudyView, settings: MLflowSettings) {
    const experiment = settings.experiment ?? study.name
    this.#study = study
    this.#settings = settings
    this.#server = new TrackingServer(settings.uri)
    this.#book = new RunBook(study.dir, { uri: this.#server.address, experiment })
    this.#runs = new Runs(this.#server, this.#book, experiment)
    this.#tail = new EventTail(study.dir)
    this.#unsent = new UnsentFile(study.dir)
    const complain = (error: AttuneError): void => void this.#complaints.push(error)
    this.#trialRuns = new TrialRuns({
      study,
      settings,
      address: this.address,
      book: this.#book,
      runs: this.#runs,
      unsent: this.#unsent,
      complain,
    })
    this.#uploads = new ArtifactUploads(this.#server, this.#runs, {
      scoreOrder: this.#tail.checkpointScoreOrder(),
      maxMb: settings.maxArtifactMb,
      complain,
    })
    for (const { id } of study.trials) this.#changed.add(id)
  }

  get address(): string {
    return this.#server.address
  }

  get unsentPath(): string {
    return this.#unsent.path
  }

  /** Something happened to a trial besides a result. */
  touch(id: string): void {
    this.#changed.add(id)
  }

  /** No more will happen: the next `catchUp` ends the runs as well. */
  end(): void {
    this.#isOver = true
  }

  /** What went wrong without keeping the rest from being sent, since it was last asked. */
  takeComplaints(): readonly AttuneError[] {
    return this.#complaints.splice(0)
  }

  /**
   * Tells the server everything that it does not know yet.
   * @param onProgress Called after each part that it has taken.
   * @throws RequestFailure
   * @throws {AttuneError} `MLFLOW_EXPERIMENT_DELETED`
   */
  async catchUp(onProgress: () => void): Promise<void> {
    // Runs that are made from now on are found again by its key, whatever happens.
    await this.#book.save()
    await this.#runs.open()
    const parent = await this.#parent()
    while (await this.#tellPage(onProgress)) await this.#book.save()
    await this.#tellExploits()
    await this.#tellStatuses()
    if (parent) await this.#tellBest(parent)
    if (this.#isOver) await this.#conclude(parent)
    await this.#book.save()
  }

  /** Writes what was not told to the file for it. Returns how many results that are. */
  writeUnsent(): number {
    let count = 0
    const begun = this.#page
    for (let page = begun ?? this.#nextPage(); ; page = this.#nextPage()) {
      for (const { results } of page.news.values()) count += results
      this.#unsent.add(
        Array.from(page.news, ([trial, { metrics, tags }]) => ({
          trial,
          name: this.#trial(trial)?.name ?? trial,
          metrics,
          tags: [...tags.values()],
        })),
      )
      // It is not written down: the next session begins where this one could not go on.
      this.#book.seq = page.last
      if (!page.isFull && page !== begun) return count
    }
  }

  close(): void {
    this.#tail.close()
    this.#server.close()
  }

  async #parent(): Promise<RunEntry | undefined> {
    if (!this.#settings.parentRun) return undefined
    const { name, sessionStartedAt } = this.#study
    const entry =
      this.#book.parent ??
      (await this.#runs.create({
        name,
        startedAt: sessionStartedAt || Date.now(),
        tags: [...studyTags(this.#study), ...this.#trialRuns.givenTags()],
      }))
    if (entry.status !== 'RUNNING')
      await this.#trialRuns.setStatus(name, entry, { status: 'RUNNING' })
    return entry
  }

  /** @returns Whether there may be another page. */
  async #tellPage(onProgress: () => void): Promise<boolean> {
    // After one that was begun earlier there may be more by now.
    const isOld = this.#page !== undefined
    const { news, last, isFull } = (this.#page ??= this.#nextPage())
    // What was sent before a failure is not sent again with the rest.
    await eachOf(news, AT_ONCE, async ([id, { metrics, tags, startedAt }]) => {
      const trial = this.#trial(id)
      if (trial) {
        const entry = await this.#trialRuns.of(trial, startedAt)
        await this.#trialRuns.log(trial, entry, { metrics, tags: [...tags.values()] })
      }
      news.delete(id)
      onProgress()
    })
    this.#book.seq = last
    this.#page = undefined
    return isFull || isOld
  }

  #nextPage(): NewsPage {
    const { events, last, isFull } = this.#tail.read(this.#book.seq, PAGE)
    for (const { type } of events) {
      if (type === 'session-started') this.#wasAskedToStop = false
      else if (type === 'stop-requested') this.#wasAskedToStop = true
    }
    const news = this.#gather(events)
    for (const [id, { endedAt }] of news) {
      if (endedAt !== undefined) this.#endedAt.set(id, endedAt)
    }
    return { news, last, isFull }
  }

  async #tellExploits(): Promise<void> {
    const { exploits } = this.#study
    const { prefix } = this.#settings
    while (this.#book.exploits < exploits.length) {
      const exploit = exploits[this.#book.exploits]
      const trial = exploit && this.#trial(exploit.trial)
      if (exploit && trial) {
        const isFirst = exploits.find((each) => each.trial === exploit.trial) === exploit
        const entries = exploitEntries(exploit, isFirst, {
          metrics: this.#book.metricNames,
          prefix,
        })
        await this.#trialRuns.log(trial, await this.#trialRuns.of(trial), entries)
      }
      this.#book.exploits += 1
    }
  }

  async #tellStatuses(): Promise<void> {
    const changed = this.#changed
    this.#changed = new Set()
    try {
      await eachOf(changed, AT_ONCE, async (id) => {
        const trial = this.#trial(id)
        if (trial) await this.#tellStatus(trial)
        changed.delete(id)
      })
    } finally {
      for (const id of changed) this.#changed.add(id)
    }
  }

  async #tellStatus(trial: TrialView): Promise<void> {
    if (trial.attempt === 0 && !hasEnded(trial)) return
    const entry = await this.#trialRuns.of(trial)
    const status = statusOf(trial, this.#isOver)
    if (entry.status === status) return
    await this.#trialRuns.log(trial, entry, { tags: fateOf(trial) })
    const isLast = status !== 'RUNNING' && status !== 'SCHEDULED'
    const endedAt = this.#endedAt.get(trial.id) ?? Date.now()
    await this.#trialRuns.setStatus(trial.name, entry, {
      status,
      endedAt: isLast ? endedAt : undefined,
    })
    this.#endedAt.delete(trial.id)
    if (this.#settings.artifacts === 'all' && hasEnded(trial))
      await this.#uploads.upload(this.#study.dir, trial, entry)
  }

  async #tellBest(parent: RunEntry): Promise<void> {
    const best = bestOf(this.#study)
    if (best === undefined) return
    const { trial, value } = best
    const isNew = this.#best?.trial !== trial.id || !Object.is(this.#best.value, value)
    if (!isNew && !this.#isOver) return
    const { TERMINATED, ERROR } = this.#study.counts
    const key = this.#book.metricNames.nameOf(`${this.#settings.prefix}best/${this.#study.metric}`)
    const point = {
      key,
      value: metricValue(value),
      timestamp: Date.now(),
      step: TERMINATED + ERROR,
    }
    const { run } = await this.#trialRuns.of(trial)
    await this.#trialRuns.logStudy(parent, {
      metrics: isNew ? [point] : [],
      tags: bestTags(trial, run, this.#book.paramNames),
    })
    this.#best = { trial: trial.id, value }
  }

  async #conclude(parent: RunEntry | undefined): Promise<void> {
    const { counts, trials, total, best } = this.#study
    const unfinished = counts.PENDING + counts.RUNNING + counts.PAUSED
    const isInterrupted = unfinished > 0 || (this.#wasAskedToStop && trials.length < total)
    if (!isInterrupted && best && this.#settings.artifacts === 'best') {
      await this.#uploads.upload(this.#study.dir, best, await this.#trialRuns.of(best))
    }
    if (parent === undefined) return
    await this.#trialRuns.logStudy(parent, { tags: studyTags(this.#study) })
    const status = isInterrupted ? 'KILLED' : 'FINISHED'
    await this.#trialRuns.setStatus(this.#study.name, parent, { status, endedAt: Date.now() })
  }

  #gather(events: readonly StudyEvent[]): Map<string, TrialNews> {
    return gather(events, { names: this.#book.metricNames, prefix: this.#settings.prefix })
  }

  #trial(id: string): TrialView | undefined {
    const { trials } = this.#study
    for (let i = this.#trials.size; i < trials.length; i++) {
      const trial = trials[i] as TrialView
      this.#trials.set(trial.id, trial)
    }
    return this.#trials.get(id)
  }
}
