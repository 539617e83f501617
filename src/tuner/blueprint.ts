import { randomBytes } from 'node:crypto'
import { ConfigurationError } from '../errors.ts'
import { createLogger } from '../logger/create-logger.ts'
import { Random } from '../math/random.ts'
import { createScheduler } from '../schedule/create-scheduler.ts'
import { FIFOScheduler } from '../schedule/fifo.ts'
import { createSearcher } from '../search/create-searcher.ts'
import { BasicVariantGenerator } from '../search/variants.ts'
import { searcherOf } from '../search/wrapped.ts'
import { compileSpace } from '../space/space.ts'
import { CombinedStopper } from '../stop/combined.ts'
import { TimeoutStopper } from '../stop/timeout.ts'
import { toStopper } from '../stop/stop-condition.ts'
import { assertFeasible } from '../study/ledger.ts'
import { Study } from '../study/study.ts'
import { checkOptions, checkpointRules, failureRules } from './check-options.ts'
import { assertSaveable } from './checkpoint-orders.ts'
import { assertLoadable } from '../worker/load-trainable.ts'
import { checkPlaceholders } from './placeholders.ts'
import { capacityOf, checkRequest } from './resources.ts'
import { checkScalable, scaledRequest } from './scaling.ts'
import { searchSetup } from './search-setup.ts'
import { unwrap } from './trainable.ts'
import type { Mode, Objective } from '../math/score.ts'
import type { Schedule, Scheduler } from '../schedule/scheduler.ts'
import type { Search, Searcher } from '../search/searcher.ts'
import type { Space } from '../space/space.ts'
import type { Stopper, StopRule } from '../stop/stopper.ts'
import type { Capacity } from '../study/events.ts'
import type { CheckpointRules } from '../study/setup.ts'
import type { ByName, RunConfig, TuneConfig, TunerOptions } from './options.ts'
import type { ResourceRequest } from './resources.ts'
import type { ScalingConfig } from './scaling.ts'
import type { UnwrappedTrainable } from './trainable.ts'

/** Everything about a study that is decided before anything happens, checked. */
export interface Blueprint {
  readonly trainable: UnwrappedTrainable
  readonly space: Space
  readonly searcher: Searcher
  readonly scheduler: Scheduler
  readonly stopper: Stopper
  /** The metric; undefined where there are several, or none. */
  readonly metric: string | undefined
  readonly mode: Mode
  /** All metrics. */
  readonly objectives: readonly Objective[]
  readonly capacity: Capacity
  readonly checkpointRules: CheckpointRules
  readonly tuneConfig: TuneConfig
  readonly runConfig: RunConfig
  readonly scalingConfig: ScalingConfig | undefined
  readonly resourcesFor: (config: unknown) => ResourceRequest
}

/** The moving parts of a study that a blueprint gives. */
export interface Founded {
  readonly study: Study
  readonly search: Search
  readonly schedule: Schedule
  readonly stopRule: StopRule
}

/** Checks all that a user wrote; throws `ConfigurationError` for the first thing that cannot be. */
export function draw(trainable: unknown, options: TunerOptions<unknown>): Blueprint {
  checkOptions(options)
  const { paramSpace = {}, tuneConfig = {}, runConfig = {}, scalingConfig } = options
  const unwrapped = unwrap(trainable)
  if (scalingConfig !== undefined) checkScalable(unwrapped)
  if (unwrapped.target.kind === 'function') refuseSending(tuneConfig.executor)
  assertSaveable(unwrapped, runConfig)
  const scheduler = toScheduler(tuneConfig.scheduler)
  const objectives = objectivesOf(tuneConfig, scheduler)
  const only = objectives.length === 1 ? objectives[0] : undefined
  const blueprint: Blueprint = {
    trainable: unwrapped,
    space: compileSpace(paramSpace),
    searcher: toSearcher(tuneConfig.searchAlg),
    scheduler,
    stopper: stopperOf(tuneConfig, runConfig),
    metric: only?.metric,
    mode: only?.mode ?? 'max',
    objectives,
    capacity: capacityOf(tuneConfig.capacity),
    checkpointRules: checkpointRules(runConfig),
    tuneConfig,
    runConfig,
    scalingConfig,
    resourcesFor: resourcesOf(unwrapped, options),
  }
  if (unwrapped.target.kind === 'module') assertLoadable(unwrapped.target.url)
  checkPlaceholders(unwrapped.target, blueprint.space)
  if (unwrapped.target.kind === 'command') {
    refuseParameters(unwrapped, 'a command. Write them to a file and name it')
  }
  if (unwrapped.target.kind === 'simulated') {
    refuseParameters(unwrapped, 'a simulated trial. Let its function close over them')
  }
  const { resources } = unwrapped
  if (typeof resources !== 'function') {
    assertFeasible(checkRequest(blueprint.resourcesFor(undefined)), blueprint.capacity)
  }
  for (const logger of runConfig.loggers ?? []) createLogger(logger)
  // Searcher and scheduler have conditions of their own, and say so now and not in the middle.
  found(blueprint, 0)
  return blueprint
}

