import { SEARCHERS } from '../normalise/names.ts'
import { named, option, required } from './block.ts'
import { count, data, flag, list, mapOf, number, oneOf, share, text, word } from './leaf.ts'
import type { z } from 'zod'
import type { Named, Shape } from './block.ts'

const CONFIGS = 'Give a list of configs, e.g. [{ lr: 0.1 }].'
const REWARDS = 'Give a number (or a list of numbers, or null) for each point.'

const POINTS: Shape = {
  points_to_evaluate: option(
    list(mapOf(data(), CONFIGS), { wanted: CONFIGS }),
    'Configs to try first, complete or in part; keys nested or flat (model/lr).',
  ),
}
const REPEATS: Shape = {
  allow_repeats: option(flag(), 'Whether a config may be tried again.', false),
}

const WARM: z.ZodType = oneOf(
  [text('Give a path.'), list(data(), { wanted: 'Give trials.' })],
  'Give the folder of an earlier study, or a list of { config, metrics }.',
)

const MODEL: Shape = {
  ...POINTS,
  evaluated_rewards: option(
    list(data(), { wanted: REWARDS }),
    'What is known already of points_to_evaluate, in their order; null for a point that is to be tried.',
  ),
  warm_start: option(
    WARM,
    'Earlier trials to learn from: the folder of a study, or a list of { config, metrics }.',
  ),
  constraints: option(
    list(text('Name reported metrics.'), { least: 1, wanted: 'Name reported metrics.' }),
    'Names of reported metrics that are at most 0 where a trial did what it must.',
  ),
  tell: option(word(['last', 'best']), "Which of a trial's results stands for it.", 'last'),
  ...REPEATS,
}

const { tell: _tell, constraints: _constraints, ...BOHB_MODEL } = MODEL

const POPULATION_SIZE = 'How many configs live at once.'

