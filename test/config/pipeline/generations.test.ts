import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../study-text.ts'
import { readStudyFile } from '../../../src/config/read-study-file.ts'
import { unwrap } from '../../../src/tuner/trainable.ts'
import type { StudyFile } from '../../../src/config/read-study-file.ts'

/** A pipeline file of one of the generations of itwinai, in a folder of its own. */
function readFixture(name: string, overrides: readonly string[] = []): StudyFile {
  const text = readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), 'utf8')
  return readStudyFile('pipeline.yaml', {
    env: {},
    cwd: folderWith({ 'pipeline.yaml': text }),
    overrides,
  })
}

function spaceOf({ options }: StudyFile): unknown {
  return JSON.parse(JSON.stringify(options.paramSpace))
}

describe('a pipeline of December 2024, with options, min and max', () => {
  const file = readFixture('options-min-max.yaml')

  it('is a study', () => {
    expect(spaceOf(file)).toEqual({
      batch_size: { type: 'choice', options: [32, 64, 128] },
      learning_rate: { type: 'uniform', lower: 1e-5, upper: 1e-3 },
      epochs: 20,
    })
    expect(file.options.tuneConfig).toEqual({
      metric: 'loss',
      mode: 'min',
      numSamples: 10,
      scheduler: { name: 'asha', maxT: 20, gracePeriod: 10, reductionFactor: 4, brackets: 1 },
      searchAlg: { name: 'gp', nStartupTrials: 5 },
    })
    expect(file.options.runConfig).toEqual({
      name: 'Virgo-HPO-Experiment',
      storagePath: join(file.path, '../ray_checkpoints'),
    })
    expect(file.options.scalingConfig).toEqual({
      numWorkers: 2,
      useGpu: false,
      resourcesPerWorker: { CPU: 1, GPU: 0 },
    })
  })

  it('hands its steps to Python without what is said of tuning', () => {
    const { target, parameters, name } = unwrap(file.trainable)
    expect(name).toBe('train')
    expect(target).toMatchObject({
      kind: 'python',
      script: 'attune.pipeline',
      isModule: true,
      function: 'train',
      cwd: join(file.path, '..'),
    })
    expect(parameters).toEqual({
      trainer: '2',
      pipeline: {
        steps: [
          { class_path: 'data.FashionMNISTGetter' },
          {
            class_path: 'data.FashionMNISTSplitter',
            init_args: { train_proportion: 0.9, validation_proportion: 0.1, test_proportion: 0 },
          },
          {
            class_path: 'trainer.MyRayTorchTrainer',
            init_args: {
              config: {},
              strategy: 'ddp',
              logger: {
                class_path: 'itwinai.loggers.LoggersCollection',
                init_args: {
                  loggers: [
                    {
                      class_path: 'itwinai.loggers.MLFlowLogger',
                      init_args: { experiment_name: 'MNIST HPO Experiment', log_freq: 'batch' },
                    },
                  ],
                },
              },
            },
          },
        ],
      },
    })
  })
})

describe("a pipeline of 0.2.3, with Ray's keywords", () => {
  it('takes the pipeline that has a search, and what it refers to', () => {
    const file = readFixture('ray-keywords.yaml')
    expect(spaceOf(file)).toEqual({
      batch_size: { type: 'choice', options: [32, 64] },
      learning_rate: { type: 'loguniform', lower: 1e-5, upper: 1e-3 },
      epochs: 20,
    })
    expect(file.options.tuneConfig).toEqual({
      metric: 'accuracy',
      mode: 'max',
      numSamples: 4,
      scheduler: { name: 'hb_bohb', maxT: 9 },
      searchAlg: { name: 'bohb' },
    })
    expect(file.options.runConfig?.storagePath).toBe(join(file.path, '../ddp/results'))
    expect(unwrap(file.trainable).parameters).toEqual({
      trainer: 'trainer',
      pipeline: {
        steps: {
          getter: { class_path: 'data.FashionMNISTGetter', init_args: { shuffle: true } },
          trainer: {
            class_path: 'trainer.MyRayTorchTrainer',
            init_args: { config: { batch_size: 64 }, strategy: 'ddp' },
          },
        },
      },
    })
  })

  it('takes another one that is named, with or without a search', () => {
    const file = readFixture('ray-keywords.yaml', [
      'pipe_key=training_pipeline',
      'learning_rate=0.5',
    ])
    expect(file.options).toEqual({ tuneConfig: {}, runConfig: {} })
    expect(unwrap(file.trainable).parameters).toMatchObject({
      pipeline: { steps: [{}, { init_args: { config: { optim_lr: 0.5, batch_size: 64 } } }] },
    })
    expect(unwrap(file.trainable).parameters).not.toHaveProperty('trainer')
  })
})

