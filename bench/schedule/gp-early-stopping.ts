// How well searchers get on beside a scheduler that ends trials early (ASHA, as `attune init` sets it up):
//   node --import tsx bench/schedule/gp-early-stopping.ts [random tpe gp …] [--tasks toy,curve6] [--seeds 10]
// Virtual time: one epoch is one second of one worker. Regret is how far the best trial that ran its full
// length is above the optimum, once so many epochs are spent. Repeated is a pruned trial that comes right
// after another one that was pruned, with nearly the same config, far from good; wasted are the epochs of
// trials that would end far from good. The seconds are those that choosing took.
import { parseArgs } from 'node:util'
import { Random } from '../../src/math/random.ts'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { play } from '../../src/simulate/play.ts'
import { choice } from '../../src/space/choice.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { NoopStopper } from '../../src/stop/noop.ts'
import { Study } from '../../src/study/study.ts'
import { CURVE6_LENGTH, CURVE6_OPTIMUM, curve6 } from '../functions/curve6.ts'
import type { Search } from '../../src/search/searcher.ts'

type Config = Readonly<Record<string, number | string>>

interface Task {
  readonly space: Readonly<Record<string, unknown>>
  readonly epochs: number
  readonly workers: number
  /** Regret is taken when so many epochs are spent. */
  readonly budgets: readonly number[]
  readonly optimum: number
  /** What ends by so much above the optimum is far from good. */
  readonly far: number
  lossAt(config: Config, epoch: number): number
  /** What matters of a config: numbers scaled to [0, 1], and categories. */
  features(config: Config): readonly (number | string)[]
}

const NAMES = ['x0', 'x1', 'x2', 'x3', 'x4', 'x5'] as const
const numbers = (config: Config): number[] => NAMES.map((key) => config[key] as number)
const TASKS: Readonly<Record<string, Task>> = {
  toy: {
    space: {
      lr: loguniform(1e-5, 1),
      batch: choice([16, 32, 64, 128]),
      dropout: uniform(0, 0.5),
      optimizer: choice(['adam', 'sgd']),
    },
    epochs: 5,
    workers: 1,
    budgets: [25, 40, 60, 100],
    optimum: 0.2,
    far: 0.1,
    lossAt({ lr, dropout, optimizer }, epoch) {
      const offset = optimizer === 'sgd' ? 0.2 : 0
      return (Math.log10(lr as number) + 2) ** 2 + (dropout as number) + offset + 1 / epoch
    },
    features({ lr, dropout, optimizer }) {
      return [Math.log10(lr as number) / 5 + 1, 2 * (dropout as number), optimizer as string]
    },
  },
  curve6: {
    space: Object.fromEntries(NAMES.map((key) => [key, uniform(0, 1)])),
    epochs: CURVE6_LENGTH,
    workers: 4,
    budgets: [400, 800, 1200],
    optimum: CURVE6_OPTIMUM,
    far: 0.5,
    lossAt: (config, epoch) => curve6(numbers(config), epoch),
    features: numbers,
  },
}

/** Ends a study that has spent what it may. */
class Spent extends Error {}