/**
 * A study at its very beginning; the same blueprint and seed give the same study.
 * @param mirror What the study tells instead of its search, which it must pass on.
 */
export function found(
  blueprint: Blueprint,
  seed: number | string,
  mirror: (search: Search) => Search = (search) => search,
): Founded {
  const { metric, mode, objectives, tuneConfig, runConfig, capacity, resourcesFor } = blueprint
  const { numSamples = 1, maxConcurrentTrials = 0 } = tuneConfig
  const random = Random.fromSeed(seed)
  const { space } = blueprint
  const setup = searchSetup({ space, objectives, numSamples, seed })
  const search = blueprint.searcher.create(setup)
  const schedule = blueprint.scheduler.create({
    metric,
    mode,
    random: random.split('schedule'),
    space: blueprint.space,
  })
  if (schedule.changesConfigs === true && search.adaptive) {
    throw new ConfigurationError(
      'SEARCHER_CONFLICT',
      `The scheduler ${blueprint.scheduler.name} changes configs itself, and the searcher ` +
        `${blueprint.searcher.name} would learn from results that are not those of its configs. ` +
        'Leave tuneConfig.searchAlg out: the population starts from random configs.',
      { path: ['tuneConfig', 'searchAlg'] },
    )
  }
  const guess = typeof blueprint.trainable.resources === 'function' ? {} : resourcesFor(undefined)
  const stopRule = blueprint.stopper.create()
  const study = new Study({
    trainableName: blueprint.trainable.name,
    metric,
    mode,
    search: mirror(search),
    schedule,
    stopRule,
    maxConcurrentTrials: maxConcurrentTrials === 0 ? Infinity : maxConcurrentTrials,
    resources: Object.keys(guess).length > 0 ? guess : { cpu: Math.min(1, capacity.cpu) },
    checkpoints: blueprint.checkpointRules,
    failures: failureRules(runConfig),
  })
  return { study, search, schedule, stopRule }
}

/** A seed for those who gave none; it is recorded with the study. */
export function drawSeed(): number {
  return randomBytes(4).readUInt32LE()
}

export function toScheduler(given: Scheduler | ByName | undefined): Scheduler {
  if (given === undefined) return new FIFOScheduler()
  if (typeof given === 'string') return createScheduler(given, {})
  if (typeof given === 'object' && 'create' in given && typeof given.create === 'function') {
    return given as Scheduler
  }
  const { name, ...options } = given as Exclude<ByName, string>
  return createScheduler(name, options)
}

function toSearcher(given: Searcher | ByName | undefined): Searcher {
  return given === undefined
    ? new BasicVariantGenerator()
    : searcherOf('tuneConfig', given, createSearcher, { option: 'searchAlg', what: 'a searcher' })
}

function stopperOf(tuneConfig: TuneConfig, runConfig: RunConfig): Stopper {
  const stopper = toStopper(runConfig.stop)
  if (tuneConfig.timeBudgetS === undefined) return stopper
  return new CombinedStopper(stopper, new TimeoutStopper(tuneConfig.timeBudgetS))
}

