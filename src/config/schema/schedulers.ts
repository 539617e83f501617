import { ALLOCATIONS, SCHEDULERS } from '../normalise/names.ts'
import { block, named, option, required } from './block.ts'
import { count, data, flag, list, mapOf, mode, number, oneOf, share, text, word } from './leaf.ts'
import { mutations } from './space.ts'
import type { z } from 'zod'
import type { Named, Shape } from './block.ts'

const METRIC: Shape = {
  metric: option(
    text('Give the name of a reported metric.'),
    "Metric that is compared. Default: the study's.",
  ),
  mode: option(mode(), "Whether the metric is to be made small or large. Default: the study's."),
}

function timeAttr(standard: string): Shape {
  const schema = text('Name a reported number, e.g. training_iteration.')
  return {
    time_attr: option(
      schema,
      'Reported number that says how far a trial is; it must grow.',
      standard,
    ),
  }
}

const REDUCTION = 'Of the trials that are compared about one in this many goes on; above 1.'
const LAST = 'Whether trials are stopped at the end of the ladder.'

const ASHA: Shape = {
  ...timeAttr('training_iteration'),
  ...METRIC,
  max_t: option(number({ above: 0 }), 'A trial is stopped once its time_attr is here.', 100),
  grace_period: option(
    number({ above: 0 }),
    'No trial is stopped or paused before its time_attr is here.',
    1,
  ),
  reduction_factor: option(number({ above: 1 }), REDUCTION, 4),
  brackets: option(count(1), 'How many rung ladders there are, each starting one rung later.', 1),
  stop_last_trials: option(flag(), 'Whether a trial is stopped at max_t.', true),
  variant: option(
    word(['stop', 'promote']),
    'Whether a trial that is not good enough is stopped, or pauses until it is.',
    'stop',
  ),
  objectives: option(
    list(
      block({
        metric: required(text('Give the name of a reported metric.'), 'A reported metric.'),
        mode: required(mode(), 'Whether it is to be made small or large.'),
      }),
      { least: 2, wanted: 'Give at least 2 of { metric: loss, mode: min }.' },
    ),
    'Several metrics to be compared at once, in place of metric and mode.',
  ),
}

const HYPERBAND_SHARED: Shape = {
  ...timeAttr('training_iteration'),
  ...METRIC,
  max_t: option(
    number({ least: 1, most: 1e12, whole: true }),
    'How far the best trials go, in units of time_attr.',
    81,
  ),
  reduction_factor: option(number({ above: 1 }), REDUCTION, 3),
  stop_last_trials: option(flag(), LAST, true),
}

const HYPERBAND: Shape = {
  ...HYPERBAND_SHARED,
  first_bracket: option(
    word(['largest', 'smallest']),
    'Which bracket of a round is filled first.',
    'largest',
  ),
  wait_until_full: option(flag(), 'Whether a bracket is halved only once it is full.', true),
}

const MEDIAN: Shape = {
  ...timeAttr('time_total_s'),
  ...METRIC,
  grace_period: option(
    number({ least: 0 }),
    'No trial is stopped before its time_attr is here.',
    60,
  ),
  min_samples_required: option(
    count(1),
    'No trial is stopped while fewer others have come as far.',
    3,
  ),
  min_time_slice: option(
    number({ least: 0 }),
    'How far a trial runs before it makes room for others that wait.',
    0,
  ),
  hard_stop: option(flag(), 'Whether a trial that is worse is stopped for good, or paused.', true),
}

const PERCENTILE: Shape = {
  ...timeAttr('training_iteration'),
  ...METRIC,
  percentile: option(number({ least: 0, most: 100 }), 'How many in a hundred would go on.', 25),
  grace_period: option(
    number({ least: 0 }),
    'No trial is stopped before its time_attr is here.',
    0,
  ),
  startup_trials: option(count(0), 'No trial is stopped until so many have run to their end.', 5),
  min_samples_required: option(count(1), 'No trial is stopped while fewer have come as far.', 1),
  interval: option(
    number({ above: 0 }),
    'A trial is judged once in each interval of this length.',
    1,
  ),
}

