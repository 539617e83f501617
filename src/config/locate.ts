import { ConfigurationError } from '../errors.ts'
import { LOGGERS, nameMeant } from './normalise/names.ts'
import { StudyFileError } from './problems.ts'
import { childOf, keyOriginAt, nodeAt, textOf } from './tree.ts'
import { fileWords, snakeCase } from './words.ts'
import type { StudyFile } from './read-study-file.ts'
import type { Node, Path } from './tree.ts'

/** What study files call the options of the Tuner. */
const KEYS: Readonly<Record<string, Path>> = {
  paramSpace: ['space'],
  numSamples: ['trials'],
  searchAlg: ['search'],
  maxConcurrentTrials: ['max_concurrent'],
  timeBudgetS: ['time_budget'],
  storagePath: ['storage'],
  checkpointConfig: ['checkpoints'],
  failureConfig: ['failures'],
  scalingConfig: ['scaling'],
  numToKeep: ['keep'],
  checkpointScoreAttribute: ['score'],
  checkpointScoreOrder: ['order'],
  checkpointFrequency: ['frequency'],
  checkpointAtEnd: ['at_end'],
  maxFailures: ['max'],
  backoffS: ['backoff'],
  progressReporter: ['columns'],
  graceS: ['grace'],
  tuneConfig: [],
  runConfig: [],
  python: ['trainable'],
  module: ['trainable'],
  command: ['trainable'],
  withParameters: ['parameters'],
  pointsToEvaluate: ['search', 'points_to_evaluate'],
}

/** What belongs to which part of a study file, by the end of the names of its classes. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/(Scheduler|Rule|HyperBandForBOHB|PopulationBasedTraining(Replay)?|PB2)$/, 'scheduler'],
  [/(Search|BasicVariantGenerator|ConcurrencyLimiter|Repeater)$/, 'search'],
  [/Stopper$/, 'stop'],
]

/** Where errors lie whose path does not tell, or tells another side of it. */
const CODES: Readonly<Record<string, Path>> = {
  MODE_REQUIRED: ['metric'],
  METRIC_CONFLICT: ['scheduler'],
  METRIC_REQUIRED: ['scheduler'],
  INFEASIBLE_RESOURCES: ['resources'],
  INVALID_RESOURCES: ['resources'],
  INVALID_CAPACITY: ['capacity'],
  FUNCTION_NOT_SENDABLE: ['executor'],
  STUDY_EXISTS: ['name'],
  UNKNOWN_LOGGER: ['loggers'],
  UNKNOWN_PARAMETER: ['search', 'points_to_evaluate'],
  INVALID_PRESET: ['search', 'points_to_evaluate'],
}

/** Options as messages name them, with the block that they are in. */
const DOTTED = /\b(?:tuneConfig|runConfig|paramSpace|scalingConfig)(?:\.\w+)*/g

/**
 * An error of the Tuner as one of the study file that it was made from: with the line and column of what
 * it is about, and in the words of study files. An error that is about no part of the file is returned
 * as it is.
 */
export function locate(error: unknown, { tree }: Pick<StudyFile, 'tree'>): unknown {
  if (!(error instanceof ConfigurationError) || error instanceof StudyFileError) return error
  const wanted =
    codePath(tree, error.code) ?? loggerPath(tree, error.path) ?? filePath(error.path ?? [])
  const path = longest(wanted, (path) => nodeAt(tree, path) !== undefined)
  if (path.length === 0) return error
  const message = error.message.replaceAll(DOTTED, (words) => filePath(words.split('.')).join('.'))
  const place = keyOriginAt(tree, path).text
  return new ConfigurationError(error.code, `${place}: ${fileWords(message)}`, {
    cause: error,
    path,
  })
}

function codePath(tree: Node, code: string): Path | undefined {
  const path = CODES[code]
  // Where ranks are asked for, what a trial asks for is said there.
  return path?.[0] === 'resources' && childOf(tree, 'scaling') ? ['scaling'] : path
}

/** Of which of the loggers an error is. */
function loggerPath(tree: Node, [first, ...others]: Path = []): Path | undefined {
  const name = /^(\w+)Logger$/.exec(String(first))?.[0]
  const loggers = childOf(tree, 'loggers')
  if (name === undefined || loggers?.kind !== 'list') return undefined
  const meant = nameMeant(name, LOGGERS)
  const index = loggers.items.findIndex(
    (item) => nameMeant(textOf(childOf(item, 'name')) ?? '?', LOGGERS) === meant,
  )
  return index < 0 ? undefined : ['loggers', index, ...others.flatMap(keyOf)]
}

function filePath([first = '', ...others]: Path): Path {
  const part = CLASSES.find(([pattern]) => pattern.test(String(first)))?.[1]
  const start = part === undefined ? keyOf(first) : [part]
  // Names of parameters are the user's own, and a trainable is what it is called there.
  const isAsWritten = first === 'paramSpace' || first === 'trainable'
  return [...start, ...(isAsWritten ? others : others.flatMap(keyOf))]
}

function keyOf(key: string | number): Path {
  const known = KEYS[key]
  return known ?? [typeof key === 'number' ? key : snakeCase(key)]
}

function longest(path: Path, isThere: (path: Path) => boolean): Path {
  const lengths = Array.from(path, (_, i) => path.length - i)
  const length = lengths.find((length) => isThere(path.slice(0, length))) ?? 0
  return path.slice(0, length)
}
