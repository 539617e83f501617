// Measures how long commands take, from the start of their process to its end:
//   node --import tsx bench/cli/run.ts [--runs 9] [--trials 10000] [--reports 10]
// Build first. The first row, Node alone, tells how fast the machine is at the moment.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { medianOf } from '../search-quality/statistics.ts'
import { makeStudy } from './make-study.ts'

const here = dirname(fileURLToPath(import.meta.url))
const main = join(here, '..', '..', 'dist', 'cli', 'main.js')
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '9' },
    trials: { type: 'string', default: '10000' },
    reports: { type: 'string', default: '10' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'attune-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const study = join(folder, 'study')
makeStudy(study, { trials: Number(values.trials), reports: Number(values.reports) })

/** What is measured, with its budget in ms where it has one. */
const ROWS: readonly {
  readonly title: string
  readonly args: readonly string[]
  readonly budget?: number
}[] = [
  { title: 'node alone', args: ['-e', '0'] },
  { title: 'attune --help', args: [main, '--help'], budget: 80 },
  { title: 'attune show, all trials into a pipe', args: [main, 'show', study], budget: 300 },
  { title: 'attune show --limit 20', args: [main, 'show', study, '--limit', '20'], budget: 300 },
  { title: 'attune show --json', args: [main, 'show', study, '--json'] },
  { title: 'attune best --format args', args: [main, 'best', study, '--format', 'args'] },
  { title: 'attune trial best', args: [main, 'trial', study, 'best'] },
  { title: 'attune ls', args: [main, 'ls', folder] },
]

const nowhere = openSync(devNull, 'w')

/** Wall-clock time, in ms. */
function once(args: readonly string[]): number {
  const begin = performance.now()
  const { status } = spawnSync(process.execPath, [...args], {
    stdio: ['ignore', nowhere, 'inherit'],
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
  return performance.now() - begin
}

console.log(`${values.trials} trials with ${values.reports} reports each, ${values.runs} runs\n`)
console.log('| what | median, ms | fastest, ms | budget, ms |')
console.log('| --- | ---: | ---: | ---: |')
for (const { title, args, budget = '' } of ROWS) {
  const times = Array.from({ length: Number(values.runs) }, () => once(args))
  const [middle, least] = [medianOf(times), Math.min(...times)]
  console.log(`| ${title} | ${middle.toFixed(0)} | ${least.toFixed(0)} | ${budget} |`)
}