describe('a pipeline since March 2025, with _target_', () => {
  const file = readFixture('targets.yaml')

  it('is a study, with the metric of its scheduler', () => {
    expect(spaceOf(file)).toEqual({
      batch_size: { type: 'choice', options: [32, 64] },
      learning_rate: { type: 'uniform', lower: 1e-5, upper: 1e-3 },
      momentum: 0.9,
    })
    expect(file.options.tuneConfig).toEqual({
      metric: 'validation_loss',
      mode: 'min',
      numSamples: 2,
      scheduler: { name: 'asha', maxT: 10, gracePeriod: 5, reductionFactor: 4, brackets: 1 },
      searchAlg: { name: 'gp' },
    })
    expect(file.options.runConfig).toEqual({
      name: 'FashionMNIST-HPO-Experiment',
      storagePath: join(file.path, '../ray_checkpoints'),
      checkpointConfig: { numToKeep: 2 },
    })
    expect(file.options.scalingConfig).toMatchObject({
      numWorkers: 1,
      resourcesPerWorker: { CPU: 2 },
    })
  })

  it('keeps null, and resolves what is computed', () => {
    expect(unwrap(file.trainable).parameters).toEqual({
      trainer: 'training_step',
      pipeline: {
        steps: {
          dataloading_step: { _target_: 'data.FashionMNISTGetter', classes: [2, 5, 8] },
          training_step: {
            _target_: 'trainer.FashionMNISTTrainer',
            config: null,
            epochs: 2,
            model: { _target_: 'net.ResNet', width: 8, depth: '8-6' },
            strategy: 'ddp',
          },
        },
      },
    })
  })
})

describe('what is said otherwise', () => {
  it('changes the file where it begins with a key of it, and the study where it does not', () => {
    const step = 'ray_training_pipeline.init_args.steps'
    const file = readFixture('options-min-max.yaml', [
      `${step}.2.init_args.config.train_loop_config.epochs=3`,
      `${step}[1].init_args.train_proportion=0.5`,
      `${step}.2.init_args.config.tune_config.num_samples=6`,
      'scheduler.max_t=30',
      'space.batch_size.options=[8]',
      'trainable.interpreter=python3.12',
      'attune.seed=7',
    ])
    expect(spaceOf(file)).toMatchObject({ epochs: 3, batch_size: { options: [8] } })
    expect(file.options.tuneConfig).toMatchObject({
      numSamples: 6,
      seed: 7,
      scheduler: { maxT: 30 },
    })
    const { parameters, target } = unwrap(file.trainable)
    expect(parameters).toMatchObject({
      pipeline: { steps: [{}, { init_args: { train_proportion: 0.5 } }, {}] },
    })
    expect(target).toMatchObject({ python: 'python3.12' })
  })

  it('changes both where it is a key of both', () => {
    const text = `seed: 1
training_pipeline:
  steps:
    - _target_: a.Trainer
      seed: \${seed}
`
    const cwd = folderWith({ 'p.yaml': text })
    const file = readStudyFile('p.yaml', {
      env: { ATTUNE_TRIALS: '5' },
      cwd,
      overrides: ['seed=9'],
    })
    expect(file.options.tuneConfig).toEqual({ seed: 9, numSamples: 5 })
    expect(unwrap(file.trainable).parameters).toMatchObject({ pipeline: { steps: [{ seed: 9 }] } })
  })

  it('names the metric in place of loss', () => {
    const trainer = (more: string): StudyFile => {
      const text = `p:
  _target_: x.Pipeline
  steps: [{ _target_: a.Trainer, ray_search_space: { a: 1 }, ray_tune_config: { ${more} } }]
`
      return readStudyFile('p.yaml', { env: {}, cwd: folderWith({ 'p.yaml': text }) })
    }
    expect(trainer('num_samples: 2').options.tuneConfig).toMatchObject({
      metric: 'loss',
      mode: 'min',
    })
    expect(trainer('metric: f1, mode: max').options.tuneConfig).toMatchObject({
      metric: 'f1',
      mode: 'max',
    })
    expect(trainer('search_alg: { name: zoo, metric: f1, mode: max }').options.tuneConfig).toEqual({
      metric: 'f1',
      mode: 'max',
      searchAlg: { name: 'de' },
    })
  })
})

