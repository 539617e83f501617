import { compareScores, numberAt } from '../math/score.ts'
import type { Mode } from '../math/score.ts'
import type { TrialStatus } from '../study/events.ts'
import type { StudyView, TrialView } from '../study/view.ts'

/** Order of the rows. */
const ORDER: readonly TrialStatus[] = ['RUNNING', 'TERMINATED', 'PAUSED', 'PENDING', 'ERROR']
/** Of these the ones that came first are shown, so that rows stay where they are; of others the latest. */
const EARLIEST_FIRST: ReadonlySet<TrialStatus> = new Set(['RUNNING', 'PENDING'])

export interface RowOptions {
  /** Rows, at most. */
  readonly limit: number
  /** Orders each status by this, best first; undefined: the order in which the trials came. */
  readonly sortBy: { readonly metric: string; readonly mode: Mode } | undefined
  /** Is among the rows whenever its status has any. */
  readonly best: TrialView | undefined
  /** As `best`; where there is room for one of the two, it is this one. */
  readonly selected?: TrialView | undefined
}

export interface TrialRows {
  readonly shown: readonly TrialView[]
  /** How many of each status are not shown; only those with any, in the order of the rows. */
  readonly hidden: ReadonlyMap<TrialStatus, number>
}

/**
 * The trials for the rows of the table: every status gets its fair share, and what one status does
 * not need goes to the others. Costs one look at the status of each trial at most.
 */
export function selectRows(study: StudyView, options: RowOptions): TrialRows {
  const shares = fairShares(study.counts, options.limit)
  const { best, selected, sortBy } = options
  const chosen =
    sortBy === undefined
      ? byOrder(study, shares)
      : byScore(study, shares, (trial) => scoreOf(trial, sortBy.metric), sortBy.mode)
  for (const kept of [best, selected]) {
    if (kept === undefined) continue
    const rows = chosen[kept.status]
    if (rows.length === 0 || rows.includes(kept)) continue
    const [outer, inner] = EARLIEST_FIRST.has(kept.status) ? [rows.length - 1, -1] : [0, 1]
    const makesWay = rows[outer] === best && rows.length > 1 ? outer + inner : outer
    rows[makesWay] = kept
    if (sortBy === undefined) rows.sort((a, b) => a.number - b.number)
  }
  const hidden = new Map<TrialStatus, number>()
  for (const status of ORDER) {
    const rest = study.counts[status] - chosen[status].length
    if (rest > 0) hidden.set(status, rest)
  }
  return { shown: ORDER.flatMap((status) => chosen[status]), hidden }
}

/** `12 TERMINATED, 3 PENDING`; empty when there is nothing to count. */
export function countsText(counts: Iterable<readonly [TrialStatus, number]>): string {
  return Array.from(counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ')
}

type Shares = Record<TrialStatus, number>
type Buckets = Record<TrialStatus, TrialView[]>

function fairShares(counts: StudyView['counts'], limit: number): Shares {
  const shares: Shares = { RUNNING: 0, TERMINATED: 0, PAUSED: 0, PENDING: 0, ERROR: 0 }
  let left = limit
  for (;;) {
    const wanting = ORDER.filter((status) => shares[status] < counts[status])
    if (wanting.length === 0 || left < 1) return shares
    // As many whole rounds at once as all who want more can take.
    const rounds = wanting.reduce(
      (least, status) => Math.min(least, counts[status] - shares[status]),
      Math.floor(left / wanting.length),
    )
    for (const status of wanting) {
      const share = rounds > 0 ? rounds : Math.min(1, left)
      shares[status] += share
      left -= share
    }
  }
}

function emptyBuckets(): Buckets {
  return { RUNNING: [], TERMINATED: [], PAUSED: [], PENDING: [], ERROR: [] }
}

/** Looks from the end, where the trials that move are, and only until all rows are found. */
function byOrder(study: StudyView, shares: Shares): Buckets {
  const buckets = emptyBuckets()
  const ahead = { ...study.counts }
  let missing = ORDER.reduce((sum, status) => sum + shares[status], 0)
  for (let i = study.trials.length - 1; i >= 0 && missing > 0; i--) {
    const trial = study.trials[i]
    if (trial === undefined) continue
    const { status } = trial
    const rows = buckets[status]
    const inTime = !EARLIEST_FIRST.has(status) || ahead[status] <= shares[status]
    ahead[status] -= 1
    if (!inTime || rows.length >= shares[status]) continue
    rows.push(trial)
    missing -= 1
  }
  for (const status of ORDER) buckets[status].reverse()
  return buckets
}

/** Of each status the best, best first; of equals the one that came first. */
function byScore(
  study: StudyView,
  shares: Shares,
  score: (trial: TrialView) => number,
  mode: Mode,
): Buckets {
  type Scored = { readonly trial: TrialView; readonly score: number }
  const scored: Record<TrialStatus, Scored[]> = {
    RUNNING: [],
    TERMINATED: [],
    PAUSED: [],
    PENDING: [],
    ERROR: [],
  }
  const cut = (list: Scored[], share: number): void => {
    list.sort((a, b) => compareScores(b.score, a.score, mode))
    list.length = Math.min(list.length, share)
  }
  for (const trial of study.trials) {
    const share = shares[trial.status]
    if (share === 0) continue
    const list = scored[trial.status]
    list.push({ trial, score: score(trial) })
    // Cut now and then, so that a study of any length needs memory for the rows only.
    if (list.length > 2 * share + 64) cut(list, share)
  }
  const buckets = emptyBuckets()
  for (const status of ORDER) {
    cut(scored[status], shares[status])
    buckets[status] = scored[status].map(({ trial }) => trial)
  }
  return buckets
}

/** A trial's last value of the metric; NaN without one. */
export function scoreOf(trial: TrialView, metric: string): number {
  return trial.lastResult === undefined
    ? Number.NaN
    : (numberAt(trial.lastResult, metric) ?? Number.NaN)
}
