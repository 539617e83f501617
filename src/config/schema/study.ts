import { block, named, option } from './block.ts'
import {
  count,
  data,
  flag,
  list,
  mapOf,
  mode,
  number,
  oneOf,
  seconds,
  text,
  textLike,
  word,
} from './leaf.ts'
import { lightning } from './lightning.ts'
import { loggers } from './loggers.ts'
import { schedulers } from './schedulers.ts'
import { searchers } from './searchers.ts'
import { space } from './space.ts'
import { stop } from './stop.ts'
import { trainable } from './trainable.ts'
import { PLACEMENTS } from '../../tuner/scaling.ts'
import type { z } from 'zod'

const METRIC = 'Give the name of a reported metric, e.g. loss, or several: [loss, latency].'
const metric = (): z.ZodType => text(METRIC)
const amounts = (): z.ZodType =>
  mapOf(number({ least: 0 }), 'Give amounts, e.g. { cpu: 1, gpu: 0.5 }.')
const LOG_NAME =
  "Give true, false, the name of a file inside the trial's folder, or two: [stdout, stderr]."
const logName = (): z.ZodType => textLike(/^[^/\\]+$/, LOG_NAME)
const COLUMNS = 'Give names, or names with titles: { lr: rate }.'
const columns = (): z.ZodType =>
  oneOf([list(text(COLUMNS), { wanted: COLUMNS }), mapOf(text(COLUMNS), COLUMNS)], COLUMNS)
const rows = (): z.ZodType => number({ least: 0, whole: true })
const PATHS = 'Give paths of modules: [./callback.ts].'
const TRIALS = 'Give a whole number of at least 1, or -1 for no end.'
const SECONDS = { least: 0, most: 2_147_483 }

