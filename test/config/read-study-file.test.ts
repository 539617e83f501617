import { mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readStudyFile } from '../../src/config/read-study-file.ts'
import { choice, loguniform, Tuner } from '../../src/index.ts'
import { CLIReporter } from '../../src/report/cli-reporter.ts'
import { TimeoutStopper } from '../../src/stop/timeout.ts'
import { unwrap } from '../../src/tuner/trainable.ts'
import { folderWith, readLines, readText, refusal, TRAINABLE } from './study-text.ts'

const EXAMPLE = `name: digits
trainable: { python: train.py, function: train }      # or module: ./train.ts, or command: [python, train.py, --lr, "{lr}"]
metric: val_loss
mode: min
space:
  lr: { type: loguniform, min: 1e-5, max: 1e-1 }
  layers: { type: choice, options: [1, 2, 3] }
trials: 50
search: auto
scheduler: { name: asha, max_t: 20, grace_period: 2 }
resources: { cpu: 1, gpu: 0.5 }
stop: { val_accuracy: { max: 0.99 } }
checkpoints: { keep: 2, score: val_loss }
loggers: [ tensorboard, { name: mlflow, uri: "…", experiment: digits } ]
`

const SCRIPT = 'import attune\n\ndef train(config):\n    attune.report({"val_loss": 1})\n'

