// How good configs are that the searchers find, beside those of Optuna:
//   node --import tsx bench/search-quality/run.ts [--algorithms tpe,gp] [--tasks hartmann6,cond] [--seeds 15]
//     runs ours and prints a table beside what is kept of Optuna. --evaluations 60 and --options '{"…": …}'
//     (for the algorithms named) try something else. --keep keeps the results and leaves out what is kept
//     already, unless --again is given too.
//   … run.ts --peer --python /path/to/python   runs what is missing of Optuna (see requirements.txt);
//                                              --algorithms names samplers of peer.py
//   … run.ts --report                          prints all tables and draws the figures from what is kept
// With each, --seeds 15 --first 0 says which seeds. What was tuned on some seeds is judged by others.
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { MULTIPLE, SINGLE, TASKS } from '../functions/tasks.ts'
import type { Task } from '../functions/task.ts'
import { collect } from './collect.ts'
import { OWN, ownContestant } from './own.ts'
import { play } from './play.ts'
import { Records, type Run } from './records.ts'
import { besideOptuna } from './beside.ts'
import { drawFigures } from './figure.ts'
import { report } from './report.ts'
import { Standings } from './standings.ts'

const { values } = parseArgs({
  options: {
    algorithms: { type: 'string' },
    tasks: { type: 'string' },
    seeds: { type: 'string', default: '15' },
    first: { type: 'string', default: '0' },
    evaluations: { type: 'string' },
    options: { type: 'string' },
    keep: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    peer: { type: 'boolean', default: false },
    python: { type: 'string', default: 'python3' },
    report: { type: 'boolean', default: false },
  },
})

const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.first) + i)
const algorithms = values.algorithms?.split(',')
const optuna = new Records(fileAt('optuna.jsonl'))
const attune = new Records(fileAt('attune.jsonl'))

if (values.peer) {
  await collect(optuna, {
    python: values.python,
    seeds,
    samplers: algorithms,
    tasks: named(values.tasks, TASKS),
  })
} else if (values.report) printReport()
else await runOurs()

function fileAt(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

function printReport(): void {
  const standings = new Standings({ attune: attune.runs, optuna: optuna.runs }, seeds)
  console.log(report(standings))
  drawFigures(standings, fileAt('figures'))
}

async function runOurs(): Promise<void> {
  const tasks = named(values.tasks, TASKS)
  const options = values.options === undefined ? undefined : (JSON.parse(values.options) as object)
  if (options && values.keep) throw new Error('Only results without --options are kept.')
  const runs: Run[] = []
  for (const seed of seeds) {
    for (const task of tasks) {
      for (const algorithm of algorithmsFor(task)) {
        const kept = keptRun(task, algorithm, seed)
        const run = kept ?? (await runOne(task, algorithm, seed, options))
        runs.push(run)
        if (kept === undefined && values.keep) attune.put(run)
      }
    }
  }
  if (values.keep) attune.tidy()
  if (process.stderr.isTTY) process.stderr.write('\n')
  console.log(
    besideOptuna(new Standings({ attune: runs, optuna: optuna.runs }, seeds), tasks, runs),
  )
}

async function runOne(
  task: Task,
  algorithm: string,
  seed: number,
  options: object | undefined,
): Promise<Run> {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${algorithm} ${task.name} ${seed}`)
  const named = options ? { ...options, name: algorithm } : algorithm
  const evaluations = evaluationsOf(task)
  const outcome = await play(task, ownContestant(task, named, seed), { seed, evaluations })
  return { task: task.name, algorithm, seed, ...outcome }
}

function keptRun(task: Task, algorithm: string, seed: number): Run | undefined {
  if (!values.keep || values.again) return undefined
  return attune.get({ task: task.name, algorithm, seed }, evaluationsOf(task))
}

function evaluationsOf(task: Task): number {
  if (values.evaluations !== undefined) return Number(values.evaluations)
  return MULTIPLE.includes(task) ? 200 : 100
}

function algorithmsFor(task: Task): readonly string[] {
  return algorithms ?? (SINGLE.includes(task) ? OWN.single : OWN.multiple)
}

function named(names: string | undefined, tasks: readonly Task[]): readonly Task[] {
  if (names === undefined) return tasks
  return names.split(',').map((name) => {
    const found = tasks.find((task) => task.name === name)
    if (found) return found
    throw new Error(`There is no task ${name}. There are: ${tasks.map((t) => t.name).join(', ')}.`)
  })
}
