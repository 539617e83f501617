import type { Result } from '../math/score.ts'
import type { CheckpointRef, StudyEvent } from './events.ts'

/** A result that counts, with the checkpoint that came with it. */
export interface HistoryRow {
  readonly result: Result
  readonly checkpoint: CheckpointRef | undefined
}

/**
 * A trial's results from its stored events, each iteration once: what a later attempt did again
 * supersedes what an earlier one did after the checkpoint.
 */
export function historyOf(events: Iterable<StudyEvent>): HistoryRow[] {
  let rows: HistoryRow[] = []
  for (const event of events) {
    if (event.type === 'started') {
      rows = rows.filter((row) => iterationOf(row.result) <= event.from)
    } else if (event.type === 'reported') {
      rows.push({ result: event.result, checkpoint: event.checkpoint })
    }
  }
  return rows
}

function iterationOf(result: Result): number {
  const iteration = result['training_iteration']
  return typeof iteration === 'number' ? iteration : 0
}
