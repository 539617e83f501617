import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { Closeness } from '../../src/search/cqr/closeness.ts'
import { CQRSearch } from '../../src/search/cqr/cqr.ts'
import { observe } from '../../src/search/cqr/observations.ts'
import { QuantileModel } from '../../src/search/cqr/quantile-model.ts'
import { Cube } from '../../src/search/cube.ts'
import { History } from '../../src/search/history.ts'
import { choice } from '../../src/space/choice.ts'
import { Codec } from '../../src/space/codec.ts'
import { randint } from '../../src/space/randint.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { SearchDriver, type Config } from '../support/search-driver.ts'
import type { FinishedTrial } from '../../src/search/history.ts'

const SQUARE = { x: uniform(0, 1), y: uniform(0, 1) }

const bowl = ({ x, y }: Config): number => ((x as number) - 0.3) ** 2 + ((y as number) - 0.7) ** 2

function cubeOf(space: unknown): Cube {
  return new Cube(new Codec(compileSpace(space)))
}

/** A trial that has ended, at one coordinate. */
function ended(
  number: number,
  value: number,
  rest: Partial<FinishedTrial> & { readonly at?: number } = {},
): FinishedTrial {
  const { at = 0.5, ...own } = rest
  return {
    number,
    coordinates: Float64Array.of(at),
    memo: undefined,
    values: [value],
    constraints: [],
    violation: 0,
    outcome: 'completed',
    step: 1,
    ...own,
  }
}

function historyOf(trials: readonly FinishedTrial[]): History {
  const history = new History()
  for (const trial of trials) history.learn(trial)
  return history
}

describe('what the model is told', () => {
  it('is ranks: by values, then by violation, then what failed', () => {
    const history = historyOf([
      ended(0, 5),
      ended(1, Number.NaN),
      ended(2, -Infinity),
      ended(3, -100, { violation: 2 }),
      ended(4, Infinity),
      ended(5, -1e300),
      ended(6, 0, { violation: 1 }),
      ended(7, Number.NaN, { outcome: 'failed', violation: Infinity }),
      ended(8, 5),
    ])
    const { order, targets, sound } = observe(history)
    expect(order).toEqual([2, 5, 0, 8, 4, 6, 3, 1, 7])
    expect(sound).toBe(7)
    expect(targets.every(Number.isFinite)).toBe(true)
    expect(targets[0]).toBe(targets[8])
    expect(targets[1]).toBe(targets[7])
    const ascending = order.map((i) => targets[i] as number)
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b))
    expect(ascending[0]).toBeCloseTo(-normalAt(1 / 18), 4)
  })

  it('does not mind by how much the worst is worse', () => {
    const targets = (worst: number): Float64Array =>
      observe(historyOf([ended(0, 1), ended(1, 2), ended(2, worst)])).targets
    expect(targets(3)).toEqual(targets(1e300))
  })

  it('counts trials that run and have reported, at the step that they have reached', () => {
    const history = historyOf([
      ended(-2, 4, { step: 9 }),
      ended(-1, 6, { outcome: 'stopped', step: 3 }),
    ])
    history.add(Float64Array.of(0.1), undefined)
    history.add(Float64Array.of(0.2), undefined)
    history.progress(1, [5], 2)
    const { trials, order, steps, fullStep } = observe(history)
    expect(trials.map(({ number }) => number)).toEqual([-2, -1, 1])
    expect(order).toEqual([0, 2, 1])
    expect([...steps]).toEqual([9, 3, 2])
    expect(fullStep).toBe(9)
  })

  it('what is over counts as full, and so does what failed', () => {
    const { steps } = observe(
      historyOf([
        ended(0, 1, { step: 4 }),
        ended(1, 1, { step: 8 }),
        ended(2, Number.NaN, { outcome: 'stopped', step: 2 }),
        ended(3, Number.NaN, { outcome: 'failed', step: 0 }),
        ended(4, 1, { outcome: 'stopped', step: 2 }),
        ended(5, 1, { step: 0 }),
      ]),
    )
    expect([...steps]).toEqual([8, 8, 8, 8, 2, 8])
  })
})

