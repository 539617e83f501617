import { MULTIPLE, SINGLE } from '../functions/tasks.ts'
import type { Task } from '../functions/task.ts'
import { compare, normalisedScore, spread } from './compare.ts'
import { criteriaTable } from './criteria.ts'
import { OWN } from './own.ts'
import { attune, optuna, type Rival, type Standings } from './standings.ts'
import { digits, table } from './table.ts'

/** All tables, as markdown. */
export function report(standings: Standings): string {
  const duels = [
    section(
      '`tpe` beside Optuna’s TPE (multivariate)',
      duelTable(standings, SINGLE, attune('tpe'), optuna('tpe'), [50, 100]),
    ),
    section(
      '`gp` beside Optuna’s GPSampler',
      duelTable(standings, SINGLE, attune('gp'), optuna('gp'), [30, 60]),
    ),
    section(
      '`cma-es` beside Optuna’s CMA-ES',
      duelTable(standings, SINGLE, attune('cma-es'), optuna('cma-es'), [50, 100]),
    ),
    section(
      '`quasi-random` beside Optuna’s scrambled Sobol points',
      duelTable(standings, SINGLE, attune('quasi-random'), optuna('qmc'), [50, 100]),
    ),
  ]
  return [
    section('Goals', criteriaTable(standings)),
    ...duels,
    section('All algorithms, medians after 100 evaluations', medianTable(standings)),
    section(
      'Several objectives: hypervolume after 100 and 200 evaluations (GPSampler: 30 and 60)',
      hypervolumeTable(standings),
    ),
    section('Normalised score: 0 is the optimum, 1 is random search', scoreTable(standings)),
  ].join('\n\n')
}

function section(title: string, body: string): string {
  return `### ${title}\n\n${body}`
}

function duelTable(
  standings: Standings,
  tasks: readonly Task[],
  mine: Rival,
  theirs: Rival,
  [half, all]: readonly [number, number],
): string {
  const rows = tasks.map((task) => {
    const cells = [half, all].flatMap((n) => [
      spread(standings, mine, task, n),
      spread(standings, theirs, task, n),
    ])
    const result = compare(standings, mine, theirs, task, all)
    if (result === undefined) return [task.name, ...cells, '', '', '']
    const { ratio, won, lost, p } = result
    return [task.name, ...cells, `${digits(ratio, 3)}×`, `${won}–${lost}`, digits(p, 2)]
  })
  const head = [half, all].flatMap((n) => [`ours, ${n}`, `Optuna, ${n}`])
  return table([['task', ...head, 'regret ratio', 'seeds won–lost', 'p'], ...rows])
}

const SINGLE_RIVALS: readonly Rival[] = [
  ...OWN.single.map(attune),
  ...['tpe', 'cma-es', 'qmc', 'random'].map(optuna),
]

function title({ side, algorithm }: Rival): string {
  return side === 'attune' ? algorithm : `Optuna ${algorithm}`
}

function medianTable(standings: Standings): string {
  const rows = SINGLE_RIVALS.map((rival) => [
    title(rival),
    ...SINGLE.map((task) => digits(standings.median(rival, task, 100))),
  ])
  return table([['', ...SINGLE.map(({ name }) => name)], ...rows])
}

function hypervolumeTable(standings: Standings): string {
  const row = (rival: Rival, budgets: readonly number[]): readonly string[] => [
    title(rival),
    ...MULTIPLE.flatMap((task) => budgets.map((n) => spread(standings, rival, task, n))),
  ]
  const rivals = [
    ...OWN.multiple.map(attune),
    ...['tpe', 'nsga2-20', 'nsga2-50', 'random'].map(optuna),
  ]
  const head = MULTIPLE.flatMap(({ name }) => [`${name}, half`, name])
  const rows = rivals.map((rival) => row(rival, [100, 200]))
  return table([['', ...head], ...rows, row(optuna('gp'), [30, 60])])
}

function scoreTable(standings: Standings): string {
  const budgets = [30, 60, 100]
  const mean = (rival: Rival, n: number): string => {
    const scores = SINGLE.map((task) => normalisedScore(standings, rival, task, n))
    // A mean over some of the tasks cannot be compared with one over all.
    if (scores.includes(undefined)) return '–'
    return digits(scores.reduce<number>((sum, score) => sum + (score ?? 0), 0) / scores.length, 3)
  }
  const rivals = [...SINGLE_RIVALS, optuna('gp')]
  const rows = rivals.map((rival) => [title(rival), ...budgets.map((n) => mean(rival, n))])
  return table([['', ...budgets.map((n) => `${n} evaluations`)], ...rows])
}
