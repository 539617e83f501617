// What one ask and one tell take, on 10 floats, after so many finished trials:
//   node --import tsx bench/search-speed/run.ts [--rows tpe,gp] [--python /path/to/python] [--skip-peer] [--clock cpu]
// With a Python that has bench/search-quality/requirements.txt, Optuna runs alternately on the same machine,
// its trials in memory. On a busy machine the clock of the CPU tells more than the one on the wall.
import { parseArgs } from 'node:util'
import { Peer } from '../search-quality/peer.ts'
import { medianOf, quantileOf } from '../search-quality/statistics.ts'
import { digits, table } from '../search-quality/table.ts'
import { isClock, stepTimes } from './steps.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    clock: { type: 'string', default: 'wall' },
    'skip-peer': { type: 'boolean', default: false },
  },
})

/** Algorithm (of the same name on both sides), finished trials, steps measured, budget in ms. */
const ROWS: readonly (readonly [
  algorithm: string,
  history: number,
  steps: number,
  budget?: number,
])[] = [
  ['random', 100, 1000, 0.05],
  ['random', 5000, 1000, 0.05],
  ['tpe', 100, 60],
  ['tpe', 1000, 40, 3],
  ['tpe', 5000, 20, 12],
  ['gp', 50, 20],
  ['gp', 100, 20],
  ['gp', 200, 20, 150],
  ['gp', 400, 10],
  ['gp', 1000, 5, 300],
  ['cma-es', 100, 300, 0.5],
  ['cma-es', 1000, 300, 0.5],
]

const DIMENSIONS = 10
const { clock } = values
if (!isClock(clock)) throw new Error(`There is no clock ${clock}. There are: wall, cpu.`)
const wanted = values.rows?.split(',')
const peer = values['skip-peer'] ? undefined : new Peer(values.python)
const rows = [
  [
    'algorithm',
    'finished trials',
    'budget',
    'Attune, ms: median (95 %)',
    'Optuna, ms: median (95 %)',
    'ratio',
  ],
]
for (const [algorithm, history, steps, budget] of ROWS) {
  if (wanted !== undefined && !wanted.includes(algorithm)) continue
  const measurement = { algorithm, history, steps, dimensions: DIMENSIONS, clock }
  // The second time, the code is warm, as it is in any study that has come so far by itself.
  stepTimes({ ...measurement, steps: Math.min(steps, 5) })
  const ours = stepTimes(measurement)
  const theirs = await peer?.request<{ readonly ms: readonly number[] }>({
    op: 'time',
    sampler: algorithm,
    history,
    steps,
    dimensions: DIMENSIONS,
    clock,
  })
  const within = budget === undefined ? '' : medianOf(ours) <= budget ? ' ✓' : ' ✗'
  rows.push([
    algorithm,
    String(history),
    budget === undefined ? '' : `${budget}${within}`,
    spread(ours),
    theirs === undefined ? '' : spread(theirs.ms),
    theirs === undefined ? '' : `${digits(medianOf(theirs.ms) / medianOf(ours), 3)}×`,
  ])
}
await peer?.close()
console.log(table(rows))

function spread(times: readonly number[]): string {
  return `${digits(medianOf(times), 3)} (${digits(quantileOf(times, 0.95), 3)})`
}
