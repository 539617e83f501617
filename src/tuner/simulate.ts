import { ConfigurationError } from '../errors.ts'
import { figure } from '../math/figures.ts'
import { Random } from '../math/random.ts'
import { compareScores, numberAt } from '../math/score.ts'
import { checkCount, checkNames } from '../option-checks.ts'
import { FIFOScheduler } from '../schedule/fifo.ts'
import { play } from '../simulate/play.ts'
import { recordedTrials } from '../simulate/recorded.ts'
import { Replay } from '../simulate/replay.ts'
import { stopperFromJSON } from '../stop/create-stopper.ts'
import { NoopStopper } from '../stop/noop.ts'
import { Study } from '../study/study.ts'
import { toScheduler } from './blueprint.ts'
import { capacityOf } from './resources.ts'
import { openStudy } from './study-folder.ts'
import { trialId } from './trial-ids.ts'
import type { Mode } from '../math/score.ts'
import type { Scheduler } from '../schedule/scheduler.ts'
import type { RecordedTrial } from '../simulate/recorded.ts'
import type { Stopper } from '../stop/stopper.ts'
import type { Capacity, StudyEvent } from '../study/events.ts'
import type { ByName } from './options.ts'
import type { CapacityOption } from './resources.ts'
import type { ResultGrid } from './result-grid.ts'
import type { StudyRecord } from './study-folder.ts'

/** Options of {@link simulate}. */
export interface SimulateOptions {
  /** Who decides instead: a scheduler, its name, or `{ name: 'asha', maxT: 81 }`. */
  readonly scheduler: Scheduler | ByName
  /** How many trials run at once at most. @defaultValue as in the study */
  readonly maxConcurrentTrials?: number
  /** What there is to share out. @defaultValue what the study last ran on */
  readonly capacity?: CapacityOption
  /** Seconds that each start of a trial costs, also after a pause. @defaultValue 0 */
  readonly startupS?: number
  /** Seed of the scheduler. @defaultValue the study's */
  readonly seed?: number | string
}

/** A trial and a value of the study's metric. */
export interface Standing {
  /** Trial id in the study. */
  readonly trial: string
  readonly value: number
}

/** What another scheduler would have made of a study. As a string it is a summary to be printed. */
export interface Simulation {
  readonly scheduler: string
  /** Trials of which something is known. */
  readonly trials: number
  /** How many it would have ended before the end of their records. */
  readonly stopped: number
  /** Seconds from the first start to the last end. */
  readonly wallS: number
  /** Seconds of all attempts together. */
  readonly trialS: number
  /** The same when every trial runs to the end of its record. */
  readonly recorded: { readonly wallS: number; readonly trialS: number }
  /** Share of the recorded trial seconds that it would have saved; below 0 where trials start over. */
  readonly saved: number
  /** The best trial of the records, by the last value; undefined when none has a number. */
  readonly best: Standing | undefined
  /** Whether that one would have been run to the end of its record. */
  readonly bestSurvived: boolean
  /** The trial that would have been the best, with the value that its record ends with. */
  readonly chosen: Standing | undefined
  /**
   * Trial ids whose records are too short: it would have gone on with them, but they had been stopped or
   * interrupted. What is said above takes them to have ended there.
   */
  readonly censored: readonly string[]
  toString(): string
}

/**
 * Replays the recorded learning curves of a study under another scheduler. Nothing is trained.
 * @param study Path of the study's folder, or the results of its `fit()`.
 * @throws {StorageError} `STUDY_NOT_FOUND`, `STUDY_TOO_NEW`.
 * @throws {ConfigurationError} `METRIC_REQUIRED` when the study has no metric, `NOTHING_RECORDED` when no
 * trial has reported, `NOT_REPLAYABLE` for a scheduler that gives trials configs of its own, and what the
 * scheduler throws.
 */
