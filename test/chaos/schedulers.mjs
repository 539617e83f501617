// Begins a study, or goes on with it, until it is done or this process is killed:
// node schedulers.mjs STORAGE KIND
import { join } from 'node:path'
import { ASHAScheduler, HyperBandScheduler, PopulationBasedTraining, Tuner, uniform } from 'attune'

const [, , storagePath, kind] = process.argv
// Of trials whose score does not change with time the lower ones become copies whoever comes first.
const population = (synch) =>
  new PopulationBasedTraining({
    timeAttr: 'training_iteration',
    perturbationInterval: 3,
    quantileFraction: 0.34,
    hyperparamMutations: { x: uniform(0, 1) },
    synch,
  })
const kinds = {
  promote: () => [
    14,
    new ASHAScheduler({ variant: 'promote', maxT: 12, gracePeriod: 3, reductionFactor: 2 }),
  ],
  hyperband: () => [14, new HyperBandScheduler({ maxT: 12, reductionFactor: 2 })],
  pbt: () => [6, population(false)],
  'pbt-synch': () => [6, population(true)],
}
const dir = join(storagePath, kind)
const [numSamples, scheduler] = kinds[kind]()
const tuner = Tuner.canRestore(dir)
  ? Tuner.restore(dir)
  : new Tuner(new URL('../e2e/fixtures/climb.mjs', import.meta.url), {
      paramSpace: { x: uniform(0, 1), steps: 12, every: 2, ms: 5 },
      tuneConfig: { metric: 'x', mode: 'max', numSamples, seed: 5, scheduler },
      runConfig: {
        name: kind,
        storagePath,
        verbose: 0,
        checkpointConfig: { numToKeep: 1 },
        stop: { training_iteration: 12 },
      },
    })
const results = await tuner.fit()
if (results.interrupted || results.numErrors > 0) {
  console.error(results.errors)
  process.exit(3)
}
