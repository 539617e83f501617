import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hartmann6 } from '../../bench/functions/hartmann6.ts'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { BOHBSearch, type BOHBSearchOptions } from '../../src/search/bohb/bohb.ts'
import { BasicVariantGenerator } from '../../src/search/variants.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { quniform } from '../../src/space/quniform.ts'
import { randint } from '../../src/space/randint.ts'
import { randn } from '../../src/space/randn.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { BOHBDriver, median, type Config } from './bohb-driver.ts'

const CUBE = Object.fromEntries([0, 1, 2, 3, 4, 5].map((i) => [`x${i}`, uniform(0, 1)]))
const onCube = (config: Config): number =>
  hartmann6([0, 1, 2, 3, 4, 5].map((i) => config[`x${i}`] as number))

const SEEDS = Array.from({ length: 15 }, (_, seed) => seed)
const LINE = { x: uniform(0, 1) }
const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f']
const NO_DRAWS = { randomFraction: 0 }

function randomBest(paramSpace: unknown, loss: (c: Config) => number, n: number, seed: number) {
  const search = new BasicVariantGenerator().create({
    space: compileSpace(paramSpace),
    metric: 'loss',
    mode: 'min',
    random: Random.fromSeed(seed),
    numSamples: n,
  })
  return Math.min(...search.ask(n).suggestions.map(({ config }) => loss(config as Config)))
}

const xsOf = (configs: readonly Config[]): number[] => configs.map(({ x }) => x as number)
const keysOf = (configs: readonly Config[]): string[] => configs.map((c) => JSON.stringify(c))

/** Reports x as it is, or its distance from 1, for trials spread over [0, 1]. */
function teach(
  driver: BOHBDriver,
  trials: number,
  rung: number,
  loss: (x: number) => number,
  stretch: readonly [number, number] = [0, 1],
): void {
  for (let i = 0; i < trials; i++) {
    const x = stretch[0] + ((i + 0.5) / trials) * (stretch[1] - stretch[0])
    const [trial] = driver.add({ x }) as [string]
    driver.report(trial, { loss: loss(x) }, rung)
  }
}

describe('what it finds', () => {
  it('is better than what random search finds on hartmann6, in 60 trials', () => {
    const found = SEEDS.map((seed) =>
      Math.min(...new BOHBDriver(CUBE, { seed }).optimise(onCube, 60)),
    )
    const drawn = SEEDS.map((seed) => randomBest(CUBE, onCube, 60, seed))
    expect(median(found)).toBeLessThan(median(drawn) - 0.3)
  })

  it('is better in a space of categories alone', () => {
    const space = Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`c${i}`, choice(LETTERS)]))
    const loss = (config: Config): number =>
      Object.values(config).reduce<number>(
        (sum, letter, i) => sum + Number(letter !== LETTERS[(i * 2) % 6]),
        0,
      )
    const found = SEEDS.map((seed) =>
      Math.min(...new BOHBDriver(space, { seed }).optimise(loss, 60)),
    )
    const drawn = SEEDS.map((seed) => randomBest(space, loss, 60, seed))
    expect(median(found)).toBeLessThan(median(drawn))
  })

  it('is better in a space whose parameters depend on a choice', () => {
    const space = {
      model: choice([
        { kind: 'svm', c: loguniform(1e-3, 1e3), gamma: loguniform(1e-5, 10) },
        { kind: 'rf', depth: randint(1, 21), share: uniform(0.1, 1) },
      ]),
      scale: randn(0, 2),
    }
    const log = (x: unknown): number => Math.log10(x as number)
    const loss = ({ model, scale }: Config): number => {
      const { kind, ...m } = model as Config
      const own =
        kind === 'svm'
          ? (log(m['c']) - 1) ** 2 + (log(m['gamma']) + 2) ** 2
          : ((m['depth'] as number) - 12) ** 2 / 20 + ((m['share'] as number) - 0.4) ** 2
      return own + (scale as number) ** 2
    }
    const found = SEEDS.map((seed) =>
      Math.min(...new BOHBDriver(space, { seed }).optimise(loss, 80)),
    )
    const drawn = SEEDS.map((seed) => randomBest(space, loss, 80, seed))
    expect(median(found)).toBeLessThan(median(drawn) / 2)
  })

  it('is better along one dimension, whichever end is good', () => {
    for (const mode of ['min', 'max'] as const) {
      const driver = new BOHBDriver(LINE, { mode })
      driver.optimise(({ x }) => x as number, 40)
      const late = xsOf(driver.next(50))
      if (mode === 'min') expect(median(late)).toBeLessThan(0.25)
      else expect(median(late)).toBeGreaterThan(0.75)
    }
  })

  it('lies in the space', () => {
    const space = {
      layers: choice([
        { units: [randint(4, 9)] },
        { units: [randint(4, 9), quniform(0, 1, 0.25)] },
      ]),
      lr: loguniform(1e-5, 1),
      z: randn(),
      fixed: 'as it is',
    }
    const driver = new BOHBDriver(space)
    driver.optimise(({ lr }) => lr as number, 60)
    for (const { layers, lr, z, fixed } of driver.next(100)) {
      const [first, second] = (layers as { units: number[] }).units
      expect([4, 5, 6, 7, 8]).toContain(first)
      if (second !== undefined) expect([0, 0.25, 0.5, 0.75, 1]).toContain(second)
      expect(lr).toBeGreaterThanOrEqual(1e-5)
      expect(lr).toBeLessThan(1)
      expect(Math.abs(z as number)).toBeLessThanOrEqual(6)
      expect(fixed).toBe('as it is')
    }
  })
})

