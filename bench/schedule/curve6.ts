// Time that each scheduler needs to reach the 5 % best configs of the learning curves of curve6:
//   node --import tsx bench/schedule/curve6.ts [--seeds 30] [--workers 4]
// Virtual time: one epoch is one second of one worker. Reached is the first report that is as low as the
// 5 % quantile of all configs after all 81 epochs.
import { parseArgs } from 'node:util'
import { Random } from '../../src/math/random.ts'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { play } from '../../src/simulate/play.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { NoopStopper } from '../../src/stop/noop.ts'
import { Study } from '../../src/study/study.ts'
import { CURVE6_LENGTH, curve6 } from '../functions/curve6.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '30' },
    workers: { type: 'string', default: '4' },
  },
})

const NAMES = ['x0', 'x1', 'x2', 'x3', 'x4', 'x5'] as const
const RIVALS: readonly (readonly [
  title: string,
  scheduler: string,
  options: object,
  search?: string,
])[] = [
  ['FIFO', 'fifo', {}],
  ['median stopping', 'median_stopping_rule', { timeAttr: 'training_iteration', gracePeriod: 1 }],
  ['ASHA, stop', 'asha', { maxT: CURVE6_LENGTH, reductionFactor: 3 }],
  ['ASHA, promote', 'asha', { maxT: CURVE6_LENGTH, reductionFactor: 3, variant: 'promote' }],
  ['HyperBand', 'hyperband', { maxT: CURVE6_LENGTH }],
  ['HyperBand, as Ray fills it', 'hyperband', { maxT: CURVE6_LENGTH, firstBracket: 'smallest' }],
  ['BOHB', 'hb_bohb', { maxT: CURVE6_LENGTH }, 'bohb'],
  [
    'ASHA, promote, with bohb',
    'asha',
    { maxT: CURVE6_LENGTH, reductionFactor: 3, variant: 'promote' },
    'bohb',
  ],
]

/** Ends a study that has come to what it was played for. */
class Reached extends Error {
  readonly at: number

  constructor(at: number) {
    super('reached')
    this.at = at
  }
}

const threshold = goal()
console.log(`goal: ${threshold.toFixed(4)}, ${values.workers} workers, ${values.seeds} seeds\n`)
console.log('| scheduler | epochs of wall time to the 5 % best: median [quartiles] |')
console.log('| --- | --- |')
for (const [title, name, options, search = 'random'] of RIVALS) {
  const times = Array.from({ length: Number(values.seeds) }, (_, seed) =>
    timeToGoal(name, { ...options }, search, seed),
  ).sort((a, b) => a - b)
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => Math.round(quantile(times, q)))
  console.log(`| ${title} | ${middle} [${low}, ${high}] |`)
}

/** What the best 5 % of random configs come to in the end. */
function goal(): number {
  const random = Random.fromSeed('curve6')
  const ends = Array.from({ length: 100_000 }, () =>
    curve6(
      NAMES.map(() => random.next()),
      CURVE6_LENGTH,
    ),
  ).sort((a, b) => a - b)
  return quantile(ends, 0.05)
}

function timeToGoal(
  name: string,
  options: Readonly<Record<string, unknown>>,
  searcher: string,
  seed: number,
): number {
  const random = Random.fromSeed(seed)
  const known = { metric: 'loss', mode: 'min', numSamples: 20_000 } as const
  const space = compileSpace(Object.fromEntries(NAMES.map((key) => [key, uniform(0, 1)])))
  const search = createSearcher(searcher).create({
    ...known,
    space,
    random: random.split('search'),
  })
  const schedule = createScheduler(name, options).create({
    ...known,
    random: random.split('schedule'),
  })
  const study = new Study({
    trainableName: 'curve6',
    ...known,
    search,
    schedule,
    stopRule: new NoopStopper().create(),
    maxConcurrentTrials: Infinity,
    resources: { cpu: 1 },
    checkpoints: { numToKeep: 1, scoreAttribute: undefined, scoreOrder: 'max' },
    failures: { maxFailures: 0, failFast: false, backoffS: 0 },
  })
  const startAt = 1
  try {
    play({
      study,
      search,
      schedule,
      startAt,
      capacity: { cpu: Number(values.workers), gpu: 0, custom: {} },
      trainable: simulated<Record<string, number>>(function* (config, { iteration }) {
        const x = NAMES.map((key) => config[key] as number)
        for (let epoch = iteration + 1; epoch <= CURVE6_LENGTH; epoch++) {
          yield { seconds: 1, metrics: { loss: curve6(x, epoch) } }
        }
      }),
      onEvent(event) {
        if (event.type !== 'reported' || (event.result['loss'] as number) > threshold) return
        throw new Reached(event.at)
      },
    })
  } catch (error) {
    if (error instanceof Reached) return (error.at - startAt) / 1000
    throw error
  }
  return Infinity
}

function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q
  const [below, above] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number]
  return below + (above - below) * (at - Math.floor(at))
}
