/**
 * Tunes the network of train.py on real handwritten digits: PyTorch trains, TypeScript tunes. Options:
 *
 *     --resume        go on with the last study that is in the storage folder, if there is one
 *     --smoke-test    a few short trials, to see that everything works
 *     --python PATH   a Python that has torch, instead of an environment made for this
 *     --scheduler     who decides how far trials go: asha (the default), hyperband, bohb or pbt
 *     --trials 20     how many trials (with pbt, how large a population: 8)
 *     --seed 1        other seeds draw other hyperparameters
 *     --storage DIR   where the study's folder goes (default attune_results)
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  ASHAScheduler,
  choice,
  HyperBandForBOHB,
  HyperBandScheduler,
  loguniform,
  python,
  PopulationBasedTraining,
  Tuner,
  uniform,
} from 'attune'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'
import { testAccuracy } from '../support/python-test.ts'
import { studyFolder } from '../support/study-folder.ts'

const { values: options } = parseArgs({
  options: {
    resume: { type: 'boolean', default: false },
    'smoke-test': { type: 'boolean', default: false },
    python: { type: 'string' },
    scheduler: { type: 'string', default: 'asha' },
    trials: { type: 'string' },
    seed: { type: 'string', default: '1' },
    storage: { type: 'string', default: 'attune_results' },
  },
})
const smoke = options['smoke-test']
const seed = Number(options.seed)
const epochs = smoke ? 3 : 20

const schedulers = {
  asha: () => new ASHAScheduler({ maxT: epochs, gracePeriod: 1, reductionFactor: 2 }),
  hyperband: () => new HyperBandScheduler({ maxT: epochs, reductionFactor: 2 }),
  bohb: () => new HyperBandForBOHB({ maxT: epochs, reductionFactor: 2 }),
  pbt: () =>
    new PopulationBasedTraining({
      timeAttr: 'training_iteration',
      perturbationInterval: smoke ? 1 : 5,
      hyperparamMutations: { lr: loguniform(1e-4, 1e-1), batchSize: [16, 32, 64] },
    }),
}
if (!Object.hasOwn(schedulers, options.scheduler))
  throw new Error(`--scheduler: one of ${Object.keys(schedulers).join(', ')}`)
const population = options.scheduler === 'pbt'
const scheduler = schedulers[options.scheduler as keyof typeof schedulers]()

const interpreter = options.python ?? (await ensureVenv(TORCH))
const script = fileURLToPath(new URL('./train.py', import.meta.url))
const trainable = python(script, { function: 'train', python: interpreter })

const folder = studyFolder(options.storage, 'digits-torch', options)
const tuner = folder.exists
  ? Tuner.restore(join(options.storage, folder.name), trainable)
  : new Tuner(trainable, {
      paramSpace: {
        layer1: choice([32, 64, 128]),
        layer2: choice([16, 32, 64]),
        lr: loguniform(1e-4, 1e-1),
        batchSize: choice([16, 32, 64]),
        dropout: uniform(0, 0.3),
        epochs,
        seed,
      },
      tuneConfig: {
        metric: 'loss',
        mode: 'min',
        numSamples: Number(options.trials ?? (smoke ? 4 : population ? 8 : 20)),
        scheduler,
        ...(options.scheduler === 'bohb' ? { searchAlg: 'bohb' } : {}),
        seed,
      },
      runConfig: {
        name: folder.name,
        storagePath: options.storage,
        checkpointConfig: { numToKeep: 1 },
        // Who is at the end is not to become a copy any more: it could not train as one.
        ...(population ? { stop: { training_iteration: epochs } } : {}),
      },
    })

const results = await tuner.fit()
if (results.interrupted) process.exit(130)
const best = results.getBestResult()
if (!best.checkpoint) throw new Error(`${best.trialName} left no checkpoint`)
const accuracy = await testAccuracy(interpreter, script, best.checkpoint.asDirectory())

console.log(`study folder: ${results.experimentPath}`)
console.log(`best: ${JSON.stringify(best.config)}`)
console.log(`test accuracy: ${accuracy.toFixed(3)}`)
