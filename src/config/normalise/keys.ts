import { fail } from '../problems.ts'
import { withEntries } from '../tree.ts'
import { bare, lookUp } from '../words.ts'
import type { Entry, MapNode } from '../tree.ts'

/** The keys of a block, and by what other names they go: those without `_` and `-`, in lower case. */
export interface Keys {
  readonly own: readonly string[]
  readonly others: Readonly<Record<string, string>>
}

export const STUDY: Keys = {
  own: [
    '$schema',
    'name',
    'storage',
    'trainable',
    'lightning',
    'parameters',
    'metric',
    'mode',
    'space',
    'declared_space',
    'trials',
    'search',
    'scheduler',
    'stop',
    'resources',
    'scaling',
    'capacity',
    'max_concurrent',
    'time_budget',
    'seed',
    'reuse',
    'executor',
    'checkpoints',
    'failures',
    'loggers',
    'default_loggers',
    'callbacks',
    'verbose',
    'columns',
    'log_to_file',
    'grace',
    'handle_signals',
  ],
  others: {
    storagepath: 'storage',
    metrics: 'metric',
    modes: 'mode',
    paramspace: 'space',
    searchspace: 'space',
    raysearchspace: 'space',
    numsamples: 'trials',
    numtrials: 'trials',
    searchalg: 'search',
    searcher: 'search',
    resourcespertrial: 'resources',
    scalingconfig: 'scaling',
    rayscalingconfig: 'scaling',
    maxconcurrenttrials: 'max_concurrent',
    timebudgets: 'time_budget',
    reuseactors: 'reuse',
    checkpointconfig: 'checkpoints',
    failureconfig: 'failures',
    progressreporter: 'columns',
    graces: 'grace',
    withparameters: 'parameters',
  },
}

/** Blocks whose keys belong to the study itself, as Ray Tune groups them. */
export const GROUPS: readonly string[] = [
  'tuneconfig',
  'runconfig',
  'raytuneconfig',
  'rayrunconfig',
]

export const BLOCKS: Readonly<Record<string, Keys>> = {
  checkpoints: {
    own: ['keep', 'score', 'order', 'frequency', 'at_end'],
    others: {
      numtokeep: 'keep',
      checkpointscoreattribute: 'score',
      checkpointscoreorder: 'order',
      checkpointfrequency: 'frequency',
      checkpointatend: 'at_end',
    },
  },
  failures: {
    own: ['max', 'fail_fast', 'backoff'],
    others: { maxfailures: 'max', backoffs: 'backoff' },
  },
  scaling: {
    own: ['num_workers', 'use_gpu', 'resources_per_worker', 'placement'],
    others: { workers: 'num_workers', placementstrategy: 'placement' },
  },
  columns: {
    own: [
      'parameters',
      'metrics',
      'max_progress_rows',
      'max_error_rows',
      'max_column_length',
      'max_report_frequency',
      'infer_limit',
      'sort_by',
      'sort_by_metric',
      'metric',
      'mode',
    ],
    others: { parametercolumns: 'parameters', metriccolumns: 'metrics' },
  },
  lightning: {
    own: ['module', 'trainer', 'fit', 'checkpointing', 'interpreter', 'cwd', 'env'],
    others: { fitparams: 'fit' },
  },
  trainable: {
    own: [
      'python',
      'module',
      'command',
      'pipeline',
      'trainer',
      'function',
      'interpreter',
      'args',
      'spread',
      'warm',
      'export',
      'executor',
      'shell',
      'metrics',
      'cwd',
      'env',
    ],
    others: { script: 'python' },
  },
}

/** The key that is meant, in our spelling; what is none of them stays as it is. */
export function keyMeant(key: string, { own, others }: Keys): string {
  const wanted = bare(key)
  const known = own.find((known) => bare(known) === wanted)
  return known ?? lookUp(others, wanted) ?? key
}

/** The map with its keys in our spelling. */
export function renamed(map: MapNode, keys: Keys): MapNode {
  return withEntries(
    map,
    onlyOnce(map.entries.map((entry) => ({ ...entry, key: keyMeant(entry.key, keys) }))),
  )
}

/** @throws {ConfigurationError} `STUDY_FILE_INVALID` where two spellings of a key are used. */
export function onlyOnce(entries: readonly Entry[]): readonly Entry[] {
  for (const [i, { key, written, origin }] of entries.entries()) {
    const other = entries.slice(0, i).find((before) => before.key === key)
    if (other === undefined) continue
    fail(
      origin,
      [key],
      `${written} says the same as ${other.written}, which is there too. Leave one out.`,
    )
  }
  return entries
}
