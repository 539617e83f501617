import { LOGGERS } from '../normalise/names.ts'
import { anyText, count, flag, list, mapOf, number, oneOf, seconds, text, word } from './leaf.ts'
import { block, option } from './block.ts'
import type { z } from 'zod'
import type { Named, Shape } from './block.ts'

const NAMES = 'Give a list of names.'

const columns: z.ZodType = oneOf(
  [
    flag(),
    block({
      params: option(list(text(NAMES), { wanted: NAMES }), 'Hyperparameters, in order.'),
      metrics: option(list(text(NAMES), { wanted: NAMES }), 'Metrics, in order.'),
    }),
  ],
  'Give true, or e.g. { metrics: [loss] }.',
)

const OPTIONS: Readonly<Record<string, { readonly description: string; readonly options: Shape }>> =
  {
    json: {
      description: 'result.json: a line for each result.',
      options: {
        dialect: option(
          word(['valid', 'ray']),
          'How numbers that JSON lacks are written.',
          'valid',
        ),
      },
    },
    csv: { description: 'progress.csv: a row for each result.', options: {} },
    tensorboard: {
      description: 'Event files for TensorBoard, with its HPARAMS page.',
      options: {
        columns: option(columns, 'Declares the columns of the HPARAMS page.', false),
        prefix: option(anyText(), 'What the tags of scalars begin with.', 'ray/tune/'),
      },
    },
    error: { description: 'error.txt of trials that failed.', options: {} },
    mlflow: {
      description: 'An MLflow server, over REST.',
      options: {
        uri: option(
          text('Give the address of a server.'),
          'Address of the server. Default: MLFLOW_TRACKING_URI.',
        ),
        experiment: option(text('Give a name.'), "Name of the experiment. Default: the study's."),
        parent_run: option(flag(), 'Whether trials are children of a run of the study.', true),
        tags: option(mapOf(text('Give text.'), 'Give tags by name.'), 'Tags that every run gets.'),
        artifacts: option(word(['best', 'all', 'none']), 'Whose checkpoints are uploaded.', 'best'),
        prefix: option(anyText(), 'What the names of metrics begin with.', ''),
        max_artifact_mb: option(
          number({ least: 0 }),
          'Checkpoints of more megabytes are not uploaded.',
          500,
        ),
        patience_s: option(
          seconds({ least: 0 }),
          'How long the end of a study waits for a server that does not answer.',
          10,
        ),
      },
    },
    prometheus: {
      description: 'Metrics of the running study for Prometheus.',
      options: {
        port: option(number({ least: 0, most: 65_535, whole: true }), 'Port; 0 for any.', 9464),
        host: option(text('Give an address.'), 'Address to listen at.', '127.0.0.1'),
        path: option(text('Give a path.'), 'Path of the page.', '/metrics'),
        max_trials: option(count(0), 'How many running trials are shown one by one.', 100),
      },
    },
    'pbt-policy': { description: 'pbt_global.txt and pbt_policy_<trial id>.txt.', options: {} },
  }

/** All loggers, by what a study file may say of them. */
export const loggers: readonly Named[] = LOGGERS.map((names) => ({
  names,
  ...(OPTIONS[names[0]] ?? { description: '', options: {} }),
}))
