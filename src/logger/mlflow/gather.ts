import { entriesOf } from './entries.ts'
import type { StudyEvent } from '../../study/events.ts'
import type { MetricEntry, TextEntry } from './entries.ts'
import type { NameBook } from './names.ts'

/** What a page of the log says of one trial. */
export interface TrialNews {
  readonly metrics: MetricEntry[]
  /** The latest text of each name. */
  readonly tags: Map<string, TextEntry>
  /** How many results there are. */
  results: number
  /** When its first attempt in the page began, in milliseconds since the epoch. */
  startedAt: number | undefined
  endedAt: number | undefined
}

/** The events of a page by the trial that they are about, in the order in which trials come. */
export function gather(
  events: readonly StudyEvent[],
  naming: { readonly names: NameBook; readonly prefix: string },
): Map<string, TrialNews> {
  const all = new Map<string, TrialNews>()
  for (const event of events) {
    if (event.type !== 'started' && event.type !== 'reported' && event.type !== 'ended') continue
    let news = all.get(event.trial)
    if (news === undefined) {
      news = { metrics: [], tags: new Map(), results: 0, startedAt: undefined, endedAt: undefined }
      all.set(event.trial, news)
    }
    if (event.type === 'started') news.startedAt ??= event.at
    else if (event.type === 'ended') news.endedAt = event.at
    else {
      const { metrics, tags } = entriesOf(event.result, event.at, naming)
      news.results += 1
      news.metrics.push(...metrics)
      for (const tag of tags) news.tags.set(tag.key, tag)
    }
  }
  return all
}