/** The standard normal quantile, by bisection of its integral. */
function normalAt(p: number): number {
  let z = 0
  let area = 0
  const step = 1e-5
  while (area < 0.5 - p) {
    area += (step * Math.exp(-((z + step / 2) ** 2) / 2)) / Math.sqrt(2 * Math.PI)
    z += step
  }
  return z
}

describe('the model', () => {
  const random = Random.fromSeed('model')
  const noisy = (count: number): FinishedTrial[] =>
    Array.from({ length: count }, (_, i) => {
      const at = random.next()
      return ended(i, at + 0.3 * random.normal(), { at })
    })

  it('holds between its quantiles the share that it should, because of what was spared', () => {
    const cube = cubeOf({ x: uniform(0, 1) })
    let inside = 0
    let all = 0
    for (let i = 0; i < 6; i++) {
      const trials = noisy(600)
      // Half of the trials train it, the ranks of the others are what it has to hold.
      const observations = observe(historyOf(trials))
      const seen = observe(historyOf(trials))
      const half = seen.order.filter((row) => row % 2 === 0)
      const model = new QuantileModel(
        { ...seen, order: half },
        cube,
        5,
        Random.fromSeed('fit').split(i),
      )
      for (let row = 1; row < 600; row += 2) {
        const place = Float64Array.of(trials[row]?.coordinates[0] as number)
        const target = observations.targets[row] as number
        inside += Number(target >= model.predict(place, 0) && target <= model.predict(place, 4))
        all += 1
      }
    }
    // Between the quantiles 1/6 and 5/6 lie two thirds.
    expect(inside / all).toBeGreaterThan(0.6)
    expect(inside / all).toBeLessThan(0.74)
  })

  it('does not think that a config is poor because its trials were short', () => {
    // The loss falls with the step; those to the right are better, and were stopped early.
    const trials = Array.from({ length: 120 }, (_, i) => {
      const at = random.next()
      const step = at > 0.5 && i % 4 !== 0 ? 1 : 9
      const value = (at > 0.5 ? 1 : 1.3) + (step === 1 ? 1 : 0) + 0.05 * random.normal()
      return ended(i, value, { at, step, outcome: step === 1 ? 'stopped' : 'completed' })
    })
    const cube = cubeOf({ x: uniform(0, 1) })
    const model = new QuantileModel(observe(historyOf(trials)), cube, 5, Random.fromSeed('fit'))
    const mean = (from: number): number => {
      let sum = 0
      for (let i = 0; i < 40; i++) sum += model.predict(Float64Array.of(from + i / 100), 2)
      return sum / 40
    }
    expect(mean(0.55)).toBeLessThan(mean(0.05) - 0.3)
  })
})

describe('closeness', () => {
  const cube = cubeOf({ x: uniform(0, 1), k: randint(0, 5), c: choice(['a', 'b', 'c']) })
  const place = (x: number, k: number, c: number): Float64Array =>
    Float64Array.of(x, (k + 0.5) / 5, (c + 0.5) / 3)
  const closeness = new Closeness(cube, [
    { number: 0, coordinates: place(0.5, 2, 1), memo: undefined },
    { number: 1, coordinates: place(Number.NaN, 3, 1), memo: undefined },
  ])

  it.each([
    [place(0.51, 2, 1), true],
    [place(0.53, 2, 1), false],
    [place(0.5, 1, 1), false],
    [place(0.5, 2, 0), false],
    [place(Number.NaN, 2, 1), false],
    [place(Number.NaN, 3, 1), true],
    [place(0.5, 3, 1), false],
  ])('%o: %s', (at, isClose) => expect(closeness.isClose(at)).toBe(isClose))

  it('shrinks where there is little room', () => {
    const line = cubeOf({ x: uniform(0, 1) })
    const trials = Array.from({ length: 100 }, (_, number) => ({
      number,
      coordinates: Float64Array.of((number + 0.5) / 100),
      memo: undefined,
    }))
    const crowded = new Closeness(line, trials)
    expect(crowded.isClose(Float64Array.of(0.5))).toBe(false)
    expect(crowded.isClose(Float64Array.of(0.504))).toBe(true)
  })
})

