import { ConfigurationError } from '../errors.ts'
import { commandFromJSON, commandToJSON } from '../executor/command/command-json.ts'
import { checkNames, reject } from '../option-checks.ts'
import { spaceFromJSON, spaceToJSON } from '../space/space-json.ts'
import { toStopper } from '../stop/stop-condition.ts'
import { stopperFromJSON } from '../stop/create-stopper.ts'
import { module, unwrap } from './trainable.ts'
import type { Blueprint } from './blueprint.ts'
import type { RunConfig, TuneConfig, TunerOptions } from './options.ts'
import type { StudyRecord } from './study-folder.ts'
import type { ModuleTrainable, UnwrappedTrainable } from './trainable.ts'

/** What may be different from one session of a study to the next. */
export interface RestoreOptions {
  /** Whether unfinished trials go on; if not, they are TERMINATED. @defaultValue true */
  readonly resumeUnfinished?: boolean
  /** Whether failed trials go on from their latest checkpoint. @defaultValue false */
  readonly resumeErrored?: boolean
  /** Whether failed trials start again from nothing. @defaultValue false */
  readonly restartErrored?: boolean
  /** Needed if it held a `sampleFrom`; must be the same space. */
  readonly paramSpace?: unknown
  /** Laid over what is recorded, e.g. `{ numSamples: 40 }` for more trials. */
  readonly tuneConfig?: TuneConfig
  /** Laid over what is recorded, e.g. another `stop`. */
  readonly runConfig?: Omit<RunConfig, 'name' | 'storagePath'>
}

const OVERRIDES: readonly (keyof RestoreOptions)[] = [
  'resumeUnfinished',
  'resumeErrored',
  'restartErrored',
  'paramSpace',
  'tuneConfig',
  'runConfig',
]

/** Stands for a part of the options that was code and could not be written down. */
const CODE = { $code: true } as const

/** What is written down of a study, so that it can be restored without the user's script. */
export function recordOf(
  { trainable, space, searcher, scheduler, tuneConfig, runConfig, scalingConfig }: Blueprint,
  identity: Pick<StudyRecord, 'name' | 'seed' | 'idPrefix'>,
): Omit<StudyRecord, 'format'> {
  const { metric, mode, numSamples, maxConcurrentTrials, timeBudgetS, reuse, executor, capacity } =
    tuneConfig
  const { checkpointConfig, failureConfig, verbose, logToFile, graceS } = runConfig
  const { defaultLoggers, loggers } = runConfig
  const { target, resources, parameters } = trainable
  const { seed } = identity
  return {
    ...identity,
    trainableName: trainable.name,
    trainable: {
      target: targetToJSON(target),
      resources: typeof resources === 'function' ? CODE : resources,
      parameters: parameters ? CODE : undefined,
    },
    paramSpace: spaceToJSON(space),
    tuneConfig: {
      metric,
      mode,
      numSamples,
      maxConcurrentTrials,
      timeBudgetS,
      reuse,
      executor,
      capacity,
      seed,
      ...(tuneConfig.scheduler === undefined ? {} : { scheduler: scheduler.toJSON?.() ?? CODE }),
      ...(tuneConfig.searchAlg === undefined ? {} : { searchAlg: written(searcher.toJSON?.()) }),
    },
    runConfig: {
      checkpointConfig,
      failureConfig,
      verbose,
      logToFile,
      graceS,
      defaultLoggers,
      loggers,
      ...(runConfig.stop === undefined
        ? {}
        : { stop: toStopper(runConfig.stop).toJSON?.() ?? CODE }),
    },
    scalingConfig,
  }
}

/** What cannot be written down is marked as code. */
function written(json: unknown): unknown {
  return json === undefined || holdsCode(json) ? CODE : json
}

function holdsCode(value: unknown): boolean {
  if (typeof value === 'function') return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(holdsCode)
}

function targetToJSON(target: UnwrappedTrainable['target']): unknown {
  if (target.kind === 'function' || target.kind === 'simulated') return CODE
  return target.kind === 'command' ? commandToJSON(target) : target
}

