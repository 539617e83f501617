/**
 * Tunes the network of train.py on real handwritten digits. Each trial is several ranks, which train it
 * together with PyTorch's DistributedDataParallel. Options:
 *
 *     --smoke-test    a few short trials, to see that everything works
 *     --ranks 2       how many processes train a network; each takes a CPU, or with --gpu a GPU
 *     --gpu           train on GPUs
 *     --python PATH   a Python that has torch, instead of an environment made for this
 *     --trials 10     how many trials
 *     --seed 1        other seeds draw other hyperparameters
 *     --storage DIR   where the study's folder goes (default attune_results)
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ASHAScheduler, choice, loguniform, python, Tuner } from 'attune'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'
import { testAccuracy } from '../support/python-test.ts'
import { studyFolder } from '../support/study-folder.ts'

const { values: options } = parseArgs({
  options: {
    'smoke-test': { type: 'boolean', default: false },
    ranks: { type: 'string', default: '2' },
    gpu: { type: 'boolean', default: false },
    python: { type: 'string' },
    trials: { type: 'string' },
    seed: { type: 'string', default: '1' },
    storage: { type: 'string', default: 'attune_results' },
  },
})
const smoke = options['smoke-test']
const seed = Number(options.seed)
const epochs = smoke ? 3 : 20

const interpreter = options.python ?? (await ensureVenv(TORCH))
const script = fileURLToPath(new URL('./train.py', import.meta.url))

const tuner = new Tuner(python(script, { function: 'train', python: interpreter }), {
  paramSpace: {
    layer1: choice([32, 64, 128]),
    layer2: choice([16, 32, 64]),
    lr: loguniform(1e-3, 3e-2),
    batchSize: choice([16, 32, 64]),
    epochs,
    seed,
  },
  tuneConfig: {
    metric: 'loss',
    mode: 'min',
    numSamples: Number(options.trials ?? (smoke ? 3 : 10)),
    scheduler: new ASHAScheduler({ maxT: epochs, gracePeriod: 1, reductionFactor: 2 }),
    seed,
  },
  scalingConfig: { numWorkers: Number(options.ranks), useGpu: options.gpu },
  runConfig: {
    name: studyFolder(options.storage, 'torch-ddp', { resume: false }).name,
    storagePath: options.storage,
    checkpointConfig: { numToKeep: 1 },
    failureConfig: { maxFailures: 2 },
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