describe('which results it models', () => {
  const low = (x: number): number => x
  const high = (x: number): number => 1 - x

  it('models nothing before there are enough good and bad ones', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    const untaught = new BOHBDriver(LINE, NO_DRAWS)
    teach(driver, 3, 1, low)
    untaught.add({ x: 0.2 }, { x: 0.5 }, { x: 0.8 })
    expect(keysOf(driver.next(50))).toEqual(keysOf(untaught.next(50)))
    // Two on each side make a model of one parameter.
    teach(driver, 1, 1, () => 2)
    expect(median(xsOf(driver.next(50)))).toBeLessThan(0.4)
  })

  it('uses the largest budget that has a model', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    teach(driver, 40, 1, low)
    teach(driver, 3, 9, high)
    expect(median(xsOf(driver.next(50)))).toBeLessThan(0.3)
    teach(driver, 37, 9, high)
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.7)
    teach(driver, 40, 3, low)
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.7)
  })

  it('takes the latest of the scores that a trial has at a rung', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    const trials = driver.add(...Array.from({ length: 40 }, (_, i) => ({ x: (i + 0.5) / 40 })))
    for (const [i, trial] of trials.entries()) driver.report(trial, { loss: i }, 1)
    for (const [i, trial] of trials.entries()) driver.report(trial, { loss: -i }, 1)
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.7)
  })

  it('learns nothing from results between rungs, or from the last ones where there are rungs', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    teach(driver, 40, 1, low)
    const before = keysOf(driver.next(1))
    for (let i = 0; i < 40; i++) {
      driver.report(`t${i}`, { loss: 40 - i })
      driver.end(`t${i}`, { loss: 40 - i })
    }
    expect(keysOf(driver.next(1))).toEqual(before)
  })

  it('learns from the result at whose rung a trial was stopped', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    for (let i = 0; i < 40; i++) {
      const x = (i + 0.5) / 40
      const [trial] = driver.add({ x }) as [string]
      driver.end(trial, { loss: 1 - x }, 'stopped', 4)
    }
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.7)
  })

  it('models the last results where no scheduler has rungs', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    for (let i = 0; i < 40; i++) {
      const x = (i + 0.5) / 40
      const [trial] = driver.add({ x }) as [string]
      driver.report(trial, { loss: x })
      driver.end(trial, { loss: 1 - x }, i % 2 ? 'completed' : 'stopped')
    }
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.7)
  })

  it('models results by a reported budget where one is named', () => {
    const driver = new BOHBDriver(LINE, { ...NO_DRAWS, budgetAttr: 'info/epochs' })
    for (let i = 0; i < 40; i++) {
      const x = (i + 0.5) / 40
      const [trial] = driver.add({ x }) as [string]
      driver.report(trial, { loss: x, info: { epochs: 1 } }, 5)
      if (i % 10 === 0) driver.report(trial, { loss: 1 - x, info: { epochs: 2 } }, 4)
    }
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.5)
  })

  it('waits for minPointsInModel good ones', () => {
    const patient = new BOHBDriver(LINE, { ...NO_DRAWS, minPointsInModel: 30 })
    const hasty = new BOHBDriver(LINE, NO_DRAWS)
    for (const driver of [patient, hasty]) teach(driver, 31, 1, low)
    expect(median(xsOf(hasty.next(50)))).toBeLessThan(0.3)
    expect(median(xsOf(patient.next(50)))).toBeGreaterThan(0.3)
  })

  it('warns where minPointsInModel is too small for a model', () => {
    const { search } = new BOHBDriver(CUBE, { minPointsInModel: 3 })
    expect(search.warnings).toEqual([
      'BOHBSearch: minPointsInModel is 3, but a model of 6 parameters needs 7 points. It is taken to be 7.',
    ])
    expect(new BOHBDriver(CUBE, { minPointsInModel: 7 }).search.warnings).toEqual([])
  })

  it('ignores what the space cannot give, and trials that it does not know', () => {
    const driver = new BOHBDriver({ x: uniform(0, 1), c: choice(['a', 'b']) }, NO_DRAWS)
    const [odd] = driver.add({ x: 0.5, c: 'z' }) as [string]
    driver.end(odd, { loss: -1e9 })
    driver.report('nobody', { loss: 0 }, 1).end('nobody', { loss: 0 })
    driver.optimise(({ x }) => x as number, 30)
    expect(median(xsOf(driver.next(50)))).toBeLessThan(0.3)
  })
})