const OPTIONS: Readonly<Record<string, { readonly description: string; readonly options: Shape }>> =
  {
    random: {
      description: 'Random search, and every cell of each grid.',
      options: {
        ...POINTS,
        constant_grid_search: option(
          flag(),
          'Whether values that are not on a grid are drawn once for all cells of it.',
          false,
        ),
      },
    },
    auto: {
      description: 'Chooses the algorithm by the space and the number of trials.',
      options: MODEL,
    },
    bohb: {
      description: 'Bayesian optimisation and HyperBand: kernel densities at each rung.',
      options: {
        ...BOHB_MODEL,
        min_points_in_model: option(
          count(1),
          'How many trials, at least, the good ones of a model are.',
        ),
        top_percent: option(
          number({ above: 0, below: 100 }),
          'How many percent of the trials count as good.',
          15,
        ),
        num_candidates: option(count(1), 'How many candidates are drawn for each config.', 64),
        random_fraction: option(share(), 'Share of the configs that are drawn at random.', 1 / 3),
        bandwidth_factor: option(
          number({ above: 0 }),
          "How many times wider than the model's kernels candidates spread.",
          3,
        ),
        min_bandwidth: option(
          number({ above: 0, most: 1 }),
          "The narrowest kernel, as a share of a parameter's range.",
          0.001,
        ),
        budget_attr: option(
          text('Name a reported number.'),
          'Reported number that says what a result has cost. Default: the rung.',
        ),
      },
    },
    'cma-es': {
      description: 'Covariance matrix adaptation, for many trials and continuous parameters.',
      options: {
        ...MODEL,
        sigma0: option(
          number({ above: 0, most: 1 }),
          "How far from the centre the first configs lie, as a share of each parameter's range.",
          1 / 6,
        ),
        population_size: option(
          count(4),
          'Trials of a generation. Default: 4 + 3 ln(number of parameters).',
        ),
        restarts: option(
          word(['ipop', 'bipop', 'none']),
          'What follows when a descent leads nowhere any more.',
          'ipop',
        ),
        lr_adapt: option(flag(), 'Whether to learn as slowly as it takes to see a trend.', false),
        warm_start_trials: option(
          count(0),
          "How many of this study's own trials it begins from.",
          0,
        ),
      },
    },
    cqr: {
      description: 'Conformalised quantile regression: robust to noise, for any space.',
      options: {
        ...MODEL,
        n_startup_trials: option(
          count(2),
          'How many trials with a result there are before the model is used.',
          5,
        ),
        num_candidates: option(count(1), 'How many candidates are drawn for each config.', 2000),
        quantiles: option(
          number({ least: 3, most: 99, whole: true }),
          'How many quantiles are modelled; an odd number.',
          5,
        ),
      },
    },
    de: {
      description: 'Differential evolution.',
      options: {
        ...MODEL,
        population_size: option(count(4), POPULATION_SIZE, 10),
        mutation_factor: option(
          number({ above: 0, most: 2 }),
          'What the difference of two configs is multiplied with.',
          0.5,
        ),
        crossover_prob: option(share(), 'How likely each parameter is taken from the mutant.', 0.5),
      },
    },
    gp: {
      description: 'Bayesian optimisation with a Gaussian process: the most of few trials.',
      options: {
        ...MODEL,
        n_startup_trials: option(
          count(1),
          'How many trials must have ended before a model chooses. Default: 6, or 10 with several metrics.',
        ),
        deterministic: option(flag(), 'Whether a config always gives the same result.', false),
        output_warp: option(
          flag(),
          'Whether values are bent towards their logarithm. Default: true with one metric.',
        ),
        input_warp: option(flag(), 'Whether parameters are bent.', false),
        dimension_scaled_prior: option(
          flag(),
          'Whether a parameter is expected to matter less where there are many.',
          true,
        ),
        max_model_trials: option(count(10), 'How many trials a model takes at most.', 400),
      },
    },
    nsga2: {
      description: 'NSGA-II: evolution towards a Pareto front.',
      options: {
        ...MODEL,
        population_size: option(
          count(2),
          `${POPULATION_SIZE} Default: grows with the trials, 10 to 50.`,
        ),
        crossover_prob: option(share(), 'How likely a config has two parents.', 0.9),
        mutation_prob: option(
          share(),
          'How likely each parameter changes at random. Default: 1 / their number.',
        ),
        swapping_prob: option(
          share(),
          'Of two parents, how likely a parameter comes from the second.',
          0.5,
        ),
        crossover: option(word(['uniform', 'sbx']), 'How two parents mix.', 'uniform'),
      },
    },
    'quasi-random': {
      description: 'Fills the space evenly.',
      options: {
        ...POINTS,
        ...REPEATS,
        sequence: option(word(['sobol', 'halton']), 'Which points.', 'sobol'),
        scramble: option(flag(), 'Whether the seed moves the points.', true),
      },
    },
    'regularized-evolution': {
      description: 'Regularised (aging) evolution, for large discrete spaces.',
      options: {
        ...MODEL,
        population_size: option(
          count(2),
          `${POPULATION_SIZE} Default: a sixth of the trials, 10 to 100.`,
        ),
        tournament_size: option(count(1), 'Of how many trials the best becomes a parent.', 10),
        step_prob: option(
          share(),
          'How likely a parameter with an order changes by a small step.',
          0.7,
        ),
      },
    },
    tpe: {
      description: 'Tree-structured Parzen estimator, as in Optuna and HyperOpt.',
      options: {
        ...MODEL,
        n_startup_trials: option(
          count(0),
          'How many trials with a result there are before the model is used.',
          10,
        ),
        num_candidates: option(count(1), 'How many candidates are drawn for each config.', 24),
        gamma: option(
          number({ above: 0, below: 1 }),
          'Share of the trials that count as good. Default: 0.15, with several metrics 0.1.',
        ),
        multivariate: option(
          flag(),
          'Whether parameters are modelled jointly. Default: true with one metric.',
        ),
        constant_liar: option(
          flag(),
          'Whether trials that run count as poor until they end.',
          true,
        ),
        prior_weight: option(
          number({ least: 0 }),
          'How many trials the space itself counts for.',
          1,
        ),
        consider_endpoints: option(
          flag(),
          'Whether the ends of a range count as neighbours.',
          false,
        ),
        consider_magic_clip: option(flag(), 'Whether a kernel has a least width.', true),
        weights: option(
          word(['equal', 'recent']),
          'How much each of the trials that are not good weighs.',
          'equal',
        ),
      },
    },
  }

/** All searchers but those that hold another. */
const PLAIN: readonly Named[] = SEARCHERS.flatMap((names): readonly Named[] => {
  const found = OPTIONS[names[0] === 'grid' ? 'random' : names[0]]
  return found ? [{ names, ...found }] : []
})

const inner: z.ZodType = named('searcher', PLAIN).meta({
  id: 'searcher',
})

/** All searchers, by what a study file may say of them. */
export const searchers: readonly Named[] = [
  ...PLAIN,
  {
    names: ['limit-concurrency'],
    description: 'Holds a searcher to so many trials at once.',
    options: {
      searcher: required(inner, 'The searcher inside.'),
      max_concurrent: required(count(1), 'How many of its trials there may be at once.'),
      batch: option(flag(), 'Whether trials come in batches.', false),
    },
  },
  {
    names: ['repeat'],
    description: 'Tries every config several times, because results are noisy.',
    options: {
      searcher: required(inner, 'The searcher inside.'),
      repeat: option(count(1), 'How often each config is tried.', 1),
      set_index: option(
        flag(),
        'Whether configs say which repeat they are, as __trial_index__.',
        true,
      ),
    },
  },
]
