/**
 * Tunes the network of module.py on handwritten digits: Lightning trains, TypeScript tunes. Options:
 *
 *     --data-dir DIR  MNIST in this folder, downloaded there with torchvision if it is not there yet
 *     --resume        go on with the last study that is in the storage folder, if there is one
 *     --smoke-test    a few short trials, to see that everything works
 *     --python PATH   a Python that has lightning, instead of an environment made for this
 *     --scheduler     who decides how far trials go: asha (the default) or pbt
 *     --trials 10     how many trials (with pbt, how large a population: 8)
 *     --seed 1        other seeds draw other hyperparameters
 *     --storage DIR   where the study's folder goes (default attune_results)
 */
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ASHAScheduler, choice, loguniform, PopulationBasedTraining, python, Tuner } from 'attune'
import { ensureVenv, LIGHTNING } from '../../scripts/venv.mjs'
import { testAccuracy } from '../support/python-test.ts'
import { studyFolder } from '../support/study-folder.ts'

const { values: options } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
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
const epochs = smoke ? 2 : 10
const dataDir = options['data-dir'] === undefined ? null : resolve(options['data-dir'])

const schedulers = {
  asha: () => new ASHAScheduler({ maxT: epochs, gracePeriod: 1, reductionFactor: 2 }),
  pbt: () =>
    new PopulationBasedTraining({
      timeAttr: 'training_iteration',
      perturbationInterval: smoke ? 1 : 2,
      // With few trials, those that are ahead would end before the others could become copies.
      synch: smoke,
      hyperparamMutations: { lr: loguniform(1e-4, 1e-1), batch_size: [32, 64, 128] },
    }),
}
if (!Object.hasOwn(schedulers, options.scheduler))
  throw new Error(`--scheduler: one of ${Object.keys(schedulers).join(', ')}`)
const population = options.scheduler === 'pbt'
const scheduler = schedulers[options.scheduler as keyof typeof schedulers]()

const interpreter = options.python ?? (await ensureVenv(LIGHTNING))
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
if (dataDir !== null) {
  // Once, and not by all trials at the same time.
  const { status } = spawnSync(interpreter, [here('data.py'), dataDir], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`MNIST could not be read from, or downloaded to, ${dataDir}`)
}
const trainable = python(here('train.py'), { function: 'train', python: interpreter })

const folder = studyFolder(options.storage, 'lightning-mnist', options)
const tuner = folder.exists
  ? Tuner.restore(join(options.storage, folder.name), trainable)
  : new Tuner(trainable, {
      paramSpace: {
        layer_1_size: choice([32, 64, 128]),
        layer_2_size: choice([64, 128, 256]),
        lr: loguniform(1e-4, 1e-1),
        batch_size: choice([32, 64, 128]),
        epochs,
        seed,
        data_dir: dataDir,
      },
      tuneConfig: {
        metric: 'loss',
        mode: 'min',
        numSamples: Number(options.trials ?? (smoke ? 2 : population ? 8 : 10)),
        scheduler,
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
const checkpoint = best.checkpoint.asDirectory()
const data = dataDir === null ? [] : ['--data-dir', dataDir]
const accuracy = await testAccuracy(interpreter, here('train.py'), checkpoint, ...data)

console.log(`study folder: ${results.experimentPath}`)
console.log(`best: ${JSON.stringify(best.config)}`)
console.log(`test accuracy: ${accuracy.toFixed(3)}`)
