/**
 * Tunes the convolutional network of train.py, as Ray's tutorial "Tune with PyTorch" does. Options:
 *
 *     --data-dir DIR  folder that holds cifar-10-batches-py (nothing is downloaded)
 *     --smoke-test    two short trials on generated images
 *     --resume        go on with the last study that is in the storage folder, if there is one
 *     --python PATH   a Python that has torch and numpy, instead of an environment made for this
 *     --gpus 0        GPUs a trial; fractions too: 0.5 lets two trials share one
 *     --trials 10     how many trials
 *     --seed 3        other seeds draw other hyperparameters
 *     --storage DIR   where the study's folder goes (default attune_results)
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ASHAScheduler, choice, loguniform, python, sampleFrom, Tuner, withResources } from 'attune'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'
import { testAccuracy } from '../support/python-test.ts'
import { studyFolder } from '../support/study-folder.ts'
import { dataFolder } from './data-folder.ts'

const { values: options } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    'smoke-test': { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    python: { type: 'string' },
    gpus: { type: 'string', default: '0' },
    trials: { type: 'string' },
    seed: { type: 'string', default: '3' },
    storage: { type: 'string', default: 'attune_results' },
  },
})
const smokeTest = options['smoke-test']
const dataDir = smokeTest ? '' : dataFolder(options['data-dir'])
const epochs = smokeTest ? 2 : 10
const seed = Number(options.seed)

const interpreter = options.python ?? (await ensureVenv(TORCH))
const script = fileURLToPath(new URL('./train.py', import.meta.url))
const trainable = withResources(python(script, { function: 'train_cifar', python: interpreter }), {
  cpu: 1,
  gpu: Number(options.gpus),
})

const folder = studyFolder(options.storage, 'torch-cifar10', options)
const tuner = folder.exists
  ? Tuner.restore(join(options.storage, folder.name), trainable)
  : new Tuner(trainable, {
      paramSpace: {
        l1: sampleFrom((_, random) => 2 ** random.integer(2, 9)),
        l2: sampleFrom((_, random) => 2 ** random.integer(2, 9)),
        lr: loguniform(1e-4, 1e-1),
        batchSize: choice([2, 4, 8, 16]),
        epochs,
        seed,
        dataDir,
        smokeTest,
      },
      tuneConfig: {
        metric: 'loss',
        mode: 'min',
        numSamples: Number(options.trials ?? (smokeTest ? 2 : 10)),
        scheduler: new ASHAScheduler({ maxT: epochs, gracePeriod: 1, reductionFactor: 2 }),
        seed,
      },
      runConfig: {
        name: folder.name,
        storagePath: options.storage,
        checkpointConfig: { numToKeep: 1 },
      },
    })

const results = await tuner.fit()
if (results.interrupted) process.exit(130)
const best = results.getBestResult()
if (!best.checkpoint) throw new Error(`${best.trialName} left no checkpoint`)
const accuracy = await testAccuracy(interpreter, script, best.checkpoint.asDirectory())

console.log(`study folder: ${results.experimentPath}`)
console.log('validation loss:', best.metrics?.['loss'], 'accuracy:', best.metrics?.['accuracy'])
console.log(`best: ${JSON.stringify(best.config)}`)
console.log(`test accuracy: ${accuracy.toFixed(3)}`)