export function simulate(study: string | ResultGrid, options: SimulateOptions): Simulation {
  checkNames('simulate', options, [
    'scheduler',
    'maxConcurrentTrials',
    'capacity',
    'startupS',
    'seed',
  ])
  const { record, events } = read(typeof study === 'string' ? study : study.experimentPath)
  const recorded = recordedTrials(events, { startupS: options.startupS ?? 0 })
  if (recorded.length === 0) {
    throw new ConfigurationError(
      'NOTHING_RECORDED',
      `No trial of the study ${record.name} has reported anything: there is nothing to replay.`,
    )
  }
  const world = worldOf(record, events, options)
  const scheduler = toScheduler(options.scheduler)
  const full = run(new FIFOScheduler(), recorded, { ...world, stopper: new NoopStopper() })
  const other = run(scheduler, recorded, world)
  const best = bestOf(recorded, world, () => true)
  const lengths = recorded.map(({ steps }) => steps.length)
  const isWhole = (n: number): boolean => (other.reports[n] ?? 0) >= (lengths[n] ?? 0)
  const summary = {
    scheduler: scheduler.name,
    trials: recorded.length,
    stopped: lengths.filter((_, n) => !isWhole(n)).length,
    wallS: other.wallS,
    trialS: other.trialS,
    recorded: { wallS: full.wallS, trialS: full.trialS },
    saved: full.trialS > 0 ? 1 - other.trialS / full.trialS : 0,
    best: best && { trial: best.trial, value: best.value },
    bestSurvived: best !== undefined && isWhole(best.number),
    chosen: chosenBy(other, recorded, world),
    censored: other.censored.map((n) => recorded[n]?.trial ?? ''),
  }
  return { ...summary, toString: () => textOf(summary, world) }
}

interface World {
  readonly metric: string
  readonly mode: Mode
  readonly stopper: Stopper
  readonly capacity: Capacity
  readonly maxConcurrentTrials: number
  readonly seed: number | string
}

interface Run {
  readonly wallS: number
  readonly trialS: number
  /** By trial number: how many of its recorded results were seen, and the last value. */
  readonly reports: readonly number[]
  readonly values: readonly (number | undefined)[]
  readonly censored: readonly number[]
}

function read(path: string): { readonly record: StudyRecord; readonly events: StudyEvent[] } {
  const { record, storage } = openStudy(path, { lock: false })
  try {
    return { record, events: [...storage.events()] }
  } finally {
    storage.close()
  }
}

function worldOf(
  { name, tuneConfig, runConfig, seed }: StudyRecord,
  events: readonly StudyEvent[],
  options: SimulateOptions,
): World {
  const { maxConcurrentTrials = tuneConfig['maxConcurrentTrials'] ?? 0 } = options
  checkCount('simulate', 'maxConcurrentTrials', maxConcurrentTrials, 0)
  const own = (tuneConfig['scheduler'] ?? {}) as { readonly options?: Record<string, unknown> }
  const mode = soleOf(tuneConfig['mode']) ?? own.options?.['mode']
  const metric = soleOf(tuneConfig['metric']) ?? own.options?.['metric'] ?? (mode && '_metric')
  if (typeof metric !== 'string' || (mode !== 'min' && mode !== 'max')) {
    throw new ConfigurationError(
      'METRIC_REQUIRED',
      `The study ${name} has no single metric by which a scheduler could compare its trials.`,
    )
  }
  const session = events.findLast((event) => event.type === 'session-started')
  const stop = runConfig['stop']
  const isWritten = typeof stop === 'object' && stop !== null && 'name' in stop
  return {
    metric,
    mode,
    stopper: isWritten ? stopperFromJSON(stop) : new NoopStopper(),
    capacity:
      options.capacity === undefined && session !== undefined
        ? session.capacity
        : capacityOf(options.capacity),
    maxConcurrentTrials: (maxConcurrentTrials as number) || Infinity,
    seed: options.seed ?? seed,
  }
}

/** Undefined where there are several, of which none is the one. */
function soleOf(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.length === 1 ? value[0] : undefined
}

