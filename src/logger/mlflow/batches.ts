import type { MetricEntry, TextEntry } from './entries.ts'

/** Things to be logged to one run. */
export interface Entries {
  readonly metrics?: readonly MetricEntry[]
  readonly params?: readonly TextEntry[]
  readonly tags?: readonly TextEntry[]
}

/** MLflow's limits of one request. */
const MOST = { metrics: 1000, params: 100, tags: 100 } as const
const MOST_IN_ALL = 1000
/** Bytes of its JSON; the limit is a million, and the run's id and the brackets want some of it. */
const MOST_BYTES = 990_000

type Kind = keyof typeof MOST

/** The entries in as few requests as MLflow's limits allow, in order, parameters first. */
export function* batchesOf(entries: Entries): Generator<Required<Entries>, void> {
  let batch = emptyBatch()
  let count = 0
  let bytes = 0
  for (const kind of ['params', 'tags', 'metrics'] as const satisfies readonly Kind[]) {
    for (const entry of entries[kind] ?? []) {
      const size = Buffer.byteLength(JSON.stringify(entry)) + 1
      const isFull = count === MOST_IN_ALL || batch[kind].length === MOST[kind]
      if (isFull || (count > 0 && bytes + size > MOST_BYTES)) {
        yield batch
        batch = emptyBatch()
        count = 0
        bytes = 0
      }
      batch[kind].push(entry as MetricEntry & TextEntry)
      count += 1
      bytes += size
    }
  }
  if (count > 0) yield batch
}

function emptyBatch(): { metrics: MetricEntry[]; params: TextEntry[]; tags: TextEntry[] } {
  return { metrics: [], params: [], tags: [] }
}