describe('readStudyFile', () => {
  it('reads the example as what it says', () => {
    const cwd = folderWith({ 'study.yaml': EXAMPLE, 'train.py': SCRIPT })
    const file = readStudyFile('study.yaml', { env: {}, cwd })
    expect(file.path).toBe(join(cwd, 'study.yaml'))
    expect(file.text).toBe(EXAMPLE)
    expect(unwrap(file.trainable)).toMatchObject({
      name: 'train',
      resources: { cpu: 1, gpu: 0.5 },
      target: { kind: 'python', script: join(cwd, 'train.py'), function: 'train', cwd },
    })
    expect(JSON.stringify(file.options.paramSpace)).toBe(
      JSON.stringify({ lr: loguniform(1e-5, 0.1), layers: choice([1, 2, 3]) }),
    )
    expect(file.options.tuneConfig).toEqual({
      metric: 'val_loss',
      mode: 'min',
      numSamples: 50,
      searchAlg: { name: 'auto' },
      scheduler: { name: 'asha', maxT: 20, gracePeriod: 2 },
    })
    expect(file.options.runConfig).toEqual({
      name: 'digits',
      stop: { val_accuracy: { max: 0.99 } },
      checkpointConfig: {
        numToKeep: 2,
        checkpointScoreAttribute: 'val_loss',
        checkpointScoreOrder: 'min',
      },
      loggers: [{ name: 'tensorboard' }, { name: 'mlflow', uri: '…', experiment: 'digits' }],
    })
    expect(file.callbackModules).toEqual([])
  })

  it('makes a study that the Tuner takes', () => {
    const text = EXAMPLE.replace('"…"', 'http://127.0.0.1:5000').replace('gpu: 0.5', 'gpu: 0')
    const { trainable, options } = readText(text, { files: { 'train.py': SCRIPT } })
    expect(() => new Tuner(trainable, options)).not.toThrow()
  })

  it('reads everything else that a Tuner has', () => {
    const file = readText(
      `trainable: { module: ./train.mjs, export: train, executor: thread }
storage: out
metric: [loss, latency]
mode: [min, minimize]
parameters: { data: [1, 2], nothing: null }
max_concurrent: 3
time_budget: 1h30m
seed: 007
reuse: off
executor: thread
capacity: { CPU: 8, licences: 2 }
checkpoints: { keep: 1, score: loss, order: max }
failures: { max: -1, backoff: 2s }
default_loggers: no
callbacks: ./tell.mjs
verbose: 2
log_to_file: [out.txt, err.txt]
grace: 500ms
handle_signals: false
columns: { metrics: [loss], parameters: { lr: rate }, sort_by: latency, max_progress_rows: 5 }
stop:
  - { training_iteration: 20 }
  - { name: timeout, seconds: 2h }
`,
      { files: { 'train.mjs': 'export const train = () => 1' } },
    )
    const folder = file.path.replace('/study.yaml', '')
    expect(unwrap(file.trainable)).toMatchObject({
      name: 'train',
      target: { kind: 'module', export: 'train', executor: 'thread' },
      parameters: { data: [1, 2], nothing: null },
    })
    expect(file.callbackModules).toEqual([join(folder, 'tell.mjs')])
    expect(file.options.tuneConfig).toEqual({
      metric: ['loss', 'latency'],
      mode: ['min', 'min'],
      maxConcurrentTrials: 3,
      timeBudgetS: 5400,
      seed: 7,
      reuse: false,
      executor: 'thread',
      capacity: { CPU: 8, licences: 2 },
    })
    const { stop, progressReporter, ...others } = file.options.runConfig ?? {}
    expect(others).toEqual({
      storagePath: join(folder, 'out'),
      checkpointConfig: {
        numToKeep: 1,
        checkpointScoreAttribute: 'loss',
        checkpointScoreOrder: 'max',
      },
      failureConfig: { maxFailures: -1, backoffS: 2 },
      defaultLoggers: false,
      verbose: 2,
      logToFile: ['out.txt', 'err.txt'],
      graceS: 0.5,
      handleSignals: false,
    })
    expect(stop).toEqual([{ training_iteration: 20 }, expect.any(TimeoutStopper)])
    expect(progressReporter).toEqual(
      new CLIReporter({
        metricColumns: ['loss'],
        parameterColumns: { lr: 'rate' },
        sortByMetric: true,
        metric: 'latency',
        maxProgressRows: 5,
      }),
    )
    expect(() => new Tuner(file.trainable, file.options)).not.toThrow()
  })

  it('reads JSON, with tabs and an address of a schema', () => {
    const json = JSON.stringify(
      { $schema: 'x.json', trainable: './train {lr}', space: { lr: 1e-7 }, trials: 3 },
      null,
      '\t',
    )
    const { options } = readText(json)
    expect(options.tuneConfig).toEqual({ numSamples: 3 })
    expect(options.paramSpace).toEqual({ lr: 1e-7 })
  })

  it('takes a key with nothing behind it as not given', () => {
    const { options } = readLines(
      'scheduler:\nsearch: null\nstop: ~\ncheckpoints: { keep: }\nspace: { a: }',
    )
    expect(options).toEqual({
      paramSpace: { a: null },
      tuneConfig: {},
      runConfig: { checkpointConfig: {} },
    })
  })

  it('finds files beside the study file, and what the command line names from where it is', () => {
    const cwd = folderWith({
      'studies/study.yaml': 'trainable: train.py\nstorage: here\ncallbacks: [a.mjs]',
      'studies/train.py': SCRIPT,
      'other.py': SCRIPT,
    })
    const file = readStudyFile('studies/study.yaml', { env: {}, cwd })
    expect(unwrap(file.trainable).target).toMatchObject({
      script: join(cwd, 'studies/train.py'),
      cwd: join(cwd, 'studies'),
    })
    expect(file.options.runConfig?.storagePath).toBe(join(cwd, 'studies/here'))
    expect(file.callbackModules).toEqual([join(cwd, 'studies/a.mjs')])
    const other = readStudyFile('studies/study.yaml', {
      env: { ATTUNE_STORAGE: 'there' },
      overrides: ['trainable=other.py'],
      cwd,
    })
    expect(unwrap(other.trainable).target).toMatchObject({ script: join(cwd, 'other.py') })
    expect(other.options.runConfig?.storagePath).toBe(join(cwd, 'there'))
  })

  it('knows the home folder', () => {
    expect(readLines('storage: ~/results').options.runConfig?.storagePath).toBe(
      join(homedir(), 'results'),
    )
  })

  it('says when there is no file', () => {
    const cwd = folderWith({ 'a/b.yaml': '' })
    const read = (path: string) => refusal(() => readStudyFile(path, { env: {}, cwd }))
    expect(read('none.yaml')).toMatchObject({
      code: 'STUDY_FILE_NOT_FOUND',
      message: expect.stringContaining('none.yaml') as unknown,
    })
    expect(read('a').message).toMatch(/a is a folder.*attune resume a/)
    expect(read('a/b.yaml')).toMatchObject({
      code: 'STUDY_FILE_INVALID',
      message: expect.stringMatching(/^a\/b\.yaml:1:1: The study file is empty/) as unknown,
    })
  })
})

