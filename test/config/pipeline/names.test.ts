import { describe, expect, it } from 'vitest'
import { readText } from '../study-text.ts'
import type { TuneConfig } from '../../../src/index.ts'

function tuneConfig(tuning: string): TuneConfig | undefined {
  const text = `p: { _target_: x.Pipeline, steps: [{ _target_: a.Trainer, tune_config: { ${tuning} } }] }\n`
  return readText(text).options.tuneConfig
}

/** What a population is to vary. */
const MUTATIONS = 'hyperparam_mutations: { lr: { _target_: ray.tune.uniform, lower: 0, upper: 1 } }'
const BOUNDS = 'hyperparam_bounds: { lr: [0, 1] }'

describe('schedulers', () => {
  it.each([
    ['name: asha', 'asha'],
    ['name: ASHA', 'asha'],
    ['name: async_hyperband', 'asha'],
    ['_target_: ray.tune.schedulers.ASHAScheduler', 'asha'],
    ['_target_: ray.tune.schedulers.AsyncHyperBandScheduler', 'asha'],
    ['name: hyperband', 'hyperband'],
    ['_target_: ray.tune.schedulers.HyperBandScheduler', 'hyperband'],
    ['name: bohb', 'hb_bohb'],
    ['_target_: ray.tune.schedulers.HyperBandForBOHB', 'hb_bohb'],
    ['_target_: ray.tune.schedulers.FIFOScheduler', 'fifo'],
    ['_target_: ray.tune.schedulers.MedianStoppingRule', 'median_stopping_rule'],
    [`name: PBT, ${MUTATIONS}`, 'pbt'],
    [`_target_: ray.tune.schedulers.PopulationBasedTraining, ${MUTATIONS}`, 'pbt'],
    [`name: pb2, ${BOUNDS}`, 'pb2'],
    [`class_path: ray.tune.schedulers.pb2.PB2, init_args: { ${BOUNDS} }`, 'pb2'],
  ])('%s', (said, name) => {
    expect(tuneConfig(`scheduler: { ${said} }`)?.scheduler).toMatchObject({ name })
  })
})

describe('searchers', () => {
  it.each([
    ['name: bayes, n_random_steps: 5', { name: 'gp', nStartupTrials: 5 }],
    ['name: bayesopt, random_search_steps: 5', { name: 'gp', nStartupTrials: 5 }],
    ['_target_: ray.tune.search.bayesopt.BayesOptSearch', { name: 'gp' }],
    ['name: hyperopt, n_random_steps: 5', { name: 'tpe', nStartupTrials: 5 }],
    [
      '_target_: ray.tune.search.hyperopt.HyperOptSearch, n_initial_points: 5',
      { name: 'tpe', nStartupTrials: 5 },
    ],
    ['name: hepo', { name: 'gp' }],
    ['_target_: ray.tune.search.hebo.HEBOSearch', { name: 'gp' }],
    ['name: Optuna', { name: 'tpe' }],
    ['_target_: ray.tune.search.optuna.OptunaSearch', { name: 'tpe' }],
    ['name: zoo', { name: 'de' }],
    ['_target_: ray.tune.search.zoopt.ZOOptSearch', { name: 'de' }],
    ['name: ax', { name: 'gp' }],
    ['_target_: ray.tune.search.ax.AxSearch', { name: 'gp' }],
    ['name: nevergrad', { name: 'auto' }],
    ['_target_: ray.tune.search.bohb.TuneBOHB', { name: 'bohb' }],
    ['_target_: ray.tune.search.basic_variant.BasicVariantGenerator', { name: 'random' }],
    [
      '_target_: ray.tune.search.ConcurrencyLimiter, max_concurrent: 2, searcher: { _target_: ray.tune.search.optuna.OptunaSearch }',
      { name: 'limit-concurrency', maxConcurrent: 2, searcher: { name: 'tpe' } },
    ],
  ])('%s', (said, search) => {
    expect(tuneConfig(`search_alg: { ${said} }`)?.searchAlg).toEqual(search)
  })
})
