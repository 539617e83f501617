// How long the schedulers take over many trials, and how much memory, without a study around them:
//   node --import tsx bench/schedule/run.mjs [asha …] [--trials 100000] [--reports 10] [--concurrent 100]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Random } from '../../src/math/random.ts'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import { BenchStudy } from './study.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trials: { type: 'string', default: '100000' },
    reports: { type: 'string', default: '10' },
    concurrent: { type: 'string', default: '100' },
    row: { type: 'string' },
  },
})
const trials = Number(values.trials)
const reports = Number(values.reports)
const concurrent = Number(values.concurrent)

/**
 * Title, scheduler (by whose name a row is run), its options, and the budget in seconds.
 * @type {readonly (readonly [string, string, object, string])[]}
 */
const ROWS = [
  ['FIFO', 'fifo', {}, ''],
  ['ASHA, stop', 'asha', { maxT: reports, reductionFactor: 2 }, '5'],
  ['ASHA, promote', 'asha', { maxT: reports, reductionFactor: 2, variant: 'promote' }, '5'],
  ['HyperBand', 'hyperband', { maxT: reports, reductionFactor: 2 }, ''],
  [
    'median stopping',
    'median_stopping_rule',
    { timeAttr: 'training_iteration', gracePeriod: 1 },
    '',
  ],
  [
    'PBT',
    'pbt',
    {
      timeAttr: 'training_iteration',
      perturbationInterval: 3,
      hyperparamMutations: { x: [1, 2, 3] },
      quantileFraction: 0.25,
    },
    '',
  ],
]

if (values.row === undefined) printAll()
else console.log(JSON.stringify(measure(ROWS[Number(values.row)])))

function measure([, name, options]) {
  const setup = { metric: 'loss', mode: 'min', random: Random.fromSeed(1).split('scheduler') }
  const schedule = createScheduler(name, options).create(setup)
  const random = Random.fromSeed(1).split('trials')
  const study = new BenchStudy(schedule, { trials, reports, concurrent, random })
  const before = process.cpuUsage()
  study.run()
  const { user, system } = process.cpuUsage(before)
  globalThis.gc?.()
  return {
    seconds: (user + system) / 1e6,
    heap: process.memoryUsage().heapUsed,
    peak: process.resourceUsage().maxRSS * 1024,
    left: study.left,
    ...study.counts,
  }
}

/** Each in a process of its own, so that the peak is its own. */
function printAll() {
  const unknown = positionals.filter((name) => !ROWS.some((row) => row[1] === name))
  if (unknown.length > 0) throw new Error(`There is no row for ${unknown.join(', ')}.`)
  const mb = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`
  console.log(`${trials} trials, at most ${reports} reports each, ${concurrent} at a time\n`)
  console.log(
    '| scheduler | budget | seconds of one core | heap after | peak | reports | paused | stopped |',
  )
  console.log(
    '| --------- | ------ | ------------------- | ---------- | ---- | ------- | ------ | ------- |',
  )
  ROWS.forEach(([title, name, , budget], row) => {
    if (positionals.length > 0 && !positionals.includes(name)) return
    const script = fileURLToPath(import.meta.url)
    const options = Object.entries(values).flatMap(([key, value]) => [`--${key}`, value])
    const task = ['--expose-gc', '--import', 'tsx', script, ...options, '--row', String(row)]
    const { stdout, status } = spawnSync(process.execPath, task, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (status !== 0) throw new Error(`${title} failed.`)
    const { seconds, heap, peak, left, ...counts } = JSON.parse(stdout)
    if (left > 0) throw new Error(`${title} left ${left} trials behind.`)
    const cells = [
      title,
      budget,
      seconds.toFixed(2),
      mb(heap),
      mb(peak),
      counts.reports,
      counts.pause,
    ]
    console.log(`| ${[...cells, counts.stop + counts.orders].join(' | ')} |`)
  })
}
