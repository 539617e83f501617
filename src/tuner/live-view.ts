import type { Mode, Objective } from '../math/score.ts'
import type { Schedule } from '../schedule/scheduler.ts'
import type { Study } from '../study/study.ts'
import type { StudyView } from '../study/view.ts'

/** What the fold does not know of its study, but a reader wants to see. */
export interface StudyFacts {
  readonly name: string
  readonly dir: string
  readonly metric: string | undefined
  readonly mode: Mode
  readonly objectives: readonly Objective[]
  readonly searchName: string
}

/** A view that is always as new as the study. */
export function liveView(
  study: Study,
  facts: StudyFacts,
  parts: { readonly schedule: Schedule },
): StudyView {
  return {
    name: facts.name,
    dir: facts.dir,
    metric: facts.metric,
    mode: facts.mode,
    objectives: facts.objectives,
    get total() {
      return study.total
    },
    get trials() {
      return study.trials
    },
    get counts() {
      return study.counts
    },
    get usage() {
      return study.usage
    },
    get best() {
      return study.best
    },
    get sessionStartedAt() {
      return study.sessionStartedAt
    },
    get exploits() {
      return study.exploits
    },
    searchLine: `Search: ${facts.searchName}`,
    get schedulerLine() {
      return parts.schedule.describe()
    },
    get stopReason() {
      return study.stopReason
    },
  }
}
