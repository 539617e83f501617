import { ConfigurationError, show } from '../errors.ts'
import { checkNames } from '../option-checks.ts'
import type { LogToFile } from '../executor/executor.ts'
import type { CheckpointRules, FailureRules } from '../study/setup.ts'
import type { RunConfig, TuneConfig, TunerOptions } from './options.ts'

const TUNER_KEYS = ['paramSpace', 'tuneConfig', 'runConfig']
const TUNE_KEYS: readonly (keyof TuneConfig)[] = [
  'metric',
  'mode',
  'numSamples',
  'scheduler',
  'searchAlg',
  'maxConcurrentTrials',
  'timeBudgetS',
  'seed',
  'reuse',
  'executor',
  'capacity',
]
/** The options of {@link RunConfig}. */
export const RUN_KEYS: readonly (keyof RunConfig)[] = [
  'name',
  'storagePath',
  'stop',
  'checkpointConfig',
  'failureConfig',
  'callbacks',
  'defaultLoggers',
  'verbose',
  'progressReporter',
  'logToFile',
  'graceS',
  'handleSignals',
]

/** Throws `ConfigurationError` for the first thing in the options that cannot be meant. */
export function checkOptions(options: TunerOptions<unknown>): void {
  checkNames('Tuner', options, TUNER_KEYS)
  const { tuneConfig = {}, runConfig = {} } = options
  checkTuneConfig(tuneConfig)
  checkRunConfig(runConfig)
}

function checkTuneConfig(config: TuneConfig): void {
  checkNames('tuneConfig', config, TUNE_KEYS)
  const { metric, mode, numSamples = 1, maxConcurrentTrials = 0, timeBudgetS, executor } = config
  if (metric !== undefined && (typeof metric !== 'string' || metric === '')) {
    fail('tuneConfig.metric', metric, "Give the name of a reported metric, e.g. 'loss'.")
  }
  if (mode !== undefined) oneOf('tuneConfig.mode', mode, ['min', 'max'])
  if (numSamples !== -1 && (!Number.isInteger(numSamples) || numSamples < 1)) {
    fail(
      'tuneConfig.numSamples',
      numSamples,
      'Give a whole number of at least 1, or -1 for no end.',
    )
  }
  if (!Number.isInteger(maxConcurrentTrials) || maxConcurrentTrials < 0) {
    fail(
      'tuneConfig.maxConcurrentTrials',
      maxConcurrentTrials,
      'Give a whole number, or 0 for as many as the resources allow.',
    )
  }
  if (timeBudgetS !== undefined && !(timeBudgetS > 0)) {
    fail('tuneConfig.timeBudgetS', timeBudgetS, 'Give a number of seconds above 0.')
  }
  if (executor !== undefined) {
    oneOf('tuneConfig.executor', executor, ['inline', 'thread', 'process'])
  }
}

function checkRunConfig(config: RunConfig): void {
  checkNames('runConfig', config, RUN_KEYS)
  const { name, verbose = 1, graceS = 5, failureConfig = {}, checkpointConfig = {} } = config
  if (name !== undefined && !/^(?!\.{1,2}$)[^/\\\0]+$/.test(name)) {
    fail('runConfig.name', name, 'It becomes a folder: give a name without slashes.')
  }
  oneOf('runConfig.verbose', verbose, [0, 1, 2, 3])
  if (!(graceS >= 0)) fail('runConfig.graceS', graceS, 'Give a number of seconds of at least 0.')
  checkNames('runConfig.failureConfig', failureConfig, ['maxFailures', 'failFast', 'backoffS'])
  const { maxFailures = 0, failFast = false, backoffS = 0 } = failureConfig
  if (!Number.isInteger(maxFailures) || maxFailures < -1) {
    fail(
      'runConfig.failureConfig.maxFailures',
      maxFailures,
      'Give a whole number, or -1 for no limit.',
    )
  }
  if (failFast && maxFailures !== 0) {
    fail('runConfig.failureConfig.maxFailures', maxFailures, 'It must be 0 when failFast is set.')
  }
  if (!(backoffS >= 0)) {
    fail('runConfig.failureConfig.backoffS', backoffS, 'Give a number of seconds of at least 0.')
  }
  checkNames('runConfig.checkpointConfig', checkpointConfig, [
    'numToKeep',
    'checkpointScoreAttribute',
    'checkpointScoreOrder',
  ])
  const { numToKeep, checkpointScoreOrder = 'max' } = checkpointConfig
  if (numToKeep !== undefined && (!Number.isInteger(numToKeep) || numToKeep < 0)) {
    fail('runConfig.checkpointConfig.numToKeep', numToKeep, 'Give a whole number of at least 0.')
  }
  oneOf('runConfig.checkpointConfig.checkpointScoreOrder', checkpointScoreOrder, ['min', 'max'])
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

function oneOf(where: string, value: unknown, allowed: readonly unknown[]): void {
  if (!allowed.includes(value)) fail(where, value, `Give one of: ${allowed.map(show).join(', ')}.`)
}

function fail(where: string, value: unknown, advice: string): never {
  throw new ConfigurationError('INVALID_OPTION', `${where} is ${show(value)}. ${advice}`, {
    path: where.split('.'),
  })
}