describe('the trainable', () => {
  const files = { 'train.py': SCRIPT, 'train.ts': '', 'bin/python': '' }
  const targetOf = (text: string) =>
    unwrap(readText(`trainable: ${text}`, { files }).trainable).target

  it.each([
    ['train.py', { kind: 'python', function: undefined }],
    ['./train.py:train', { kind: 'python', function: 'train' }],
    ['train.ts', { kind: 'module', export: 'default' }],
    ['train.ts:main', { kind: 'module', export: 'main' }],
    ['python train.py --lr {lr}', { kind: 'command', placeholders: ['lr'], name: 'train' }],
    ['[python, train.py, --lr, {lr}, 5]', { kind: 'command', placeholders: ['lr'] }],
    [
      '{ python: train.py, args: [-n, 5], env: { A: 1, B: null }, spread: yes, function: f }',
      { args: ['-n', '5'], env: { A: '1', B: null }, spread: true },
    ],
    [
      '{ command: "a | b {x}", shell: true, metrics: { file: m.jsonl } }',
      { shell: true, metrics: { file: 'm.jsonl' } },
    ],
    [
      "{ command: a, metrics: { regex: { loss: 'loss=(\\S+)' }, stream: stderr } }",
      { metrics: { regex: { loss: /loss=(\S+)/ }, stream: 'stderr' } },
    ],
  ])('%s', (text, target) => {
    expect(targetOf(text)).toMatchObject(target)
  })

  it('takes an interpreter by its path beside the file, or by its name', () => {
    const cwd = folderWith({
      'train.py': SCRIPT,
      'study.yaml': 'trainable: { python: train.py, interpreter: bin/python }',
    })
    const python = (overrides: string[], env = {}) =>
      unwrap(readStudyFile('study.yaml', { env, cwd, overrides }).trainable).target
    expect(python([])).toMatchObject({ python: join(cwd, 'bin/python') })
    expect(python(['trainable.interpreter=python3.11'])).toMatchObject({ python: 'python3.11' })
    expect(python(['trainable.interpreter='], { ATTUNE_PYTHON: 'p' })).toMatchObject({
      python: 'p',
    })
  })

  it('names the file that was meant', () => {
    const { code, message } = refusal(() => readText('trainable:\n  python: trian.py', { files }))
    expect(code).toBe('PYTHON_SCRIPT_NOT_FOUND')
    expect(message).toMatch(
      /^study\.yaml:2:11: There is no file .*trian\.py\. Did you mean train\.py\?/,
    )
    expect(refusal(() => readText('trainable: x.ts')).code).toBe('TRAINABLE_NOT_FOUND')
  })

  it.each([
    [
      '{ python: train.py, function: a b }',
      'trainable.function is "a b". Give the name of a Python function',
    ],
    ['{ python: train.py, spread: true }', 'spread is set without function'],
    ['{ module: train.ts, functoin: x }', 'trainable has no key "functoin"'],
    ['{ function: train }', 'trainable.python is missing. Give the path of a script.'],
    ['{ python: train.py, module: train.ts }', 'trainable has no key "module"'],
    ['{ command: "a \'b" }', 'study.yaml:1:23: The command "a \'b" has a'],
    ["{ command: a, metrics: { regex: { loss: '(' } } }", 'trainable.metrics.regex.loss'],
  ])('refuses %s', (text, message) => {
    expect(refusal(() => targetOf(text)).message).toContain(message)
  })

  it('cannot hand constants to a command', () => {
    const { code, message } = refusal(() => readLines('parameters: { a: 1 }'))
    expect(code).toBe('PARAMETERS_WITHOUT_FUNCTION')
    expect(message).toMatch(/^study\.yaml:2:13: parameters cannot be handed to a command/)
  })
})