/** The trainable and options of a recorded study, with what is to be different laid over them. */
export function recall(
  record: StudyRecord,
  trainable: unknown,
  overrides: RestoreOptions,
): { readonly trainable: unknown; readonly options: TunerOptions<unknown> } {
  checkNames('Tuner.restore', overrides, OVERRIDES)
  for (const name of ['name', 'storagePath']) {
    if (Object.hasOwn(overrides.runConfig ?? {}, name)) {
      reject('Tuner.restore', `runConfig.${name}`, name, 'Move or rename the folder instead.')
    }
  }
  const tuneConfig = recallTuneConfig({ ...defined(record.tuneConfig), ...overrides.tuneConfig })
  const runConfig = recallRunConfig({ ...defined(record.runConfig), ...overrides.runConfig })
  for (const [where, config] of Object.entries({ tuneConfig, runConfig })) {
    for (const [key, value] of Object.entries(config)) {
      if (isCode(value)) requirePart(`${where}.${key}`, `{ ${where}: { ${key}: … } }`)
    }
  }
  return {
    trainable: recallTrainable(record, trainable),
    options: {
      paramSpace: overrides.paramSpace ?? spaceFromJSON(record.paramSpace),
      tuneConfig,
      runConfig,
      ...(record.scalingConfig === undefined ? {} : { scalingConfig: record.scalingConfig }),
    },
  }
}

function recallTuneConfig(config: Readonly<Record<string, unknown>>): TuneConfig {
  const { scheduler, searchAlg, ...rest } = config
  return {
    ...rest,
    ...(isWritten(scheduler) ? { scheduler: byName(scheduler) } : defined({ scheduler })),
    ...(isWritten(searchAlg) ? { searchAlg: byName(searchAlg) } : defined({ searchAlg })),
  }
}

function recallRunConfig(config: Readonly<Record<string, unknown>>): RunConfig {
  const { stop, ...rest } = config
  const recalled = isWritten(stop) ? { stop: stopperFromJSON(stop) } : defined({ stop })
  return { ...rest, ...recalled }
}

function recallTrainable(record: StudyRecord, given: unknown): unknown {
  const stored = record.trainable as {
    readonly target: { readonly kind?: string }
    readonly resources?: unknown
    readonly parameters?: unknown
  }
  if (given === undefined) {
    if (isCode(stored.target) || isCode(stored.parameters) || isCode(stored.resources)) {
      throw new ConfigurationError(
        'TRAINABLE_REQUIRED',
        `The trainable ${record.trainableName} was ${isCode(stored.target) ? 'a function' : 'given functions or constants'}, ` +
          'which cannot be written down. Give it again: Tuner.restore(path, trainable).',
      )
    }
    return { kind: 'wrapped', trainable: targetOf(stored.target), resources: stored.resources }
  }
  const { name } = unwrap(given)
  if (name !== record.trainableName) {
    throw new ConfigurationError(
      'TRAINABLE_CHANGED',
      `The study was made with the trainable ${record.trainableName}, but ${name} was given. Its code ` +
        'may differ, its name may not.',
    )
  }
  return given
}

function targetOf(stored: { readonly kind?: string }): unknown {
  if (stored.kind === 'command') return commandFromJSON(stored)
  if (stored.kind !== 'module') return stored
  const { url, export: name, executor } = stored as ModuleTrainable
  return module(url, { export: name, ...(executor ? { executor } : {}) })
}

/** A scheduler, searcher or stopper as its `toJSON` wrote it down. */
interface Written {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
}

function isWritten(value: unknown): value is Written {
  if (typeof value !== 'object' || value === null) return false
  return 'name' in value && 'options' in value && !('create' in value)
}

function byName({ name, options }: Written): unknown {
  return { name, ...options }
}

function isCode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$code' in value
}

function requirePart(what: string, how: string): never {
  throw new ConfigurationError(
    'PART_REQUIRED',
    `${what} of this study was code, which cannot be written down. Give it again: ` +
      `Tuner.restore(path, trainable, ${how}).`,
  )
}

function defined(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