/** What is optimised. With several metrics the scheduler may have one of its own. */
function objectivesOf(tuneConfig: TuneConfig, scheduler: Scheduler): readonly Objective[] {
  const { metric, mode } = tuneConfig
  const isSeveral = typeof metric === 'object' && metric.length > 1
  if (isSeveral || (typeof mode === 'object' && mode.length > 1)) {
    return severalOf(typeof metric === 'string' ? [metric] : (metric ?? []), mode)
  }
  const own = { metric: sole(metric), mode: sole(mode) }
  agree('metric', own.metric, scheduler.metric, scheduler.name)
  agree('mode', own.mode, scheduler.mode, scheduler.name)
  const found = { metric: own.metric ?? scheduler.metric, mode: own.mode ?? scheduler.mode }
  if (found.mode === undefined) {
    if (found.metric === undefined) return []
    throw new ConfigurationError(
      'MODE_REQUIRED',
      `The metric is ${JSON.stringify(found.metric)}, but not whether it is to be small or large. ` +
        "Set tuneConfig.mode to 'min' or 'max'.",
    )
  }
  // A mode alone means the anonymous metric: the number that a trainable returns.
  return [{ metric: found.metric ?? '_metric', mode: found.mode }]
}

function severalOf(metrics: readonly string[], mode: TuneConfig['mode']): readonly Objective[] {
  const modes: readonly (Mode | undefined)[] =
    typeof mode === 'object' ? mode : metrics.map(() => mode)
  if (modes.length !== metrics.length || modes.includes(undefined)) {
    throw new ConfigurationError(
      'MODE_REQUIRED',
      `tuneConfig.metric is ${JSON.stringify(metrics)}, and tuneConfig.mode is ${JSON.stringify(mode)}. ` +
        "Give 'min' or 'max' for each metric, e.g. ['min', 'max'], or one that holds for all.",
    )
  }
  return metrics.map((metric, i) => ({ metric, mode: modes[i] as Mode }))
}

function sole<T extends string>(value: T | readonly T[] | undefined): T | undefined {
  return typeof value === 'object' ? value[0] : value
}

function agree(what: string, ours: unknown, theirs: unknown, scheduler: string): void {
  if (ours === undefined || theirs === undefined || ours === theirs) return
  throw new ConfigurationError(
    'METRIC_CONFLICT',
    `tuneConfig.${what} is ${JSON.stringify(ours)}, but the scheduler ${scheduler} was made with ` +
      `${JSON.stringify(theirs)}. Say it once, in tuneConfig.`,
  )
}

function refuseParameters({ parameters }: UnwrappedTrainable, to: string): void {
  if (parameters === undefined) return
  throw new ConfigurationError(
    'PARAMETERS_WITHOUT_FUNCTION',
    `withParameters cannot hand constants to ${to}.`,
  )
}

function refuseSending(executor: TuneConfig['executor']): void {
  if (executor === undefined || executor === 'inline') return
  throw new ConfigurationError(
    'FUNCTION_NOT_SENDABLE',
    `tuneConfig.executor is ${JSON.stringify(executor)}, but the trainable is a function, which cannot ` +
      'be sent to another process or thread with all that it closes over. Export it from a module and ' +
      "give that: new URL('./train.ts', import.meta.url), or module(url, { export: 'train' }). Large " +
      'constants go along with withParameters. Or leave the executor inline.',
  )
}

function resourcesOf(
  { resources, target }: UnwrappedTrainable,
  { tuneConfig = {}, scalingConfig }: TunerOptions<unknown>,
): (config: unknown) => ResourceRequest {
  if (scalingConfig !== undefined) {
    const request = scaledRequest(scalingConfig)
    return () => request
  }
  if (typeof resources === 'function') {
    return (config) => checkRequest(resources(config as never))
  }
  if (resources !== undefined) {
    const request = checkRequest(resources)
    return () => request
  }
  // Work in the tuner's own process waits rather than computes: a stated number at once is the limit.
  const { maxConcurrentTrials = 0, executor } = tuneConfig
  const inline = target.kind === 'function' || target.kind === 'simulated' || executor === 'inline'
  const request = { cpu: inline && maxConcurrentTrials > 0 ? 0 : 1 }
  return () => request
}