describe('other spellings', () => {
  it('are those of Ray Tune and itwinai', () => {
    const { options } = readText(
      `trainable: ./train
tune_config:
  _target_: ray.tune.TuneConfig
  num_samples: 10
  scheduler: { name: ASHA, max_t: 20, grace_period: 1, reduction_factor: 2, brackets: 1 }
  search_alg: { name: bayes, metric: loss, mode: min, n_random_steps: 5 }
  max_concurrent_trials: 4
  time_budget_s: 60
run_config:
  storage_path: ray_checkpoints
  name: hpo
  checkpoint_config: { num_to_keep: 2, checkpoint_score_attribute: acc, checkpoint_score_order: max }
  failure_config: { max_failures: 3 }
search_space:
  batch_size: { type: choice, options: [32, 64, 128] }
resources_per_trial: { CPU: 1 }
`,
    )
    expect(options.tuneConfig).toEqual({
      metric: 'loss',
      mode: 'min',
      numSamples: 10,
      maxConcurrentTrials: 4,
      timeBudgetS: 60,
      scheduler: { name: 'asha', maxT: 20, gracePeriod: 1, reductionFactor: 2, brackets: 1 },
      searchAlg: { name: 'gp', nStartupTrials: 5 },
    })
    expect(options.runConfig).toMatchObject({
      name: 'hpo',
      storagePath: expect.stringMatching(/\/ray_checkpoints$/) as unknown,
      checkpointConfig: {
        numToKeep: 2,
        checkpointScoreAttribute: 'acc',
        checkpointScoreOrder: 'max',
      },
      failureConfig: { maxFailures: 3 },
    })
  })

  it('are camelCase, kebab-case, and classes with their modules', () => {
    const { options } = readLines(
      `numSamples: 3
max-concurrent: 2
timeBudgetS: 5
paramSpace: { lr: 1 }
scheduler: { class_path: ray.tune.schedulers.AsyncHyperBandScheduler, init_args: { maxT: 9, grace-period: 3 } }
searchAlg: { _target_: ray.tune.search.optuna.OptunaSearch }
stop: { name: TrialPlateauStopper, metric: loss, numResults: 6 }`,
    )
    expect(options.paramSpace).toEqual({ lr: 1 })
    expect(options.tuneConfig).toEqual({
      numSamples: 3,
      maxConcurrentTrials: 2,
      timeBudgetS: 5,
      scheduler: { name: 'asha', maxT: 9, gracePeriod: 3 },
      searchAlg: { name: 'tpe' },
    })
    expect(options.runConfig?.stop).toMatchObject({ name: 'trial_plateau' })
  })

  it.each([
    ['halton', { name: 'quasi-random', sequence: 'halton' }],
    ['BayesOptSearch', { name: 'gp' }],
    ['HyperOpt', { name: 'tpe' }],
    ['hepo', { name: 'gp' }],
    ['CMA_ES', { name: 'cma-es' }],
    ['BasicVariantGenerator', { name: 'random' }],
    ['{ name: hyperopt, n_initial_points: 7 }', { name: 'tpe', nStartupTrials: 7 }],
    [
      '{ name: limit_concurrency, max_concurrent: 2, searcher: optuna }',
      { name: 'limit-concurrency', maxConcurrent: 2, searcher: { name: 'tpe' } },
    ],
    [
      '{ name: repeat, repeat: 3, searcher: { name: random, points_to_evaluate: [{ lr: 0.1, none: null }] } }',
      {
        name: 'repeat',
        repeat: 3,
        searcher: { name: 'random', pointsToEvaluate: [{ lr: 0.1, none: null }] },
      },
    ],
  ])('search: %s', (text, searchAlg) => {
    expect(readLines(`search: ${text}`).options.tuneConfig?.searchAlg).toEqual(searchAlg)
  })

  it.each([
    ['MedianStoppingRule', { name: 'median_stopping_rule' }],
    ['async_hyperband', { name: 'asha' }],
    ['HyperBandForBOHB', { name: 'hb_bohb' }],
    [
      '{ name: resource_changing, base_scheduler: { name: asha, max_t: 9 }, resources_allocation_function: { name: DistributeResources, increase_by: { cpu: 2 } } }',
      {
        name: 'resource_changing',
        baseScheduler: { name: 'asha', maxT: 9 },
        resourcesAllocationFunction: {
          name: 'distribute_resources',
          options: { increaseBy: { cpu: 2 } },
        },
      },
    ],
    [
      '{ name: asha, objectives: [{ metric: a, mode: min }, { metric: b, mode: max }] }',
      {
        name: 'asha',
        objectives: [
          { metric: 'a', mode: 'min' },
          { metric: 'b', mode: 'max' },
        ],
      },
    ],
  ])('scheduler: %s', (text, scheduler) => {
    expect(readLines(`scheduler: ${text}`).options.tuneConfig?.scheduler).toEqual(scheduler)
  })

  it('mean scheduler and searcher by bohb', () => {
    expect(readLines('scheduler: BOHB').options.tuneConfig).toMatchObject({
      scheduler: { name: 'hb_bohb' },
      searchAlg: { name: 'bohb' },
    })
    expect(readLines('scheduler: bohb\nsearch: tpe').options.tuneConfig).toMatchObject({
      searchAlg: { name: 'tpe' },
    })
    expect(readLines('scheduler: hb_bohb').options.tuneConfig?.searchAlg).toBeUndefined()
  })

  it('are refused twice', () => {
    const { message } = refusal(() => readLines('trials: 5\ntune_config: { num_samples: 6 }'))
    expect(message).toBe(
      'study.yaml:3:16: tune_config.num_samples says the same as trials, which is there too. Leave one out.',
    )
    expect(
      refusal(() => readLines('metric: a\nsearch: { name: tpe, metric: b }')).message,
    ).toContain('search.metric is "b", but metric is "a". Say it once.')
    expect(
      readLines('metric: a\nsearch: { name: tpe, metric: a }').options.tuneConfig?.metric,
    ).toBe('a')
  })
})