interface Played {
  /** One for each budget. */
  readonly regrets: readonly number[]
  readonly trials: number
  readonly pruned: number
  readonly repeated: number
  readonly wasted: number
  readonly seconds: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '10' },
    tasks: { type: 'string', default: Object.keys(TASKS).join() },
    workers: { type: 'string' },
  },
})
const rivals = positionals.length > 0 ? positionals : ['random', 'tpe', 'gp']
for (const name of values.tasks.split(',')) {
  const task = TASKS[name]
  if (task === undefined) throw new Error(`There is no task ${name}.`)
  const after = task.budgets.map((budget) => `after ${budget}`).join(' | ')
  console.log(
    `${name}: ${values.workers ?? task.workers} workers, ${values.seeds} seeds; regret: median [quartiles]\n`,
  )
  console.log(`| searcher | ${after} | trials | pruned | repeated | wasted | seconds |`)
  console.log(`| --- |${' --- |'.repeat(task.budgets.length + 5)}`)
  for (const rival of rivals) {
    const all = Array.from({ length: Number(values.seeds) }, (_, seed) =>
      playOne(task, rival, seed),
    )
    const mean = (of: (one: Played) => number, digits: number): string =>
      (all.reduce((sum, one) => sum + of(one), 0) / all.length).toFixed(digits)
    const cells = [
      rival,
      ...task.budgets.map((_, k) => spread(all.map(({ regrets }) => regrets[k] as number))),
      mean(({ trials }) => trials, 1),
      mean(({ pruned }) => pruned, 1),
      mean(({ repeated }) => repeated, 1),
      mean(({ wasted }) => wasted, 1),
      mean(({ seconds }) => seconds, 2),
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
  console.log('')
}

function playOne(task: Task, searcher: string, seed: number): Played {
  const random = Random.fromSeed(seed)
  const known = { metric: 'loss', mode: 'min', numSamples: 20_000 } as const
  const search = createSearcher(searcher).create({
    ...known,
    space: compileSpace(task.space),
    random: random.split('search'),
  })
  const schedule = createScheduler('asha', { maxT: task.epochs, gracePeriod: 1 }).create({
    ...known,
    random: random.split('schedule'),
  })
  const study = new Study({
    trainableName: 'task',
    ...known,
    search,
    schedule,
    stopRule: new NoopStopper().create(),
    maxConcurrentTrials: Infinity,
    resources: { cpu: 1 },
    checkpoints: { numToKeep: 1, scoreAttribute: undefined, scoreOrder: 'max' },
    failures: { maxFailures: 0, failFast: false, backoffS: 0 },
  })
  const configs = new Map<string, Config>()
  const ended = new Set<string>()
  let last: string | undefined
  let [spent, best, pruned, repeated, wasted] = [0, Infinity, 0, 0, 0]
  const regrets: number[] = []
  const timed = stopwatch(search)
  const isFar = (config: Config): boolean =>
    task.lossAt(config, task.epochs) > task.optimum + task.far
  try {
    play({
      study,
      search: timed.search,
      schedule,
      capacity: { cpu: Number(values.workers ?? task.workers), gpu: 0, custom: {} },
      trainable: simulated<Config>(function* (config, { iteration, trial }) {
        configs.set(trial, config)
        for (let epoch = iteration + 1; epoch <= task.epochs; epoch++) {
          yield { seconds: 1, metrics: { loss: task.lossAt(config, epoch) } }
        }
      }),
      onEvent(event) {
        if (event.type === 'ended' && !ended.has(event.trial)) {
          ended.add(event.trial)
          const trial = study.trial(event.trial)
          if ((trial?.lastResult?.['training_iteration'] as number) < task.epochs) {
            pruned += 1
            const [before, now] = [last, event.trial].map((id) => configs.get(id ?? ''))
            if (before && now && isFar(now) && isNear(task.features(before), task.features(now))) {
              repeated += 1
            }
            last = event.trial
          } else last = undefined
        }
        if (event.type !== 'reported') return
        spent += 1
        if (isFar(configs.get(event.trial) as Config)) wasted += 1
        if (event.result['training_iteration'] === task.epochs) {
          best = Math.min(best, event.result['loss'] as number)
        }
        if (spent === task.budgets[regrets.length]) regrets.push(best - task.optimum)
        if (regrets.length === task.budgets.length) throw new Spent()
      },
    })
  } catch (error) {
    if (!(error instanceof Spent)) throw error
  }
  return { regrets, trials: configs.size, pruned, repeated, wasted, seconds: timed.seconds() }
}

/** The same search, and how long its answers have taken. */
function stopwatch(inner: Search): { readonly search: Search; readonly seconds: () => number } {
  let spent = 0
  const search = new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...given: readonly unknown[]): unknown => {
        const { user } = process.cpuUsage()
        const answer: unknown = Reflect.apply(value, target, given)
        if (name === 'ask') spent += process.cpuUsage().user - user
        return answer
      }
    },
  })
  return { search, seconds: () => spent / 1e6 }
}

function isNear(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  return a.every((x, k) => {
    const y = b[k]
    return typeof x === 'number' ? Math.abs(x - (y as number)) < 0.05 : x === y
  })
}

function spread(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(sorted, q).toPrecision(2))
  return `${middle} [${low}, ${high}]`
}

function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q
  const [below, above] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number]
  return below === above ? below : below + (above - below) * (at - Math.floor(at))
}
