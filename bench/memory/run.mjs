// How much memory the tuner holds after many finished trials:
//   node --expose-gc bench/memory/run.mjs [--trials 100000] [--reports 10] [--scheduler asha]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loguniform, Tuner, uniform } from 'attune'

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '100000' },
    reports: { type: 'string', default: '10' },
    scheduler: { type: 'string', default: 'fifo' },
  },
})
const reports = Number(values.reports)
const storagePath = mkdtempSync(join(tmpdir(), 'attune-bench-'))
const start = performance.now()
const results = await new Tuner(
  async ({ x }, trial) => {
    for (let i = 1; i <= reports; i++) await trial.report({ loss: x / i, accuracy: 1 - x / i })
  },
  {
    paramSpace: { x: uniform(0, 1), lr: loguniform(1e-5, 1) },
    tuneConfig: {
      metric: 'loss',
      mode: 'min',
      numSamples: Number(values.trials),
      maxConcurrentTrials: 8,
      scheduler: values.scheduler,
    },
    runConfig: { storagePath, name: 'bench', verbose: 0, defaultLoggers: false },
  },
).fit()
const seconds = (performance.now() - start) / 1000
globalThis.gc?.()
const { rss, heapUsed } = process.memoryUsage()
const mb = (bytes) => Math.round(bytes / 2 ** 20)
console.log(
  `${results.length} trials × ${reports} reports: ${seconds.toFixed(1)} s, ` +
    `heap ${mb(heapUsed)} MB, resident ${mb(rss)} MB, peak ${mb(process.resourceUsage().maxRSS * 1024)} MB`,
)
rmSync(storagePath, { recursive: true, force: true })
