import { CLIReporter } from '../../report/cli-reporter.ts'
import { camelKeys, pathAt, within } from './context.ts'
import { buildScheduler } from './scheduler.ts'
import { buildSearch } from './search.ts'
import { buildStop } from './stop.ts'
import type { ByName, RunConfig, TuneConfig, TunerOptions } from '../../tuner/options.ts'
import type { BuildContext, Data } from './context.ts'

/** The options of a Tuner but for the space. What is wrong is added to the problems. */
export function buildOptions(
  data: Data,
  context: BuildContext,
): Omit<TunerOptions<object>, 'paramSpace'> {
  const scaling = data['scaling'] as Data | undefined
  return {
    tuneConfig: tuneConfigOf(data, context),
    runConfig: runConfigOf(data, context),
    ...(scaling === undefined ? {} : { scalingConfig: camelKeys(scaling) }),
  }
}

function tuneConfigOf(data: Data, context: BuildContext): TuneConfig {
  return defined({
    metric: data['metric'],
    mode: data['mode'],
    numSamples: data['trials'],
    maxConcurrentTrials: data['max_concurrent'],
    timeBudgetS: data['time_budget'],
    seed: data['seed'],
    reuse: data['reuse'],
    executor: data['executor'],
    capacity: data['capacity'],
    scheduler: buildScheduler(data['scheduler'] as Data | undefined, ['scheduler'], context),
    searchAlg: buildSearch(data['search'] as Data | undefined, ['search'], context),
  })
}

function runConfigOf(data: Data, context: BuildContext): RunConfig {
  const storage = data['storage'] as string | undefined
  return defined({
    name: data['name'],
    storagePath: storage === undefined ? undefined : pathAt(context, ['storage'], storage),
    stop: buildStop(data['stop'], context),
    checkpointConfig: checkpointConfigOf(data),
    failureConfig: failureConfigOf(data['failures'] as Data | undefined),
    loggers: (data['loggers'] as readonly Data[] | undefined)?.map(loggerOf),
    defaultLoggers: data['default_loggers'],
    verbose: data['verbose'],
    progressReporter: reporterOf(data['columns'] as Data | undefined, context),
    logToFile: data['log_to_file'],
    graceS: data['grace'],
    handleSignals: data['handle_signals'],
  })
}

function checkpointConfigOf({ checkpoints, metric, mode }: Data): Data | undefined {
  if (checkpoints === undefined) return undefined
  const { keep, score, order, frequency, at_end: atEnd } = checkpoints as Data
  // Whoever ranks by the metric of the study means what is good there.
  const same = score !== undefined && score === metric && typeof mode === 'string'
  return defined({
    numToKeep: keep,
    checkpointScoreAttribute: score,
    checkpointScoreOrder: order ?? (same ? mode : undefined),
    checkpointFrequency: frequency,
    checkpointAtEnd: atEnd,
  })
}

function failureConfigOf(data: Data | undefined): Data | undefined {
  return (
    data &&
    defined({ maxFailures: data['max'], failFast: data['fail_fast'], backoffS: data['backoff'] })
  )
}

function loggerOf({ name, ...options }: Data): ByName {
  return { name: String(name), ...camelKeys(options) }
}

function reporterOf(data: Data | undefined, context: BuildContext): CLIReporter | undefined {
  if (data === undefined) return undefined
  const { parameters, metrics, sort_by: sortBy, ...others } = data
  const sorted = sortBy === undefined ? {} : { sortByMetric: true, metric: sortBy }
  const options = defined({
    parameterColumns: parameters,
    metricColumns: metrics,
    ...camelKeys(others),
    ...sorted,
  })
  return context.problems.try(() => new CLIReporter(options), within(context, ['columns']))
}

/** Without what is not given, as exact optional properties want it. */
function defined(object: Data): Data {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
