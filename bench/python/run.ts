// Measures Python trials, beside the same training without a tuner, and under Ray Tune where it can be had:
//   npm run build && node --import tsx bench/python/run.ts [--runs 3] [--only start,digits,report,threads] [--ray]
// --ray makes an environment with Ray, PyTorch and Lightning (1.5 GB).
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { choice, loguniform, python, Tuner } from 'attune'
import { ensureVenv, LIGHTNING } from '../../scripts/venv.mjs'
import { PythonExecutor } from '../../src/executor/python/python-executor.ts'
import { medianOf } from '../search-quality/statistics.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: 'start,report,digits,threads' },
    ray: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const interpreter = await ensureVenv(LIGHTNING)
const folder = mkdtempSync(join(tmpdir(), 'attune-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Milliseconds from the launch of each of these trials to its first result, one after the other. */
async function startTimes(warm: boolean, count: number): Promise<number[]> {
  const times: number[] = []
  let onEvent: (type: string) => void = () => undefined
  const executor = new PythonExecutor(
    python(file('./round_trip.py'), { function: 'train', python: interpreter, warm }),
  )
  await executor.open({
    studyDir: folder,
    reuse: true,
    logToFile: { stdout: 'stdout', stderr: 'stderr' },
    graceMs: 5000,
    warn: console.error,
    emit(event) {
      if (event.type === 'reported') executor.answer(event, event.seq, 'continue')
      onEvent(event.type)
    },
  })
  for (let i = 0; i < count; i++) {
    const dir = join(folder, `start-${String(warm)}-${i}`)
    mkdirSync(dir)
    const begin = performance.now()
    await new Promise<void>((resolve) => {
      onEvent = (type) => {
        if (type === 'reported') times.push(performance.now() - begin)
        if (type === 'ended') resolve()
      }
      executor.launch({
        trial: `start_${String(warm)}_${i}`,
        attempt: 1,
        trialName: `start_${i}`,
        studyName: 'bench',
        config: { reports: 0 },
        dir,
        iteration: 0,
        resources: { cpu: 1 },
        gpus: [],
      })
    })
  }
  await executor.close()
  return times
}

async function start(): Promise<void> {
  // The first waits for the import.
  const warm = (await startTimes(true, 21)).slice(1)
  const cold = await startTimes(false, runs)
  row('first result of a trial, forked', `${medianOf(warm).toFixed(1)} ms`, '50 ms')
  row('first result of a trial, started anew', `${medianOf(cold).toFixed(0)} ms`, '')
}

let studies = 0

/** The study of one function, in a process of its own, as users run it. */
async function study(
  script: string,
  options: { readonly trials: number; readonly space: Readonly<Record<string, unknown>> },
): Promise<{
  readonly configs: unknown[]
  readonly last: Readonly<Record<string, unknown>>[]
  readonly seconds: number
}> {
  const begin = performance.now()
  const results = await new Tuner(
    python(file(script), { function: 'train', python: interpreter }),
    {
      paramSpace: options.space,
      tuneConfig: { metric: 'loss', mode: 'min', numSamples: options.trials, seed: 1 },
      runConfig: { storagePath: folder, name: `study-${++studies}`, verbose: 0 },
    },
  ).fit()
  if (results.numErrors > 0) throw new Error(results.errors[0]?.message)
  return {
    configs: [...results].map(({ config }) => config),
    last: [...results].map(({ metrics }) => metrics ?? {}),
    seconds: (performance.now() - begin) / 1000,
  }
}

async function report(): Promise<void> {
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    const { last } = await study('./round_trip.py', { trials: 1, space: { reports: 2000 } })
    times.push(...last.map(({ seconds }) => Number(seconds) * 1000))
  }
  row('round trip of a report, stored', `${medianOf(times).toFixed(2)} ms`, '1 ms')
}

function timed(program: string, args: readonly string[], input: string): number {
  const begin = performance.now()
  const env = { ...process.env, OMP_NUM_THREADS: '1' }
  const { status, stderr } = spawnSync(program, args, { input, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr.slice(-3000))
  return (performance.now() - begin) / 1000
}

async function digits(): Promise<void> {
  const space = {
    layer_1_size: choice([32, 64, 128]),
    layer_2_size: choice([64, 128, 256]),
    lr: loguniform(1e-4, 1e-1),
    batch_size: choice([32, 64, 128]),
  }
  const ray = values.ray
    ? await ensureVenv({
        ...LIGHTNING,
        name: 'bench-ray-lightning',
        requirements: [...LIGHTNING.requirements, 'ray[tune]==2.58.0'],
      })
    : undefined
  const ours: number[] = []
  const bare: number[] = []
  const theirs: number[] = []
  for (let i = 0; i < runs; i++) {
    const { configs, seconds } = await study('./lightning_digits.py', { trials: 20, space })
    const input = JSON.stringify(configs)
    ours.push(seconds)
    bare.push(timed(interpreter, [file('./lightning_digits.py')], input))
    if (ray !== undefined) theirs.push(timed(ray, [file('./ray_digits.py')], input))
  }
  const [mine, alone] = [medianOf(ours), medianOf(bare)]
  row('20 two-epoch digits trials under Lightning', `${mine.toFixed(1)} s`, '')
  row('  the same training in one bare loop', `${alone.toFixed(1)} s`, '')
  row('  ratio', `${(mine / alone).toFixed(2)}×`, '1.5×')
  if (theirs.length === 0) return
  row('  the same under Ray Tune', `${medianOf(theirs).toFixed(1)} s`, '')
  row('  ratio', `${(medianOf(theirs) / mine).toFixed(1)}×`, 'at least 5×')
}

async function threads(): Promise<void> {
  const alone: number[] = []
  const together: number[] = []
  for (let i = 0; i < runs; i++) {
    for (const [trials, into] of [
      [1, alone],
      [2, together],
    ] as const) {
      const { last } = await study('./cnn.py', { trials, space: {} })
      into.push(...last.map(({ loss }) => Number(loss)))
    }
  }
  const [one, two] = [medianOf(alone), medianOf(together)]
  row('CIFAR10 network, one trial alone', `${one.toFixed(2)} s`, '')
  row('  two trials at once, each', `${two.toFixed(2)} s`, '')
  row('  ratio', `${(two / one).toFixed(2)}×`, '3×')
}

function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`)
}

const parts = { start, report, digits, threads }
console.log(`${runs} runs, medians\n`)
row('what', 'Attune', 'budget')
row('---', '---:', '---:')
for (const name of values.only.split(',')) {
  const part = parts[name as keyof typeof parts]
  if (part === undefined) throw new Error(`--only: some of ${Object.keys(parts).join(', ')}`)
  await part()
}
