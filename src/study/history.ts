import type { Result } from '../math/score.ts'
import type { CheckpointRef, StudyEvent } from './events.ts'

/** A result that counts, with the checkpoint that belongs to it. */
export interface HistoryRow {
  readonly result: Result
  readonly checkpoint: CheckpointRef | undefined
}

/**
 * A trial's results from its stored events, each iteration once: what a later attempt did again
 * supersedes what an earlier one did after the checkpoint.
 * @param trial As it stands: its last attempt may have begun without a word of its own.
 */
export function historyOf(
  events: Iterable<StudyEvent>,
  trial: { readonly attempt: number; readonly iterationAtStart: number },
): HistoryRow[] {
  let rows: HistoryRow[] = []
  let attempt = 0
  for (const event of events) {
    if ('attempt' in event) attempt = event.attempt
    if (event.type === 'started') rows = upTo(event.from, rows)
    else if (event.type === 'reported') {
      rows.push({ result: event.result, checkpoint: event.checkpoint })
    } else if (event.type === 'checkpointed') {
      const last = rows.pop()
      if (last) rows.push({ ...last, checkpoint: event.checkpoint })
    }
  }
  return attempt < trial.attempt ? upTo(trial.iterationAtStart, rows) : rows
}

function upTo(iteration: number, rows: readonly HistoryRow[]): HistoryRow[] {
  return rows.filter((row) => iterationOf(row.result) <= iteration)
}

function iterationOf(result: Result): number {
  const iteration = result['training_iteration']
  return typeof iteration === 'number' ? iteration : 0
}
