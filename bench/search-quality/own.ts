import { createSearch } from '../../src/search/create-search.ts'
import type { Task } from '../functions/task.ts'
import type { Contestant } from './contestant.ts'

/** What of Attune's is run unless named: on tasks with one objective, and on those with several. */
export const OWN = {
  single: [
    'auto',
    'tpe',
    'gp',
    'cma-es',
    'random',
    'quasi-random',
    'de',
    'regularized-evolution',
    'cqr',
    'bohb',
  ],
  multiple: ['auto', 'tpe', 'gp', 'nsga2', 'random'],
} as const

/** A searcher of Attune's. */
export function ownContestant(
  task: Task,
  algorithm: string | ({ readonly name: string } & Readonly<Record<string, unknown>>),
  seed: number,
): Contestant {
  const metric = task.reference?.map((_, i) => `f${i}`) ?? 'loss'
  const mode = task.reference?.map(() => 'min' as const) ?? 'min'
  const search = createSearch(task.space, { metric, mode, algorithm, seed })
  let id = ''
  return {
    ask() {
      const asked = search.ask()
      id = asked.id
      return asked.config
    },
    tell(values) {
      const names = typeof metric === 'string' ? [metric] : metric
      search.tell(id, Object.fromEntries(names.map((name, i) => [name, values[i]])))
    },
  }
}