/** What a study file may say. */
export const study: z.ZodType = block(
  {
    $schema: option(text('Give an address.'), 'The JSON Schema that editors check this file with.'),
    name: option(
      textLike(/^(?!\.{1,2}$)[^/\\\0]+$/, 'It becomes a folder: give a name without slashes.'),
      "Name of the study and of its folder. Default: the trainable's name and the time.",
    ),
    storage: option(
      textLike(/^(?!\w+:\/\/)/, 'Give the path of a folder on this machine.'),
      "Folder in which the study's folder is made.",
      'attune_results',
    ),
    trainable: option(
      trainable(),
      'What is tried: a Python script or function, a module, or a command.',
    ),
    lightning: option(
      lightning(),
      'In place of trainable: a training with Lightning, any argument of which may be a domain.',
    ),
    parameters: option(
      mapOf(data(), 'Give constants by name.'),
      'Constants for the trainable that are not part of the config.',
    ),
    metric: option(
      oneOf([metric(), list(metric(), { least: 1, wanted: METRIC })], METRIC),
      'Reported metric to optimise, or several to find their Pareto front.',
    ),
    mode: option(
      oneOf(
        [mode(), list(mode(), { least: 1, wanted: 'Give min or max for each metric.' })],
        'Give min or max, or one of them for each metric.',
      ),
      'Whether the metric is to be made small or large.',
    ),
    space: option(space(), 'What may vary: domains, groups of parameters, and constants.'),
    declared_space: option(
      flag(),
      'Whether what the Python function declares as its param_space belongs to the space. Default: where there is no space, and the script speaks of one.',
    ),
    trials: option(
      oneOf(
        [number({ least: 1, whole: true }, TRIALS), number({ least: -1, most: -1 }, TRIALS)],
        TRIALS,
      ),
      'How often the space is sampled; -1 for no end.',
      1,
    ),
    search: option(named('searcher', searchers), 'How configs are chosen.', 'random'),
    scheduler: option(
      named('scheduler', schedulers),
      'Which trials stop early, pause or change.',
      'fifo',
    ),
    stop: option(stop(), 'When a trial, or the study, has done enough.'),
    resources: option(amounts(), 'What each trial asks for, e.g. { cpu: 1, gpu: 0.5 }.'),
    scaling: option(
      block({
        num_workers: option(count(1), 'How many processes train together in each trial.', 1),
        use_gpu: option(flag(), 'Whether they use GPUs.', false),
        resources_per_worker: option(
          amounts(),
          'What each of them asks for. Default: { gpu: 1 } with use_gpu, else { cpu: 1 }.',
        ),
        placement: option(word(PLACEMENTS), 'How they are laid out over machines.', 'PACK'),
      }),
      'Several processes that train together in each trial. Default: one process.',
    ),
    capacity: option(
      amounts(),
      "What there is to share out. Default: this machine's CPUs and GPUs.",
    ),
    max_concurrent: option(
      count(0),
      'How many trials run at once at most; 0 for as many as the resources allow.',
      0,
    ),
    time_budget: option(
      seconds({ above: 0 }),
      'Time after which the study ends, e.g. 3600 or 1h30m.',
    ),
    seed: option(
      oneOf([number(), text('Give a number or text.')], 'Give a number or text.'),
      'One seed for the space, the searcher and the scheduler. Default: drawn, and recorded.',
    ),
    reuse: option(
      flag(),
      'Whether a worker runs further trials after one that left nothing behind.',
      true,
    ),
    executor: option(
      word(['inline', 'thread', 'process']),
      'Where the trials of a module run.',
      'process',
    ),
    checkpoints: option(
      block({
        keep: option(
          count(0),
          'How many checkpoints of a trial are kept; the latest is kept besides. Default: all.',
        ),
        score: option(metric(), 'Metric that ranks them. Default: by age.'),
        order: option(
          mode(),
          "Whether a large or a small score is good. Default: the study's mode where the score is its metric, else max.",
        ),
        frequency: option(
          count(0),
          'Every so many-th iteration of a class trainable is saved; 0 for none. Default: 0, or 1 where the scheduler pauses or copies trials.',
        ),
        at_end: option(
          flag(),
          'Whether a class trainable is saved after its last iteration. Default: where it can be.',
        ),
      }),
      'Which checkpoints are made and kept.',
    ),
    failures: option(
      block({
        max: option(
          number({ least: -1, whole: true }),
          'How often a failed trial is started again; -1 for no limit.',
          0,
        ),
        fail_fast: option(flag(), 'End the study at the first trial that fails for good.', false),
        backoff: option(
          seconds(SECONDS),
          'Time before the first retry, doubled for each further one.',
          0,
        ),
      }),
      'What happens to trials that fail.',
    ),
    loggers: option(
      list(named('logger', loggers), { wanted: 'Give names of loggers, e.g. [tensorboard].' }),
      'Further loggers, or the usual ones with other options.',
    ),
    default_loggers: option(
      flag(),
      'Whether the usual files (result.json, progress.csv, …) are written.',
      true,
    ),
    callbacks: option(
      oneOf([list(text(PATHS), { wanted: PATHS }), text(PATHS)], PATHS),
      'Modules whose default exports are callbacks.',
    ),
    verbose: option(
      number({ least: 0, most: 3, whole: true }),
      '0 silent, 1 what matters, 2 starts and checkpoints too, 3 every result.',
      1,
    ),
    columns: option(
      block({
        parameters: option(columns(), 'Parameters that the terminal shows.'),
        metrics: option(columns(), 'Metrics that the terminal shows.'),
        sort_by: option(metric(), 'Metric by which trials are ordered, best first.'),
        sort_by_metric: option(flag(), "Orders trials by the study's metric, best first.", false),
        metric: option(
          metric(),
          "What the best trial is judged by here. Default: the study's metric.",
        ),
        mode: option(mode(), "Default: the study's mode."),
        max_progress_rows: option(rows(), 'Rows of the table, at most.', 20),
        max_error_rows: option(rows(), 'Rows of the table of failures, at most.', 20),
        max_column_length: option(count(4), 'Longer titles and texts are cut.', 20),
        max_report_frequency: option(
          seconds({ least: 0 }),
          'Seconds between two status lines, at least.',
          5,
        ),
        infer_limit: option(count(0), 'How many metrics besides the usual ones get a column.', 3),
      }),
      'What the terminal shows.',
    ),
    log_to_file: option(
      oneOf([flag(), logName(), list(logName(), { least: 2, wanted: LOG_NAME })], LOG_NAME),
      "Files for the trials' output.",
      true,
    ),
    grace: option(
      seconds(SECONDS),
      'Time that a trial has to end before SIGTERM, and again before SIGKILL.',
      5,
    ),
    handle_signals: option(flag(), 'Whether Ctrl-C and SIGTERM end the study gracefully.', true),
  },
  'A study for attune run.',
)
