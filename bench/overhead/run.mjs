// Measures Attune's overhead, and Ray Tune's beside it where it can be installed:
//   npm run bench:overhead -- [--runs 5] [--ray] [--write]
// --ray makes an environment with ray[tune]==2.58.0 (596 MB); --write puts the table into bench/RESULTS.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    ray: { type: 'boolean', default: false },
    python: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const folder = mkdtempSync(join(tmpdir(), 'attune-bench-'))
process.env.ATTUNE_BENCH_DIR = folder
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

let python = values.python
if (values.ray && !python) {
  const { ensureVenv } = await import('../../scripts/venv.mjs')
  python = await ensureVenv({
    name: 'bench-ray',
    requirements: ['ray[tune]==2.58.0'],
    size: '596 MB',
  })
}

/** [title, task, unit, budget, how Ray's counterpart is called]. */
const ROWS = [
  ['import', 'import', 'ms', '60', 'import'],
  ['cold script: import, one trivial inline trial, results', 'cold', 's', '0.3', 'cold'],
  ['20 trivial trials in processes (workers reused)', 'process-20', 's', '2', 'process-20'],
  ['20 trivial trials, a fresh process each', 'process-20-fresh', 's', '', 'process-20-fresh'],
  ['100 trivial trials in processes (workers reused)', 'process-100', 's', '', 'process-100'],
  ['1,000 trivial inline trials, stored', 'inline-1000', 's', '1', undefined],
  ['reports a second, stored, 1 process trial', 'reports-1', '/s', '', 'reports-1'],
  ['reports a second, stored, 2 process trials', 'reports-2', '/s', '10,000', undefined],
  ['reports a second, stored, 8 process trials', 'reports-8', '/s', '10,000', undefined],
]

function measure(argv) {
  const samples = []
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    const child = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8', cwd: here })
    const wall = (performance.now() - start) / 1000
    if (child.status !== 0)
      throw new Error(`${argv.join(' ')} failed:\n${child.stderr.slice(-2000)}`)
    const answer = JSON.parse(child.stdout.trim().split('\n').at(-1))
    samples.push(answer.importMs ?? answer.reportsPerSecond ?? answer.seconds ?? wall)
  }
  samples.sort((a, b) => a - b)
  return { median: samples[samples.length >> 1], min: samples[0], max: samples.at(-1) }
}

const format = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
const cell = ({ median, min, max }, unit) =>
  `${format(median)} ${unit} (${format(min)}–${format(max)})`

const lines = [
  `${runs} runs each, median (min–max); ${cpus().length} × ${cpus()[0].model}, Node ${process.version}.`,
  '',
  `| what | budget | Attune | Ray Tune 2.58.0 | ratio |`,
  `|---|---|---|---|---|`,
]
for (const [title, task, unit, budget, rayTask] of ROWS) {
  const ours = measure([process.execPath, join(here, 'attune-task.mjs'), task])
  const theirs =
    python && rayTask ? measure([python, join(here, 'ray_task.py'), rayTask]) : undefined
  const ratio =
    theirs &&
    (unit === '/s' ? ours.median / theirs.median : theirs.median / ours.median).toPrecision(3)
  lines.push(
    `| ${title} | ${budget && `${budget} ${unit}`} | ${cell(ours, unit)} | ${theirs ? cell(theirs, unit) : '–'} | ${ratio ? `${ratio}×` : '–'} |`,
  )
  console.log(lines.at(-1))
}

if (values.write) {
  const path = join(here, '..', 'RESULTS.md')
  const [start, end] = ['<!-- overhead -->', '<!-- /overhead -->']
  const text = readFileSync(path, 'utf8')
  const head = text.slice(0, text.indexOf(start) + start.length)
  writeFileSync(path, `${head}\n\n${lines.join('\n')}\n\n${text.slice(text.indexOf(end))}`)
}
