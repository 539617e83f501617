import { z } from 'zod'
import { block, named, option, required } from './block.ts'
import { count, list, mapOf, mode, number, oneOf, seconds, text } from './leaf.ts'
import { Boxed } from './boxed.ts'
import type { Named, Shape } from './block.ts'

const BOUND = 'Give a number, { max: number } or { min: number }.'

/** Thresholds by metric. */
const thresholds: z.ZodType = mapOf(
  oneOf(
    [
      number({}, BOUND),
      block({
        min: option(number({}, BOUND), 'Stop when the value is at most this.'),
        max: option(number({}, BOUND), 'Stop when the value is at least this.'),
      }),
    ],
    BOUND,
  ),
  'Give thresholds by metric, e.g. { training_iteration: 20 }.',
)

const METRIC: Shape = {
  metric: required(text('Give the name of a reported metric.'), 'Flat path of the metric.'),
}

const stoppers: readonly Named[] = [
  {
    names: ['maximum_iteration'],
    description: 'Stops each trial at its so-manieth result.',
    options: { max_iter: required(count(1), 'How many results.') },
  },
  {
    names: ['trial_plateau'],
    description: 'Stops a trial whose metric no longer moves.',
    options: {
      ...METRIC,
      std: option(
        number({ above: 0 }),
        'The standard deviation below which it has levelled out.',
        0.01,
      ),
      num_results: option(count(2), 'Over how many of its last results.', 4),
      grace_period: option(
        count(0),
        'How many results a trial has at least before it is stopped.',
        4,
      ),
      metric_threshold: option(
        number(),
        'A trial that has not become as good as this is not stopped; needs mode.',
      ),
      mode: option(mode(), 'Whether as good means at most (min) or at least (max).'),
    },
  },
  {
    names: ['experiment_plateau'],
    description: 'Ends the study when its best results no longer get better.',
    options: {
      ...METRIC,
      std: option(
        number({ above: 0 }),
        'The standard deviation of the best results at which it has levelled out.',
        0.001,
      ),
      top: option(count(2), 'How many of the best results are looked at.', 10),
      mode: option(mode(), 'Whether the metric is to be made small or large.', 'min'),
      patience: option(count(0), 'How many results in a row must leave it level.', 0),
    },
  },
  {
    names: ['timeout'],
    description: 'Ends the study when it has run for some time.',
    options: { seconds: required(seconds({ above: 0 }), 'How long, e.g. 3600 or 1h.') },
  },
  {
    names: ['threshold'],
    description: 'Stops a trial when one of its metrics has reached a bound.',
    options: { thresholds: required(thresholds, 'Bounds by metric.') },
  },
  { names: ['noop'], description: 'Stops nothing.', options: {} },
]

const combined: Named = {
  names: ['combined'],
  description: 'Whichever of several comes first.',
  options: {
    stoppers: required(
      list(named('stopper', stoppers), { least: 1, wanted: 'Give a list of stoppers.' }),
      'The stoppers.',
    ),
  },
}

/** All stoppers, by what a study file may say of them. */
export const allStoppers: readonly Named[] = [...stoppers, combined]

const one: z.ZodType = z.union([named('stopper', allStoppers), thresholds], {
  error: ({ input }) => {
    const given = input instanceof Boxed ? input.value : input
    const isMap = typeof given === 'object' && given !== null
    return isMap ? BOUND : 'Give thresholds such as { training_iteration: 20 }, or a stopper.'
  },
})

/** When a trial, or the study, has done enough. */
export function stop(): z.ZodType {
  const wanted =
    'Give thresholds such as { training_iteration: 20 }, a stopper such as { name: timeout, seconds: 1h }, or a list of these.'
  return oneOf([one, list(one, { least: 1, wanted })], wanted)
}
