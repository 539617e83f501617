// Begins a study, or goes on with it, until it is done or this process is killed.
import { join } from 'node:path'
import { ASHAScheduler, Tuner, uniform } from 'attune'

const [, , storagePath] = process.argv
const dir = join(storagePath, 'chaos')
const tuner = Tuner.canRestore(dir)
  ? Tuner.restore(dir)
  : new Tuner(new URL('./counting.mjs', import.meta.url), {
      paramSpace: { x: uniform(0, 1), steps: 12 },
      tuneConfig: {
        metric: 'score',
        mode: 'max',
        numSamples: 16,
        seed: 5,
        scheduler: new ASHAScheduler({ maxT: 12, gracePeriod: 3, reductionFactor: 2 }),
      },
      runConfig: {
        name: 'chaos',
        storagePath,
        verbose: 0,
        checkpointConfig: { numToKeep: 1 },
      },
    })
const results = await tuner.fit()
if (results.interrupted || results.numErrors > 0) {
  console.error(results.errors)
  process.exit(3)
}