describe('parts that are more than data', () => {
  it('reads the domains of a population, and the lines of a policy', () => {
    const pbt = readLines(`metric: loss
mode: min
scheduler:
  name: pbt
  perturbation_interval: 4
  hyperparam_mutations: { lr: { type: loguniform, min: 1e-4, max: 1e-1 }, batchSize: [32, 64], model: { depth_x: { type: randint, lower: 1, upper: 9 } } }`)
    expect(JSON.parse(JSON.stringify(pbt.options.tuneConfig?.scheduler))).toEqual({
      name: 'pbt',
      perturbationInterval: 4,
      hyperparamMutations: {
        lr: { type: 'loguniform', lower: 1e-4, upper: 0.1 },
        batchSize: [32, 64],
        model: { depth_x: { type: 'randint', lower: 1, upper: 9 } },
      },
    })
    const line = JSON.stringify(['a', 'b', 1, 2, { lr: 1 }, { lr: 2 }])
    const replay = readText(
      `${TRAINABLE}\nscheduler: { name: pbt_replay, policy: pbt_policy_a.txt }`,
      { files: { 'pbt_policy_a.txt': `${line}\n` } },
    )
    expect(replay.options.tuneConfig?.scheduler).toEqual({
      name: 'pbt_replay',
      policy: `${line}\n`,
    })
    const none = refusal(() => readLines('scheduler: { name: pbt_replay, policy: none.txt }'))
    expect(none.message).toMatch(/^study\.yaml:2:40: There is no policy .*none\.txt/)
  })

  it('starts from the trials of an earlier study', async () => {
    const cwd = folderWith({
      'study.yaml': `${TRAINABLE}\nsearch: { name: tpe, warm_start: before/one }`,
    })
    mkdirSync(join(cwd, 'before'))
    await new Tuner((config: { lr: number }) => ({ loss: config.lr }), {
      paramSpace: { lr: loguniform(1e-3, 1) },
      tuneConfig: { numSamples: 3, metric: 'loss', mode: 'min' },
      runConfig: { name: 'one', storagePath: join(cwd, 'before'), verbose: 0 },
    }).fit()
    const { options } = readStudyFile('study.yaml', { env: {}, cwd })
    const search = options.tuneConfig?.searchAlg as unknown
    const { warmStart } = search as {
      readonly warmStart: readonly { config: { lr: number }; metrics: { loss: number } }[]
    }
    expect(warmStart).toHaveLength(3)
    for (const { config, metrics } of warmStart) expect(metrics.loss).toBe(config.lr)
    writeFileSync(
      join(cwd, 'study.yaml'),
      `${TRAINABLE}\nsearch: { name: tpe, warm_start: nowhere }`,
    )
    expect(refusal(() => readStudyFile('study.yaml', { env: {}, cwd }))).toMatchObject({
      code: 'STUDY_NOT_FOUND',
      message: expect.stringMatching(/^study\.yaml:2:\d+: .*nowhere holds no study/) as unknown,
    })
  })

  it.each([
    ['{ loss: 0.1 }', { loss: 0.1 }],
    ['{ val/loss: { min: "1e-3" }, acc: 1_000 }', { 'val/loss': { min: 1e-3 }, acc: 1000 }],
    ['{ name: 5 }', { name: 5 }],
    ['noop', { name: 'noop' }],
    ['{ name: maximum_iteration, max_iter: 5 }', { name: 'maximum_iteration' }],
    [
      '{ name: combined, stoppers: [noop, { name: TimeoutStopper, seconds: 5 }] }',
      { name: 'combined' },
    ],
    ['{ name: experiment_plateau, metric: loss, top: 4 }', { name: 'experiment_plateau' }],
    ['{ name: threshold, thresholds: { loss: 3 } }', { name: 'threshold' }],
  ])('stop: %s', (text, stop) => {
    expect(readLines(`stop: ${text}`).options.runConfig?.stop).toMatchObject(stop)
  })

  it('runs as a study', async () => {
    const cwd = folderWith({
      'study.yaml': `trainable: { command: [node, train.mjs, '{x}'] }
metric: loss
mode: min
space: { x: { type: grid_search, values: [1, 2] } }
storage: out
name: real
verbose: 0
`,
      'train.mjs': 'console.log(JSON.stringify({ loss: Number(process.argv[2]) * 10 }))',
    })
    const { trainable, options } = readStudyFile('study.yaml', { env: {}, cwd })
    const results = await new Tuner(trainable, options).fit()
    expect(results.getBestResult()).toMatchObject({ config: { x: 1 }, metrics: { loss: 10 } })
    expect(results.experimentPath).toBe(join(cwd, 'out/real'))
  })
})
