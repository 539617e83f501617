import type { ReadStudy } from './open-study.ts'

type Fields = Readonly<Record<string, unknown>>

/** A study as programs get it, without its trials. */
export function studyJson({ view, state, createdAt, changedAt }: ReadStudy): Fields {
  return {
    study: view.name,
    dir: view.dir,
    state,
    metric: view.metric,
    mode: view.objectives.length === 0 ? undefined : view.mode,
    ...(view.objectives.length > 1 ? { objectives: view.objectives } : {}),
    // JSON has no Infinity, and "no total" says the same.
    total: Number.isFinite(view.total) ? view.total : null,
    counts: view.counts,
    stopReason: view.stopReason,
    createdAt,
    changedAt,
  }
}
