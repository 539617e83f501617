import { ConfigurationError, show } from '../errors.ts'
import { checkNames } from '../option-checks.ts'
import { CLIReporter } from '../report/cli-reporter.ts'
import { PLACEMENTS } from './scaling.ts'
import type { LogToFile } from '../executor/executor.ts'
import type { CheckpointRules, FailureRules } from '../study/setup.ts'
import type {
  CheckpointConfig,
  FailureConfig,
  RunConfig,
  TuneConfig,
  TunerOptions,
} from './options.ts'
import type { ScalingConfig } from './scaling.ts'

/** What the value of an option must be, and what to say where it is not. */
type Rule = readonly [test: (value: unknown) => boolean, advice: string]
type Rules<T> = { readonly [K in keyof Required<T>]: Rule }

/** Node's timers hold no more, in seconds. */
const MAX_TIMER_S = 2_147_483

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isWhole = (value: unknown, least: number): boolean =>
  Number.isInteger(value) && (value as number) >= least
const isSeconds = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= MAX_TIMER_S
const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isNamed = (value: unknown): boolean =>
  isText(value) || (isObject(value) && ('create' in Object(value) || 'name' in Object(value)))
const isMode = (value: unknown): boolean => value === 'min' || value === 'max'
/** Whether it is a list that is not empty and has nothing twice. */
const isListOf = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(isItem) &&
  new Set(value).size === value.length
const oneOf = (...allowed: readonly unknown[]): Rule => [
  (value) => allowed.includes(value),
  `Give one of: ${allowed.map(show).join(', ')}.`,
]
const SWITCH: Rule = [(value) => typeof value === 'boolean', 'Give true or false.']
const SECONDS: Rule = [isSeconds, `Give a number of seconds, 0 to ${MAX_TIMER_S}.`]
const OBJECT: Rule = [isObject, 'Give an object of options.']

/** Checked where they are put to use. */
const ANY: Rule = [() => true, '']

const TUNER: Rules<TunerOptions<unknown>> = {
  paramSpace: ANY,
  tuneConfig: OBJECT,
  runConfig: OBJECT,
  scalingConfig: OBJECT,
}

const TUNE_CONFIG: Rules<TuneConfig> = {
  metric: [
    (value) => isText(value) || isListOf(value, isText),
    "Give the name of a reported metric, e.g. 'loss', or several different ones: ['loss', 'latency'].",
  ],
  mode: [
    (value) => isMode(value) || (Array.isArray(value) && value.length > 0 && value.every(isMode)),
    "Give 'min' or 'max', or one of them for each metric.",
  ],
  numSamples: [
    (value) => value === -1 || isWhole(value, 1),
    'Give a whole number of at least 1, or -1 for no end.',
  ],
  scheduler: [isNamed, "Give a scheduler, its name, or { name: 'asha', … }."],
  searchAlg: [isNamed, "Give a searcher, its name, or { name: 'random', … }."],
  maxConcurrentTrials: [
    (value) => isWhole(value, 0),
    'Give a whole number, or 0 for as many as the resources allow.',
  ],
  timeBudgetS: [
    (value) => typeof value === 'number' && value > 0 && value < Infinity,
    'Give a finite number of seconds above 0.',
  ],
  seed: [
    (value) => typeof value === 'string' || Number.isFinite(value),
    'Give a finite number or a string.',
  ],
  reuse: SWITCH,
  executor: oneOf('inline', 'thread', 'process'),
  capacity: [isObject, 'Give an object such as { cpu: 8, gpu: 2 }.'],
}

const RUN_CONFIG: Rules<RunConfig> = {
  name: [
    (value) => typeof value === 'string' && /^(?!\.{1,2}$)[^/\\\0]+$/.test(value),
    'It becomes a folder: give a name without slashes.',
  ],
  storagePath: [
    (value) => isText(value) && !/^\w+:\/\//.test(String(value)),
    'Give the path of a folder on this machine.',
  ],
  stop: ANY,
  checkpointConfig: OBJECT,
  failureConfig: OBJECT,
  callbacks: [
    (value) => Array.isArray(value) && value.every(isObject),
    'Give an array of callbacks, e.g. [new MyCallback()].',
  ],
  loggers: [
    (value) =>
      Array.isArray(value) &&
      value.every((item) => isText(item) || (isObject(item) && 'name' in Object(item))),
    "Give names of loggers, e.g. ['mlflow'], or objects: [{ name: 'mlflow', uri: '…' }].",
  ],
  defaultLoggers: SWITCH,
  verbose: oneOf(0, 1, 2, 3),
  progressReporter: [
    (value) => value instanceof CLIReporter,
    'Give new CLIReporter({ … }), or see to the output yourself with verbose: 0 and a callback.',
  ],
  logToFile: [
    (value) =>
      typeof value === 'boolean' ||
      isLogName(value) ||
      (Array.isArray(value) && value.length === 2 && value.every(isLogName)),
    "Give true, false, the name of a file inside the trial's folder, or two: [stdout, stderr].",
  ],
  graceS: SECONDS,
  handleSignals: SWITCH,
}