describe('what it makes of them', () => {
  it('prefers where most are good to where most of the good ones are', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    // Of 92 low ones 12 are good; all 8 high ones are.
    teach(driver, 80, 1, (x) => 1 + x, [0, 0.2])
    teach(driver, 12, 1, (x) => x, [0, 0.2])
    teach(driver, 8, 1, (x) => x / 2, [0.8, 1])
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.5)
  })

  it('takes as many as good as topPercent says', () => {
    const tops = [10, 60].map((topPercent) => {
      const driver = new BOHBDriver(LINE, { ...NO_DRAWS, topPercent, numCandidates: 1 })
      teach(driver, 100, 1, (x) => x)
      return median(xsOf(driver.next(200)))
    })
    expect(tops[0]).toBeLessThan(0.2)
    expect(tops[1]).toBeGreaterThan(0.25)
  })

  it('draws the share randomFraction without the model', () => {
    const driver = new BOHBDriver(LINE, { randomFraction: 0.5 })
    teach(driver, 200, 1, (x) => x)
    const high = xsOf(driver.next(400)).filter((x) => x > 0.5).length
    expect(high).toBeGreaterThan(60)
    expect(high).toBeLessThan(140)
  })

  it('spreads its candidates by bandwidthFactor', () => {
    const spreads = [1, 6].map((bandwidthFactor) => {
      const driver = new BOHBDriver(LINE, { ...NO_DRAWS, bandwidthFactor, numCandidates: 1 })
      teach(driver, 200, 1, (x) => Math.abs(x - 0.5))
      return median(xsOf(driver.next(200)).map((x) => Math.abs(x - 0.5)))
    }) as [number, number]
    expect(spreads[1]).toBeGreaterThan(1.5 * spreads[0])
  })
})

