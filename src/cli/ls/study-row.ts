import { relative } from 'node:path'
import { AttuneError, messageOf } from '../../errors.ts'
import { valueAt } from '../../math/score.ts'
import { readStudyAt } from '../table/open-study.ts'
import type { StudyStateWord } from '../table/open-study.ts'

/** One study in a list of studies. */
export interface StudyRow {
  readonly study: string
  /** `broken` where it cannot be read; then `error` says why. */
  readonly state: StudyStateWord | 'broken'
  /** How many trials have ended, with or without an error. */
  readonly done?: number
  readonly trials?: number
  /** How many there will be; null when there is no end. */
  readonly total?: number | null
  readonly errors?: number
  readonly metric?: string | undefined
  /** Value of the metric of the best trial; with several metrics there is no best. */
  readonly best?: unknown
  readonly bestTrial?: string | undefined
  /** Milliseconds since the epoch. */
  readonly startedAt?: number | undefined
  readonly changedAt?: number | undefined
  readonly dir: string
  readonly error?: { readonly code: string; readonly message: string }
}

/** What there is to say of the study in a folder, also when that is that it is broken. */
export async function studyRow(dir: string, root: string): Promise<StudyRow> {
  const study = relative(root, dir) || dir
  try {
    const stored = await readStudyAt(dir)
    try {
      const { counts, trials, total, metric, best } = stored.view
      const result = best?.lastResult
      return {
        study,
        state: stored.state,
        done: counts.TERMINATED + counts.ERROR,
        trials: trials.length,
        total: Number.isFinite(total) ? total : null,
        errors: counts.ERROR,
        metric,
        best: result && metric !== undefined ? valueAt(result, metric) : undefined,
        bestTrial: best?.id,
        startedAt: stored.createdAt,
        changedAt: stored.changedAt,
        dir,
      }
    } finally {
      stored.close()
    }
  } catch (error) {
    const code = error instanceof AttuneError ? error.code : 'INTERNAL_ERROR'
    const message = messageOf(error)
    return { study, state: 'broken', dir, error: { code, message } }
  }
}