const POPULATION: Shape = {
  ...timeAttr('time_total_s'),
  ...METRIC,
  perturbation_interval: option(
    number({ above: 0 }),
    'How much of time_attr a trial trains between two looks at how it does.',
    60,
  ),
  quantile_fraction: option(
    number({ least: 0, most: 0.5 }),
    'Share of the population that becomes copies of as many at the upper end.',
    0.25,
  ),
  require_attrs: option(
    flag(),
    'Whether a trial is stopped that reports a result without time_attr or the metric.',
    true,
  ),
  synch: option(flag(), 'Whether all trials are looked at together.', false),
  log_config: option(
    flag(),
    'Whether each copy is written to pbt_policy_<trial id>.txt and pbt_global.txt.',
    true,
  ),
}

const FACTORS = 'Give a list of finite numbers above 0, e.g. [1.2, 0.8].'

const PBT: Shape = {
  ...POPULATION,
  burn_in_period: option(
    number({ least: 0 }),
    'No trial is looked at before its time_attr is here.',
    0,
  ),
  hyperparam_mutations: required(
    mutations(),
    'Parameters that copies may differ in: lists of values, domains, or maps of these.',
  ),
  resample_probability: option(
    share(),
    'Probability that a parameter is drawn anew instead of moved.',
    0.25,
  ),
  perturbation_factors: option(
    list(number({ above: 0 }, FACTORS), { least: 1, wanted: FACTORS }),
    'Numbers are multiplied by one of these.',
    [1.2, 0.8],
  ),
}

const PB2: Shape = {
  ...POPULATION,
  hyperparam_bounds: required(
    mutations(),
    'Parameters that are chosen: [low, high], domains, or lists of options.',
  ),
}

const REPLAY: Shape = {
  policy: required(
    oneOf(
      [text('Give a path.'), list(data(), { least: 1, wanted: 'Give lines.' })],
      'Give the path of a pbt_policy_<trial id>.txt, or its lines.',
    ),
    'Path of a pbt_policy_<trial id>.txt, or its lines.',
  ),
}

const amounts = (): z.ZodType => mapOf(number({ least: 0 }), 'Give amounts, e.g. { cpu: 2 }.')

const DISTRIBUTE: Shape = {
  increase_by: option(amounts(), 'What a trial is given more or less at a time.'),
  increase_by_times: option(
    number({ least: -1, whole: true }),
    'How many times at most; -1 for no limit.',
    -1,
  ),
  reserve_resources: option(amounts(), "What is kept back of the study's capacity.", {}),
}

/** All schedulers but the one that holds another. */
const PLAIN: readonly Named[] = [
  { description: 'Every trial runs to its end.', options: {} },
  {
    description: 'Asynchronous successive halving: trials that lag at a rung stop early.',
    options: ASHA,
  },
  { description: 'HyperBand: brackets of trials that are halved together.', options: HYPERBAND },
  {
    description: 'HyperBand as BOHB needs it; called bohb, with the searcher of that name.',
    options: HYPERBAND_SHARED,
  },
  {
    description: 'Stops trials whose best result is below the median of the others.',
    options: MEDIAN,
  },
  {
    description: 'Stops trials whose best result is not among the best so many percent.',
    options: PERCENTILE,
  },
  {
    description: 'Population based training: poor trials become copies of good ones, changed.',
    options: PBT,
  },
  {
    description: 'Trains one trial with the configs that a trial of a population went through.',
    options: REPLAY,
  },
  { description: 'Population based training whose changes a model chooses.', options: PB2 },
].map((thing, i) => ({ ...thing, names: SCHEDULERS[i] ?? ['?'] }))

const allocations: readonly Named[] = [
  {
    names: ALLOCATIONS[0] ?? ['?'],
    description: 'Gives trials equal shares of what is free.',
    options: DISTRIBUTE,
  },
  {
    names: ALLOCATIONS[1] ?? ['?'],
    description: 'Gives what is free to the best trial.',
    options: { ...DISTRIBUTE, ...METRIC },
  },
]

const RESOURCE_CHANGING: Named = {
  names: SCHEDULERS.at(-1) ?? ['?'],
  description: 'Gives trials more or less of the resources while they run.',
  options: {
    base_scheduler: option(
      named('scheduler', PLAIN),
      'Who decides which trials stop, pause and change.',
      'fifo',
    ),
    resources_allocation_function: option(
      named('allocation', allocations),
      'What a trial that reports is to have from now on.',
      'distribute_resources',
    ),
  },
}

/** All schedulers, by what a study file may say of them. */
export const schedulers: readonly Named[] = [...PLAIN, RESOURCE_CHANGING]
