// One measurement of Attune, in a process of its own: node attune-task.mjs TASK → JSON on stdout.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const importStart = performance.now()
const { Tuner, uniform, module } = await import('attune')
const importMs = performance.now() - importStart

const task = process.argv[2]
// The runner clears up at the end: ext4 is slow to make files where many were just deleted.
const storagePath = mkdtempSync(join(process.env.ATTUNE_BENCH_DIR ?? tmpdir(), 'attune-bench-'))
const url = new URL('./trial.mjs', import.meta.url)

async function study(trainable, tuneConfig) {
  const start = performance.now()
  const results = await new Tuner(trainable, {
    paramSpace: { x: uniform(0, 1) },
    tuneConfig: { metric: 'loss', mode: 'min', ...tuneConfig },
    runConfig: { storagePath, name: 'bench', verbose: 0 },
  }).fit()
  const seconds = (performance.now() - start) / 1000
  if (results.numTerminated !== results.length) throw results.errors[0]
  return seconds
}

const inline = ({ x }) => ({ loss: x })
const measured = {}
switch (task) {
  case 'import':
    measured.importMs = importMs
    break
  case 'cold':
    await study(inline, { numSamples: 1 })
    break
  case 'process-20':
  case 'process-100':
    measured.seconds = await study(module(url, { export: 'trivial' }), {
      numSamples: Number(task.slice(8)),
    })
    break
  case 'process-20-fresh':
    measured.seconds = await study(module(url, { export: 'trivial' }), {
      numSamples: 20,
      reuse: false,
    })
    break
  case 'inline-1000':
    measured.seconds = await study(inline, { numSamples: 1000 })
    break
  case 'reports-1':
  case 'reports-2':
  case 'reports-8': {
    const trials = Number(task.slice(8))
    const reports = 40_000 / trials
    const seconds = await study(module(url, { export: `report${reports}` }), {
      numSamples: trials,
      capacity: { cpu: trials },
    })
    measured.reportsPerSecond = 40_000 / seconds
    break
  }
  default:
    throw new Error(`unknown task ${task}`)
}
if (!process.env.ATTUNE_BENCH_DIR) rmSync(storagePath, { recursive: true, force: true })
console.log(JSON.stringify(measured))
