import type { Task } from '../functions/task.ts'
import { compare, spread } from './compare.ts'
import type { Run } from './records.ts'
import { attune, optuna, type Standings } from './standings.ts'
import { medianOf } from './statistics.ts'
import { digits, table } from './table.ts'

/** Which of Optuna's samplers is nearest to each of ours; TPE to the rest. */
const COUNTERPARTS: Readonly<Record<string, readonly string[]>> = {
  auto: ['gp', 'tpe', 'nsga2-50'],
  tpe: ['tpe', 'tpe-group'],
  gp: ['gp'],
  'cma-es': ['cma-es'],
  random: ['random'],
  'quasi-random': ['qmc'],
  nsga2: ['nsga2-20', 'nsga2-50'],
}

const HEAD = [
  'task',
  'algorithm',
  'evaluations',
  'median [quartiles]',
  'beside',
  'median [quartiles]',
  'regret ratio',
  'won–lost',
  'ms',
]

/** Fresh runs of ours beside their nearest of Optuna: a line for each task, algorithm and counterpart. */
export function besideOptuna(
  standings: Standings,
  tasks: readonly Task[],
  runs: readonly Run[],
): string {
  const rows: (readonly string[])[] = [HEAD]
  for (const task of tasks) {
    const mine = runs.filter((run) => run.task === task.name)
    for (const algorithm of new Set(mine.map((run) => run.algorithm))) {
      const some = mine.filter((run) => run.algorithm === algorithm)
      const most = Math.min(...some.map((run) => run.evaluations))
      const ms = digits(medianOf(some.map((run) => run.ms)), 3)
      for (const n of checkpoints(most)) {
        const ours = attune(algorithm)
        const cells = [task.name, algorithm, String(n), spread(standings, ours, task, n)]
        const before = rows.length
        for (const sampler of COUNTERPARTS[algorithm] ?? ['tpe']) {
          const theirs = optuna(sampler)
          const result = compare(standings, ours, theirs, task, n)
          if (result === undefined) continue
          const { ratio, won, lost } = result
          const other = [`Optuna ${sampler}`, spread(standings, theirs, task, n)]
          rows.push([...cells, ...other, `${digits(ratio, 3)}×`, `${won}–${lost}`, ms])
        }
        if (rows.length === before) rows.push([...cells, '', '', '', '', ms])
      }
    }
  }
  return table(rows)
}

function checkpoints(most: number): readonly number[] {
  return [...new Set([Math.ceil(most / 2), Math.min(most, 60), most])].sort((a, b) => a - b)
}