describe('a parameter that hardly any good config has', () => {
  const space = { c: choice([{ k: 'a' }, { k: 'b', x: uniform(0, 1) }]), y: uniform(0, 1) }

  it('is taken from those that have it', () => {
    const driver = new BOHBDriver(space, { ...NO_DRAWS, numCandidates: 1, bandwidthFactor: 0.5 })
    for (let i = 0; i < 130; i++) {
      const rare = i % 10 === 0
      const c = rare || i >= 40 ? { k: 'b', x: rare ? 0.9 : i / 200 } : { k: 'a' }
      const [trial] = driver.add({ c, y: (i % 7) / 7 }) as [string]
      driver.report(trial, { loss: rare ? 0 : i }, 1)
    }
    const xs = driver.next(400).flatMap(({ c }) => (c as { x?: number }).x ?? [])
    expect(xs.length).toBeGreaterThan(50)
    expect(Math.min(...xs)).toBeGreaterThan(0.4)
  })

  it('is drawn where none has it', () => {
    const driver = new BOHBDriver(space, { ...NO_DRAWS, numCandidates: 1 })
    for (let i = 0; i < 40; i++) {
      const [trial] = driver.add({
        c: i < 20 ? { k: 'a' } : { k: 'b', x: i / 40 },
        y: (i % 7) / 7,
      }) as [string]
      driver.report(trial, { loss: i }, 1)
    }
    const xs = driver.next(400).flatMap(({ c }) => (c as { x?: number }).x ?? [])
    expect(Math.min(...xs)).toBeLessThan(0.3)
    expect(Math.max(...xs)).toBeGreaterThan(0.7)
  })
})

describe('scores that are no numbers', () => {
  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['text', 'diverged'],
  ])('count as bad: %s', (_, loss) => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    for (let i = 0; i < 40; i++) {
      const x = (i + 0.5) / 40
      const [trial] = driver.add({ x }) as [string]
      // All that is above 0.2 goes wrong; below it does not matter.
      driver.report(trial, { loss: x < 0.2 ? 1 : loss }, 1)
    }
    expect(Math.max(...xsOf(driver.next(50)))).toBeLessThan(0.5)
  })

  it('count as the best where they are infinitely good', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    teach(driver, 40, 1, (x) => (x > 0.8 ? Number.NEGATIVE_INFINITY : x))
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.7)
  })

  it('make no model where there are hardly others', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    teach(driver, 40, 1, (x) => (x < 0.02 ? 1 : Number.NaN))
    const xs = xsOf(driver.next(50))
    expect(median(xs)).toBeGreaterThan(0.3)
    expect(Math.max(...xs)).toBeGreaterThan(0.8)
  })

  it.each([0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'or all equal make no model: %d',
    (loss) => {
      const driver = new BOHBDriver(LINE, NO_DRAWS)
      teach(driver, 40, 1, () => loss)
      const xs = xsOf(driver.next(100))
      expect(new Set(xs).size).toBe(100)
      expect(Math.min(...xs)).toBeLessThan(0.2)
      expect(Math.max(...xs)).toBeGreaterThan(0.8)
    },
  )
})

