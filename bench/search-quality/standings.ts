import type { Task } from '../functions/task.ts'
import type { Run } from './records.ts'
import { medianOf } from './statistics.ts'

/** A searcher of one of the two sides. */
export interface Rival {
  readonly side: 'attune' | 'optuna'
  readonly algorithm: string
}

export function attune(algorithm: string): Rival {
  return { side: 'attune', algorithm }
}

export function optuna(algorithm: string): Rival {
  return { side: 'optuna', algorithm }
}

/** All runs of both sides, by who, what and seed. */
export class Standings {
  readonly #runs = new Map<string, Map<number, Run>>()

  /** @param seeds Runs of others are left out. */
  constructor(sides: Readonly<Record<Rival['side'], readonly Run[]>>, seeds: readonly number[]) {
    const wanted = new Set(seeds)
    for (const side of ['attune', 'optuna'] as const) {
      for (const run of sides[side]) if (wanted.has(run.seed)) this.#take(side, run)
    }
  }

  /** Runs of at least so many evaluations, by seed. */
  runs(rival: Rival, task: Task, evaluations: number): ReadonlyMap<number, Run> {
    const runs = this.#runs.get(keyOf(rival.side, rival.algorithm, task.name)) ?? new Map()
    return new Map([...runs].filter(([, run]) => run.evaluations >= evaluations))
  }

  /** What each seed had come to after so many evaluations. */
  scores(rival: Rival, task: Task, evaluations: number): ReadonlyMap<number, number> {
    const runs = this.runs(rival, task, evaluations)
    return new Map([...runs].map(([seed, run]) => [seed, scoreAt(run, evaluations)]))
  }

  /** The median of {@link scores}; NaN when there are none. */
  median(rival: Rival, task: Task, evaluations: number): number {
    return medianOf([...this.scores(rival, task, evaluations).values()])
  }

  /** How far the median is from the optimum: 0 is best, also where much is better. */
  regret(rival: Rival, task: Task, evaluations: number): number {
    return regretOf(task, this.median(rival, task, evaluations))
  }

  /** The scores of the seeds that both have, as regrets. */
  pairs(
    a: Rival,
    b: Rival,
    task: Task,
    evaluations: number,
  ): readonly (readonly [number, number])[] {
    const theirs = this.scores(b, task, evaluations)
    return [...this.scores(a, task, evaluations)].flatMap(([seed, mine]) => {
      const other = theirs.get(seed)
      return other === undefined ? [] : [[regretOf(task, mine), regretOf(task, other)] as const]
    })
  }

  #take(side: Rival['side'], run: Run): void {
    const key = keyOf(side, run.algorithm, run.task)
    const runs = this.#runs.get(key) ?? new Map<number, Run>()
    this.#runs.set(key, runs.set(run.seed, run))
  }
}

/** How far a score is from the optimum. */
export function regretOf(task: Task, score: number): number {
  return task.reference === undefined ? score - task.optimum : task.optimum - score
}

/** What a run had come to after so many evaluations; a hypervolume of nothing is 0. */
export function scoreAt(run: Run, evaluations: number): number {
  const known = run.curve.findLast(([n]) => n <= evaluations)
  return known?.[1] ?? 0
}

function keyOf(side: string, algorithm: string, task: string): string {
  return JSON.stringify([side, algorithm, task])
}