describe('a trainer without a search', () => {
  it('trains in as many processes as it says', () => {
    const text = `training_pipeline:
  steps:
    - { _target_: a.Getter }
    - { _target_: a.Trainer, ray_scaling_config: { num_workers: 2 }, ray_torch_config: { backend: gloo } }
`
    const file = readStudyFile('p.yaml', { env: {}, cwd: folderWith({ 'p.yaml': text }) })
    expect(file.options).toEqual({
      tuneConfig: {},
      runConfig: {},
      scalingConfig: { numWorkers: 2 },
    })
    expect(unwrap(file.trainable).parameters).toEqual({
      trainer: '1',
      pipeline: { steps: [{ _target_: 'a.Getter' }, { _target_: 'a.Trainer' }] },
    })
  })
})

describe('the block attune', () => {
  it('holds keys of a study file, which are laid over what the trainer says', () => {
    const text = `workers: 3
attune:
  trials: 8
  max_concurrent: \${workers}
  trainable: { env: { OMP_NUM_THREADS: 1 } }
  scheduler: median_stopping_rule
training_pipeline:
  _target_: itwinai.pipeline.Pipeline
  name: mine
  steps:
    - _target_: a.Trainer
      ray_search_space: { lr: { type: loguniform, min: 1e-5, max: 1e-1 } }
      ray_tune_config: { num_samples: 2, scheduler: { name: asha, max_t: 3 } }
`
    const file = readStudyFile('p.yaml', { env: {}, cwd: folderWith({ 'p.yaml': text }) })
    expect(file.options.tuneConfig).toEqual({
      metric: 'loss',
      mode: 'min',
      numSamples: 8,
      maxConcurrentTrials: 3,
      scheduler: { name: 'median_stopping_rule' },
    })
    const { target, parameters } = unwrap(file.trainable)
    expect(target).toMatchObject({ env: { OMP_NUM_THREADS: '1' } })
    expect(parameters).toEqual({
      trainer: '0',
      pipeline: { name: 'mine', steps: [{ _target_: 'a.Trainer' }] },
    })
  })
})

describe('a pipeline as the trainable of a study file', () => {
  it('is tuned by what the study says', () => {
    const text = `trainable:
  pipeline: { class_path: itwinai.pipeline.Pipeline, init_args: { steps: [{ class_path: a.B }, { class_path: a.C }] } }
  trainer: 1
space: { lr: { type: uniform, min: 0, max: 1 } }
trials: 3
`
    const file = readStudyFile('s.yaml', { env: {}, cwd: folderWith({ 's.yaml': text }) })
    expect(file.options.tuneConfig).toEqual({ numSamples: 3 })
    expect(unwrap(file.trainable).parameters).toEqual({
      trainer: '1',
      pipeline: { steps: [{ class_path: 'a.B' }, { class_path: 'a.C' }] },
    })
  })
})