describe('failed trials', () => {
  it('count as bad', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    driver.optimise(({ x }) => ((x as number) < 0.2 ? 1 : Number.NaN), 60)
    expect(median(xsOf(driver.next(50)))).toBeLessThan(0.3)
  })

  it('count as bad at the rung that they have not reached', () => {
    // Without those that failed on their way to rung 9 there would not be enough bad ones there.
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    teach(driver, 40, 1, (x) => x)
    teach(driver, 3, 9, (x) => 1 - x, [0.8, 1])
    expect(median(xsOf(driver.next(50)))).toBeLessThan(0.3)
    for (let i = 0; i < 4; i++) driver.end(`t${i}`, { loss: i }, 'failed')
    expect(median(xsOf(driver.next(50)))).toBeGreaterThan(0.6)
  })

  it('count at a smaller rung from when there is one', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    teach(driver, 8, 3, (x) => x)
    for (const trial of driver.add(...Array.from({ length: 20 }, (_, i) => ({ x: i / 200 })))) {
      driver.end(trial, undefined, 'failed')
    }
    // All those at the lower end failed, on their way to rung 3 for all that is known.
    expect(Math.min(...xsOf(driver.next(50)))).toBeGreaterThan(0.1)
    teach(driver, 1, 1, (x) => x)
    expect(Math.min(...xsOf(driver.next(50)))).toBeLessThan(0.1)
    expect(keysOf(driver.next(9))).toEqual(
      driver
        .retold()
        .ask(9)
        .suggestions.map(({ config }) => JSON.stringify(config)),
    )
  })

  it('count as they score once they go on', () => {
    const driver = new BOHBDriver(LINE, NO_DRAWS)
    teach(driver, 40, 1, (x) => x)
    const before = keysOf(driver.next(20))
    const [trial] = driver.add({ x: 0.001 }) as [string]
    driver.end(trial, undefined, 'failed')
    const failed = keysOf(driver.next(20))
    driver.report(trial, { loss: 0.001 })
    // Neither good nor bad until it is back at a rung.
    expect(keysOf(driver.next(20))).not.toEqual(failed)
    driver.report(trial, { loss: 0.001 }, 1)
    const again = new BOHBDriver(LINE, NO_DRAWS)
    teach(again, 40, 1, (x) => x)
    again.report(again.add({ x: 0.001 })[0] as string, { loss: 0.001 }, 1)
    expect(keysOf(driver.next(20))).toEqual(keysOf(again.next(20)))
    expect(keysOf(driver.next(20))).not.toEqual(before)
  })
})

describe('asking', () => {
  it('changes nothing, and answers the same again', () => {
    const driver = new BOHBDriver(CUBE)
    driver.optimise(onCube, 40)
    const first = driver.search.ask(7)
    expect(driver.search.ask(7)).toEqual(first)
    expect(driver.search.ask(3).suggestions).toEqual(first.suggestions.slice(0, 3))
  })

  it('gives configs that all differ, as long as there are others', () => {
    const small = { a: choice(['p', 'q', 'r']), n: randint(0, 4) }
    for (const trials of [0, 5]) {
      const driver = new BOHBDriver(small)
      driver.optimise(({ n }) => n as number, trials)
      const configs = keysOf(driver.next(12 - trials))
      expect(new Set(configs).size).toBe(12 - trials)
    }
  })

  it('tries each config of a small space before any twice, and goes on if told so', () => {
    const small = { a: choice(['p', 'q', 'r']), n: randint(0, 4) }
    const driver = new BOHBDriver(small, { numSamples: 30, allowRepeats: true })
    const tried: string[] = []
    driver.optimise((config) => {
      tried.push(JSON.stringify(config))
      return config['n'] as number
    }, 30)
    expect(tried).toHaveLength(30)
    const once = new BOHBDriver(small, { numSamples: 30 })
    expect(once.search.total).toBe(12)
    expect(new Set(keysOf(once.next(30))).size).toBe(12)
    expect(new Set(keysOf(new BOHBDriver({ a: choice(['p', 'q']) }).next(9))).size).toBe(2)
  })

  it('finishes after numSamples, if ever', () => {
    const driver = new BOHBDriver(LINE, { numSamples: 5 })
    expect(driver.search.total).toBe(5)
    expect(driver.search.ask(4)).toMatchObject({ finished: false })
    const all = driver.search.ask(9)
    expect(all.suggestions).toHaveLength(5)
    expect(all.finished).toBe(true)
    driver.add(...driver.next(5))
    expect(driver.search.ask(1)).toEqual({ suggestions: [], finished: true })
    const endless = new BOHBDriver(LINE, { numSamples: Number.POSITIVE_INFINITY }).search
    expect(endless.total).toBe(Infinity)
    expect(endless.ask(3)).toMatchObject({ finished: false, suggestions: { length: 3 } })
  })

  it('is adaptive, so that it is not asked ahead', () => {
    expect(new BOHBDriver(LINE).search.adaptive).toBe(true)
  })

  it('tries the only config of a space without parameters', () => {
    const only = { lr: 0.1, act: choice(['relu']) }
    const { search } = new BOHBDriver(only, { numSamples: 4 })
    expect(search.ask(9).suggestions.map(({ config }) => config)).toEqual([
      { lr: 0.1, act: 'relu' },
    ])
    expect(search.warnings).toEqual([expect.stringContaining('The space has only 1 config')])
    const driver = new BOHBDriver(only, { numSamples: 4, allowRepeats: true })
    driver.optimise(() => 1, 2)
    expect(driver.next(9)).toHaveLength(2)
  })
})