describe('CQRSearch', () => {
  it('starts at random, and then keeps to what is good', () => {
    const random = new SearchDriver(new CQRSearch({ nStartupTrials: 60 }), SQUARE)
    random.play(60, (config) => ({ loss: bowl(config) }))
    const driver = new SearchDriver(new CQRSearch(), SQUARE)
    driver.play(60, (config) => ({ loss: bowl(config) }))
    const configs = (of: SearchDriver): Config[] => of.trials.map(({ config }) => config)
    expect(configs(driver).slice(0, 5)).toEqual(configs(random).slice(0, 5))
    expect(configs(driver)[5]).not.toEqual(configs(random)[5])
    const late = (of: SearchDriver): number =>
      configs(of)
        .slice(30)
        .reduce((sum, config) => sum + bowl(config), 0)
    expect(late(driver)).toBeLessThan(0.25 * late(random))
  })

  it('does not count trials without a number as a start', () => {
    const driver = new SearchDriver(new CQRSearch(), SQUARE)
    const random = new SearchDriver(new CQRSearch({ nStartupTrials: 60 }), SQUARE)
    for (const one of [driver, random]) {
      one.play(4, (config) => ({ loss: bowl(config) }))
      one.play(10, () => ({ loss: Number.NaN }))
    }
    expect(driver.peek()).toEqual(random.peek())
    driver.play(1, (config) => ({ loss: bowl(config) }))
    random.play(1, (config) => ({ loss: bowl(config) }))
    expect(driver.peek()).not.toEqual(random.peek())
  })

  it('bears noise that is larger here than there', () => {
    const noise = Random.fromSeed('noise')
    const loss = (config: Config): number =>
      bowl(config) + 0.3 * (config['x'] as number) * noise.normal()
    const driver = new SearchDriver(new CQRSearch(), SQUARE)
    driver.play(120, (config) => ({ loss: loss(config) }))
    const late = driver.trials.slice(60).map(({ config }) => bowl(config))
    // At random it is 0.2 on average.
    expect(late.reduce((sum, value) => sum + value, 0) / 60).toBeLessThan(0.1)
  })

  it('learns from trials that a scheduler stops, and from those that run', () => {
    const play = (told: 'ends' | 'reports'): number => {
      const driver = new SearchDriver(new CQRSearch(), SQUARE)
      for (let i = 0; i < 60; i++) {
        const [trial] = driver.add() as [(typeof driver.trials)[number]]
        const steps = bowl(trial.config) < 0.1 ? 3 : 1
        for (let step = 1; step <= steps; step++) {
          const result = { loss: bowl(trial.config) + 1 / step, training_iteration: step }
          if (told === 'reports' || step < steps) driver.report(trial, result)
          else driver.end(trial, result, steps === 3 ? 'completed' : 'stopped')
        }
      }
      const late = driver.trials.slice(30).map(({ config }) => bowl(config))
      return late.reduce((sum, value) => sum + value, 0) / late.length
    }
    expect(play('ends')).toBeLessThan(0.06)
    expect(play('reports')).toBeLessThan(0.06)
  })

  it('of trials at once, none is next to another', () => {
    const driver = new SearchDriver(new CQRSearch(), SQUARE)
    driver.play(30, (config) => ({ loss: bowl(config) }))
    const batch = driver.add(6).map(({ config }) => config as { x: number; y: number })
    for (const [i, a] of batch.entries()) {
      for (const b of batch.slice(0, i)) {
        expect(Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))).toBeGreaterThan(0.015)
      }
    }
    const mean = batch.reduce((sum, config) => sum + bowl(config), 0) / batch.length
    expect(mean).toBeLessThan(0.08)
  })

  it('tries next to what it knows where results are noisy and may be repeated', () => {
    const closest = (allowRepeats: boolean): number => {
      const driver = new SearchDriver(new CQRSearch({ allowRepeats }), { x: uniform(0, 1) })
      driver.play(40, ({ x }) => ({ loss: ((x as number) - 0.3) ** 2 }))
      const xs = driver.trials.map(({ config }) => config['x'] as number).sort((a, b) => a - b)
      return Math.min(...xs.slice(1).map((x, i) => x - (xs[i] as number)))
    }
    expect(closest(false)).toBeGreaterThan(0.002)
    expect(closest(true)).toBeLessThan(0.002)
  })

  it('finds its way into the better option, and tunes what is inside', () => {
    const space = {
      model: choice([
        { kind: 'easy', depth: randint(1, 9) },
        { kind: 'hard', lr: uniform(0, 1), drop: uniform(0, 1) },
      ]),
    }
    const loss = (config: Config): number => {
      const { model } = config as {
        model: { kind: string; depth?: number; lr?: number; drop?: number }
      }
      if (model.kind === 'easy') return 0.3 + 0.01 * Math.abs((model.depth ?? 0) - 4)
      return 4 * ((model.lr ?? 0) - 0.2) ** 2 + 4 * ((model.drop ?? 0) - 0.6) ** 2
    }
    const driver = new SearchDriver(new CQRSearch(), space)
    driver.play(70, (config) => ({ loss: loss(config) }))
    expect(Math.min(...driver.trials.map(({ config }) => loss(config)))).toBeLessThan(0.1)
  })

  it('says when it takes its time', () => {
    const heavy = (count: number, numCandidates: number): boolean => {
      const names = Array.from({ length: 10 }, (_, i) => [`x${i}`, uniform(0, 1)])
      const space = Object.fromEntries(names) as Record<string, unknown>
      const driver = new SearchDriver(new CQRSearch({ numCandidates }), space)
      const random = Random.fromSeed(1)
      for (let i = 0; i < count; i++) {
        const trial = driver.addThis(compileSpace(space).sample(random.split(i)))
        driver.end(trial, { loss: random.next() })
      }
      return driver.search.isHeavy === true
    }
    expect(heavy(0, 1e6)).toBe(false)
    expect(heavy(20, 100)).toBe(false)
    expect(heavy(20, 1e6)).toBe(true)
    expect(heavy(500, 2000)).toBe(true)
  })

  it.each([
    [{ nStartupTrials: 1 }, 'INVALID_OPTION', /nStartupTrials is 1.*at least 2/],
    [{ numCandidates: 0 }, 'INVALID_OPTION', /numCandidates is 0/],
    [{ quantiles: 4 }, 'INVALID_OPTION', /quantiles is 4.*odd/],
    [{ quantiles: 1 }, 'INVALID_OPTION', /quantiles is 1/],
    [{ quantiles: 101 }, 'INVALID_OPTION', /quantiles is 101/],
    [{ quantile: 5 }, 'UNKNOWN_OPTION', /Did you mean quantiles/],
  ])('refuses %o', (options, code, message) => {
    const create = (): unknown => new CQRSearch(options as never)
    expect(create).toThrow(expect.objectContaining({ code }))
    expect(create).toThrow(message)
  })

  it('is written down with its options', () => {
    const options = { nStartupTrials: 7, numCandidates: 100, quantiles: 3, allowRepeats: true }
    expect(new CQRSearch(options).toJSON()).toEqual({ name: 'cqr', options })
    expect(new CQRSearch().toJSON().options).toEqual({
      nStartupTrials: 5,
      numCandidates: 2000,
      quantiles: 5,
    })
  })
})
