import { Random } from '../../src/math/random.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { BasicVariantGenerator } from '../../src/search/variants.ts'
import { play } from '../../src/simulate/play.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { toStopper } from '../../src/stop/stop-condition.ts'
import { Study } from '../../src/study/study.ts'
import type { Schedule, Scheduler } from '../../src/schedule/scheduler.ts'
import type { Search } from '../../src/search/searcher.ts'
import type { PlayOptions, PlayOutcome } from '../../src/simulate/play-options.ts'
import type { StopCondition } from '../../src/stop/stop-condition.ts'
import type { StudyEvent } from '../../src/study/events.ts'
import type { StudySetup } from '../../src/study/setup.ts'

export interface KitOptions {
  readonly numSamples?: number
  readonly scheduler?: Scheduler
  readonly search?: Search
  readonly stop?: StopCondition
  readonly setup?: Partial<StudySetup>
}

/** A study that minimises `loss` over one `x`, at its very beginning or after stored events. */
export function makeStudy(
  options: KitOptions = {},
  past: readonly StudyEvent[] = [],
): { readonly study: Study; readonly search: Search; readonly schedule: Schedule } {
  const random = Random.fromSeed(3)
  const known = { metric: 'loss', mode: 'min' } as const
  const search =
    options.search ??
    new BasicVariantGenerator().create({
      ...known,
      space: compileSpace({ x: uniform(0, 1) }),
      random: random.split('search'),
      numSamples: options.numSamples ?? 4,
    })
  const scheduler = options.scheduler ?? new FIFOScheduler()
  const schedule = scheduler.create({ ...known, random: random.split('schedule') })
  const study = new Study({
    trainableName: 'train',
    ...known,
    search,
    schedule,
    stopRule: toStopper(options.stop).create(),
    maxConcurrentTrials: Infinity,
    resources: { cpu: 1 },
    checkpoints: { numToKeep: undefined, scoreAttribute: undefined, scoreOrder: 'max' },
    failures: { maxFailures: 0, failFast: false, backoffS: 0 },
    ...options.setup,
  })
  for (const event of past) study.recall(event)
  return { study, search, schedule }
}

type Played = PlayOutcome & {
  readonly study: Study
  readonly log: readonly StudyEvent[]
  /** One line an event, e.g. `60 reported 00001`, in virtual seconds since the session's start. */
  readonly lines: readonly string[]
}

type PlayedOptions = KitOptions & { readonly cpus?: number } & Pick<PlayOptions, 'trainable'> &
  Partial<Omit<PlayOptions, 'search' | 'study' | 'schedule'>>

/** Plays a study on two CPUs, unless otherwise said, and keeps what happens. */
export function played(options: PlayedOptions, past: readonly StudyEvent[] = []): Played {
  const { cpus = 2 } = options
  const parts = makeStudy(options, past)
  const log: StudyEvent[] = []
  const last = past.at(-1)
  const outcome = play({
    metric: 'loss',
    maxEvents: 50_000,
    capacity: { cpu: cpus, gpu: 0, custom: {} },
    ...(last ? { startAt: last.at } : {}),
    ...options,
    ...parts,
    onEvent(event) {
      log.push(event)
      options.onEvent?.(event)
    },
  })
  const lines = log.map((event) => {
    const seconds = (event.at - outcome.startedAt) / 1000
    const words = [seconds, event.type === 'ended' ? event.cause : event.type]
    return [...words, ...('trial' in event ? [event.trial] : [])].join(' ')
  })
  return { ...outcome, study: parts.study, log, lines }
}