describe('a restored search', () => {
  const trial = fc.nat(12)
  const score = fc.oneof(
    { arbitrary: fc.integer({ min: -5, max: 5 }), weight: 8 },
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  const rung = fc.constantFrom(undefined, 1, 3, 9)
  const outcome = fc.constantFrom('completed' as const, 'stopped' as const, 'failed' as const)
  const event = fc.oneof(
    fc.record({ type: fc.constant('add' as const) }),
    fc.record({ type: fc.constant('report' as const), trial, score, rung }),
    fc.record({ type: fc.constant('end' as const), trial, score, rung, outcome }),
  )

  it('suggests what the first would have, whatever was told and wherever it was cut', () => {
    const space = { x: uniform(0, 1), c: choice([{ k: 'a' }, { k: 'b', n: randint(0, 5) }]) }
    fc.assert(
      fc.property(fc.array(event, { minLength: 30, maxLength: 80 }), (events) => {
        const driver = new BOHBDriver(space, { randomFraction: 0.1 })
        const said = [JSON.stringify(driver.search.ask(2))]
        for (const event of events) {
          if (event.type === 'add') driver.add(...driver.next())
          else if (event.type === 'report') {
            driver.report(`t${event.trial}`, { loss: event.score }, event.rung)
          } else {
            driver.end(`t${event.trial}`, { loss: event.score }, event.outcome, event.rung)
          }
          said.push(JSON.stringify(driver.search.ask(2)))
        }
        for (let facts = 0; facts <= driver.facts.length; facts += 5) {
          expect(JSON.stringify(driver.retold(facts).ask(2))).toBe(said[facts])
        }
      }),
      { numRuns: 30 },
    )
  })

  it('has learned the same', () => {
    const driver = new BOHBDriver(CUBE)
    driver.optimise(onCube, 40)
    expect(driver.retold().ask(20)).toEqual(driver.search.ask(20))
    expect(driver.retold().ask(20)).not.toEqual(driver.retold(20).ask(20))
  })
})

describe('points to evaluate', () => {
  const pointsToEvaluate = [{ x0: 0.25, x1: 0.5 }, { x2: 1.5 }]

  it('come first, with what they leave out drawn', () => {
    const driver = new BOHBDriver(CUBE, { pointsToEvaluate })
    const [first, second, third] = driver.next(3) as [Config, Config, Config]
    expect(first).toMatchObject({ x0: 0.25, x1: 0.5 })
    expect(second).toMatchObject({ x2: 1.5 })
    expect(Object.keys(third)).toHaveLength(6)
    expect(driver.search.warnings).toEqual([
      'Pre-set value `1.5` is not within valid values of parameter `x2`: uniform(0, 1)',
    ])
    expect(driver.search.ask(1).suggestions[0]?.params).toMatchObject({ x0: 0.25 })
  })

  it('are learned from', () => {
    const driver = new BOHBDriver(LINE, {
      ...NO_DRAWS,
      pointsToEvaluate: Array.from({ length: 20 }, (_, i) => ({ x: i / 20 })),
    })
    driver.optimise(({ x }) => x as number, 20)
    expect(median(xsOf(driver.next(50)))).toBeLessThan(0.3)
  })

  it('are not tried again where configs can be told apart', () => {
    const driver = new BOHBDriver(
      { c: choice(['a', 'b', 'c']) },
      { pointsToEvaluate: [{ c: 'b' }] },
    )
    expect(keysOf(driver.next(3)).sort()).toEqual(keysOf([{ c: 'a' }, { c: 'b' }, { c: 'c' }]))
  })

  it('beyond numSamples are left out, with a warning', () => {
    const { search } = new BOHBDriver(CUBE, { pointsToEvaluate, numSamples: 1 })
    expect(search.warnings.at(-1)).toContain('Only the first 1 of 2 points will be tried')
    expect(search.ask(5).suggestions).toHaveLength(1)
  })

  it('must be in the space', () => {
    expect(() => new BOHBDriver(LINE, { pointsToEvaluate: [{ y: 1 }] })).toThrow(ConfigurationError)
  })
})

describe('the definition', () => {
  const create = (paramSpace: unknown, metric: string | undefined = 'loss') =>
    new BOHBSearch().create({
      space: compileSpace(paramSpace),
      metric,
      mode: 'min',
      random: Random.fromSeed(1),
      numSamples: 1,
    })

  it('refuses grids, functions and a missing metric', () => {
    expect(() => create({ a: gridSearch([1, 2]) })).toThrow(
      expect.objectContaining({ code: 'GRID_NOT_SUPPORTED' }),
    )
    expect(() => create({ a: sampleFrom(() => 1) })).toThrow(
      expect.objectContaining({ code: 'SAMPLE_FROM_NOT_SUPPORTED' }),
    )
    const search = new BOHBSearch()
    const setup = { space: compileSpace(LINE), mode: 'min', numSamples: 1 } as const
    expect(() =>
      search.create({ ...setup, metric: undefined, random: Random.fromSeed(1) }),
    ).toThrow(expect.objectContaining({ code: 'METRIC_REQUIRED' }))
  })

  it('can be written down and read back', () => {
    const options: BOHBSearchOptions = {
      minPointsInModel: 9,
      topPercent: 20,
      numCandidates: 32,
      randomFraction: 0.1,
      bandwidthFactor: 2,
      minBandwidth: 0.05,
      budgetAttr: 'epochs',
      pointsToEvaluate: [{ x: 1 }],
    }
    const json = new BOHBSearch(options).toJSON()
    expect(json).toEqual({ name: 'bohb', options })
    expect(new BOHBSearch(JSON.parse(JSON.stringify(json.options))).toJSON()).toEqual(json)
    expect(new BOHBSearch().toJSON().options).toEqual({
      topPercent: 15,
      numCandidates: 64,
      randomFraction: 1 / 3,
      bandwidthFactor: 3,
      minBandwidth: 0.001,
    })
  })

  it.each([
    { minPointsInModel: 0 },
    { minPointsInModel: 2.5 },
    { topPercent: 0 },
    { topPercent: 100 },
    { numCandidates: 0 },
    { randomFraction: -0.1 },
    { randomFraction: 1.1 },
    { randomFraction: '1' },
    { bandwidthFactor: 0 },
    { bandwidthFactor: Number.POSITIVE_INFINITY },
    { minBandwidth: 0 },
    { minBandwidth: 2 },
    { budgetAttr: '' },
  ])('refuses %o', (options) => {
    expect(() => new BOHBSearch(options as BOHBSearchOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })

  it('refuses options that there are not, and points that are no list', () => {
    expect(() => new BOHBSearch({ topN: 15 } as BOHBSearchOptions)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_OPTION' }),
    )
    expect(() => new BOHBSearch({ pointsToEvaluate: { x: 1 } as never })).toThrow(
      expect.objectContaining({ code: 'INVALID_PRESET' }),
    )
  })
})
