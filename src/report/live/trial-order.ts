import { RankedSet } from '../../math/ranked-set.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Columns } from '../columns.ts'

/** What trials can be put in order by. */
export interface SortKey {
  readonly title: string
  /** NaN for trials without a value, which come last. */
  readonly value: (trial: TrialView) => number
  /** Whether large values come first. */
  readonly descending: boolean
}

/** The order of the trials themselves, and the columns, metrics first. */
export function sortKeys(columns: Columns, study: StudyView): readonly SortKey[] {
  const large = new Set(
    study.objectives.filter(({ mode }) => mode === 'max').map(({ metric }) => metric),
  )
  return [
    { title: 'trial', value: (trial) => trial.number, descending: false },
    ...[...columns.metrics, ...columns.parameters].map(({ key, title, value }) => ({
      title,
      value: (trial: TrialView): number => numberOf(value(trial)),
      descending: large.has(key),
    })),
  ]
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

/** All trials in one order. To ask for a few of them costs little however many there are. */
export class TrialOrder {
  readonly key: SortKey
  readonly #ranks = new RankedSet()
  readonly #trials = new Map<string, TrialView>()
  readonly #moved = new Set<TrialView>()

  constructor(study: StudyView, key: SortKey) {
    this.key = key
    for (const trial of study.trials) this.moved(trial)
  }

  /** The trial is new, or its value may have changed. */
  moved(trial: TrialView): void {
    this.#moved.add(trial)
  }

  get size(): number {
    this.#settle()
    return this.#ranks.size
  }

  /** The trial before which `rank` others come. */
  at(rank: number): TrialView | undefined {
    this.#settle()
    const id = this.#ranks.at(this.#ranks.size - 1 - rank)
    return id === undefined ? undefined : this.#trials.get(id)
  }

  rankOf(trial: TrialView): number | undefined {
    this.#settle()
    const rank = this.#ranks.rankOf(trial.id)
    return rank === undefined ? undefined : this.#ranks.size - 1 - rank
  }

  /** The ranks end with who comes first: so those without a value come last either way. */
  #settle(): void {
    const { value, descending } = this.key
    for (const trial of this.#moved) {
      const number = value(trial)
      this.#trials.set(trial.id, trial)
      this.#ranks.place(trial.id, descending ? number : -number, -trial.number)
    }
    this.#moved.clear()
  }
}