const SCALING_CONFIG: Rules<ScalingConfig> = {
  numWorkers: [(value) => isWhole(value, 1), 'Give a whole number of at least 1.'],
  useGpu: SWITCH,
  resourcesPerWorker: [isObject, 'Give an object such as { cpu: 4, gpu: 1 }.'],
  placement: oneOf(...PLACEMENTS),
}

const CHECKPOINT_CONFIG: Rules<CheckpointConfig> = {
  numToKeep: [(value) => isWhole(value, 0), 'Give a whole number of at least 0.'],
  checkpointScoreAttribute: [isText, 'Give the name of a reported metric.'],
  checkpointScoreOrder: oneOf('min', 'max'),
  checkpointFrequency: [(value) => isWhole(value, 0), 'Give a whole number, or 0 for none.'],
  checkpointAtEnd: SWITCH,
}

const FAILURE_CONFIG: Rules<FailureConfig> = {
  maxFailures: [(value) => isWhole(value, -1), 'Give a whole number, or -1 for no limit.'],
  failFast: SWITCH,
  backoffS: SECONDS,
}

/** The options of {@link TuneConfig}. */
export const TUNE_KEYS: readonly string[] = Object.keys(TUNE_CONFIG)

/** The options of {@link RunConfig}. */
export const RUN_KEYS: readonly string[] = Object.keys(RUN_CONFIG)

/** Throws `ConfigurationError` for the first thing in the options that cannot be meant. */
export function checkOptions(options: TunerOptions<unknown>): void {
  check('Tuner', options, TUNER)
  const { tuneConfig = {}, runConfig = {}, scalingConfig = {} } = options
  check('tuneConfig', tuneConfig, TUNE_CONFIG)
  check('runConfig', runConfig, RUN_CONFIG)
  check('scalingConfig', scalingConfig, SCALING_CONFIG)
  const { checkpointConfig = {}, failureConfig = {} } = runConfig
  check('runConfig.checkpointConfig', checkpointConfig, CHECKPOINT_CONFIG)
  check('runConfig.failureConfig', failureConfig, FAILURE_CONFIG)
  const { maxFailures = 0, failFast = false } = failureConfig
  if (!failFast || maxFailures === 0) return
  fail('runConfig.failureConfig.maxFailures', maxFailures, 'It must be 0 when failFast is set.')
}

function check(where: string, options: object, rules: Readonly<Record<string, Rule>>): void {
  checkNames(where, options, Object.keys(rules))
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const [test, advice] = rules[name] ?? ANY
    if (value !== undefined && !test(value)) fail(`${where}.${name}`, value, advice)
  }
}

/** A plain name, and not that of a file that has another purpose. */
function isLogName(value: unknown): boolean {
  const taken = /^(?:result\.json|progress\.csv|params\.json|error\.txt|checkpoint_.*|\..*)$/
  return typeof value === 'string' && /^[^/\\\0]+$/.test(value) && !taken.test(value)
}

export function checkpointRules(config: RunConfig): CheckpointRules {
  const {
    numToKeep,
    checkpointScoreAttribute,
    checkpointScoreOrder = 'max',
  } = config.checkpointConfig ?? {}
  return { numToKeep, scoreAttribute: checkpointScoreAttribute, scoreOrder: checkpointScoreOrder }
}

export function failureRules(config: RunConfig): FailureRules {
  const { maxFailures = 0, failFast = false, backoffS = 0 } = config.failureConfig ?? {}
  return { maxFailures: maxFailures === -1 ? Infinity : maxFailures, failFast, backoffS }
}

export function logFiles({ logToFile = true }: RunConfig): LogToFile {
  if (logToFile === false) return false
  if (logToFile === true) return { stdout: 'stdout', stderr: 'stderr' }
  if (typeof logToFile === 'string') return { stdout: logToFile, stderr: logToFile }
  return { stdout: logToFile[0], stderr: logToFile[1] }
}

function fail(where: string, value: unknown, advice: string): never {
  throw new ConfigurationError('INVALID_OPTION', `${where} is ${show(value)}. ${advice}`, {
    path: where.split('.'),
  })
}