function run(scheduler: Scheduler, recorded: readonly RecordedTrial[], world: World): Run {
  const { metric, mode, stopper, capacity, maxConcurrentTrials, seed } = world
  const search = new Replay(recorded)
  const schedule = scheduler.create({
    metric,
    mode,
    random: Random.fromSeed(seed).split('schedule'),
  })
  if (schedule.changesConfigs === true) {
    throw new ConfigurationError(
      'NOT_REPLAYABLE',
      `The scheduler ${scheduler.name} gives trials configs of its own, and nobody knows how those ` +
        'would have done. Try it on simulated trials instead: new Tuner(simulated(…), …).',
    )
  }
  const study = new Study({
    trainableName: 'replay',
    metric,
    mode,
    search,
    schedule,
    stopRule: stopper.create(),
    maxConcurrentTrials,
    resources: search.resourcesOf(0),
    checkpoints: { numToKeep: 1, scoreAttribute: undefined, scoreOrder: 'max' },
    failures: { maxFailures: 0, failFast: false, backoffS: 0 },
  })
  let trialS = 0
  const startedAt = new Map<string, number>()
  const reached = new Map<string, number>()
  const { startedAt: first, endedAt } = play({
    study,
    search,
    schedule,
    trainable: search.trainable,
    capacity,
    metric,
    resourcesFor: (_config, number) => search.resourcesOf(number),
    idOf: (number) => trialId('replay', number),
    onEvent(event) {
      if (event.type === 'started') startedAt.set(event.trial, event.at)
      else if (event.type === 'ended') {
        trialS += (event.at - (startedAt.get(event.trial) ?? event.at)) / 1000
      } else if (event.type === 'reported') {
        const iteration = numberAt(event.result, 'training_iteration') ?? 0
        reached.set(event.trial, Math.max(reached.get(event.trial) ?? 0, iteration))
      }
    },
  })
  return {
    wallS: (endedAt - first) / 1000,
    trialS,
    reports: study.trials.map(
      ({ id, number }) =>
        recorded[number]?.steps.filter(({ iteration }) => iteration <= (reached.get(id) ?? 0))
          .length ?? 0,
    ),
    values: study.trials.map(({ lastResult }) => lastResult && numberAt(lastResult, metric)),
    censored: search.censored,
  }
}

/** The trial with the best last value of its record, among those that are wanted. */
function bestOf(
  recorded: readonly RecordedTrial[],
  { metric, mode }: Pick<World, 'metric' | 'mode'>,
  isWanted: (number: number) => boolean,
): (Standing & { readonly number: number }) | undefined {
  let best: (Standing & { readonly number: number }) | undefined
  for (const [number, { trial, steps }] of recorded.entries()) {
    const value = numberAt(steps.at(-1)?.metrics ?? {}, metric)
    if (value === undefined || Number.isNaN(value) || !isWanted(number)) continue
    if (best === undefined || compareScores(value, best.value, mode) > 0) {
      best = { trial, value, number }
    }
  }
  return best
}

function chosenBy(
  { values }: Run,
  recorded: readonly RecordedTrial[],
  { metric, mode }: World,
): Standing | undefined {
  let chosen: number | undefined
  for (const [number, value] of values.entries()) {
    if (value === undefined || Number.isNaN(value)) continue
    const reigning = chosen === undefined ? Number.NaN : (values[chosen] ?? Number.NaN)
    if (compareScores(value, reigning, mode) > 0) chosen = number
  }
  const standing = bestOf(recorded, { metric, mode }, (number) => number === chosen)
  return standing && { trial: standing.trial, value: standing.value }
}

function textOf(summary: Omit<Simulation, 'toString'>, { metric }: World): string {
  const { scheduler, trials, stopped, wallS, trialS, recorded, saved } = summary
  const { best, bestSurvived, chosen, censored } = summary
  const seconds = (value: number): string => `${figure(Math.round(value * 10) / 10)} s`
  const lines = [
    `${scheduler} on ${trials} recorded trials`,
    `  ${seconds(wallS)} instead of ${seconds(recorded.wallS)}; ` +
      `${seconds(trialS)} of training instead of ${seconds(recorded.trialS)} (${figure(Math.round(saved * 1000) / 10)} % saved)`,
    `  ${stopped} of ${trials} trials would have ended earlier`,
  ]
  if (best) {
    const fate = bestSurvived ? 'would have been run to its end' : 'would have been stopped'
    lines.push(`  the best, ${best.trial} with ${metric} ${figure(best.value)}, ${fate}`)
  }
  if (chosen && chosen.trial !== best?.trial) {
    lines.push(
      `  ${chosen.trial} would have been chosen: ${metric} ${figure(chosen.value)} at its end`,
    )
  }
  if (censored.length > 0) {
    lines.push(
      `  censored: ${censored.length} trials would have gone on beyond what is recorded of them ` +
        `(${censored.slice(0, 5).join(', ')}${censored.length > 5 ? ', …' : ''})`,
    )
  }
  return lines.join('\n')
}
