import { describe, expect, it } from 'vitest'
import { gridSearch } from '../../../src/space/grid-search.ts'
import { sampleFrom } from '../../../src/space/sample-from.ts'
import { uniform } from '../../../src/space/uniform.ts'
import { misfits } from '../misfits.ts'
import { SearchDriver, type Config } from '../search-driver.ts'
import { FLOATS, floatsLoss, MIXED, mixedLoss, SMALL, SMALL_SIZE } from './spaces.ts'
import type { Objective } from '../../../src/math/score.ts'
import type { Contractor, ModelOption } from './abilities.ts'

const TWO: readonly Objective[] = [
  { metric: 'loss', mode: 'min' },
  { metric: 'speed', mode: 'max' },
]

function withCode(code: string): unknown {
  return expect.objectContaining({ code })
}

/** What a user can say besides the space. */
export function options(contractor: Contractor): void {
  const { make, abilities } = contractor

  describe('its options', () => {
    it('are checked by name', () => {
      expect(() => make({ nonsense: 1 })).toThrow(withCode('UNKNOWN_OPTION'))
      expect(() => make({ pointsToEvaluate: 3 })).toThrow(withCode('INVALID_PRESET'))
      const create = (): unknown =>
        new SearchDriver(make({ pointsToEvaluate: [{ nobody: 1 }] }), FLOATS)
      expect(create).toThrow(withCode('UNKNOWN_PARAMETER'))
    })

    it('pointsToEvaluate come first, what they leave out is chosen', () => {
      const pointsToEvaluate = [
        { depth: 3, 'model/kind': undefined },
        { lr: 0.01, act: 'gelu', pair: [0.5, 2] },
        { model: { kind: 'linear', l2: 0.1 } },
      ].map((point) => JSON.parse(JSON.stringify(point)) as Config)
      const driver = new SearchDriver(make({ pointsToEvaluate }), MIXED)
      const configs = driver.play(6, (config) => ({ loss: mixedLoss(config) }))
      expect(configs.map(({ config }) => config).slice(0, 3)).toMatchObject(pointsToEvaluate)
      for (const { config } of configs) expect(misfits(MIXED, config)).toEqual([])
    })

    it.runIf(abilities.computes !== true)('do not include what is computed or gone through', () => {
      const computed = { x: uniform(0, 1), y: sampleFrom(() => 1) }
      const grid = { x: uniform(0, 1), y: gridSearch([1, 2]) }
      for (const [space, code] of [
        [computed, 'SAMPLE_FROM_NOT_SUPPORTED'],
        [grid, 'GRID_NOT_SUPPORTED'],
      ] as const) {
        const create = (): unknown => new SearchDriver(make(), space)
        expect(create).toThrow(withCode(code))
        expect(create).toThrow(/\brandom\b/)
      }
    })

    it.runIf(abilities.computes)('include what is computed or gone through', () => {
      const space = { x: gridSearch([1, 2]), y: sampleFrom((config) => Number(config.x) * 2) }
      const driver = new SearchDriver(make(), space, { numSamples: 2 })
      expect(driver.peek(5)).toEqual([1, 2, 1, 2].map((x) => ({ x, y: 2 * x })))
    })
  })

  earlierTrials(contractor)
  modelOptions(contractor)
  objectives(contractor)
}

function lacks({ abilities }: Contractor, option: ModelOption): boolean {
  return abilities.lacks?.includes(option) ?? false
}

/** `evaluatedRewards` and `warmStart`. */
function earlierTrials(contractor: Contractor): void {
  const { make, some } = contractor
  if (lacks(contractor, 'warmStart')) return

  describe('what is known from elsewhere', () => {
    const known = { kind: { k: 'a', x: 2 }, z: true }
    const other = { kind: { k: 'b', y: 0.5 }, z: false }
    const wanted = { kind: { k: 'c' }, z: false }
    const play = (options: Readonly<Record<string, unknown>>): Config[] => {
      const driver = new SearchDriver(make(options), SMALL)
      const trials = driver.play(100, ({ z }) => ({ loss: z === true ? 0 : 1 }))
      expect(driver.retold().ask(1)).toEqual(driver.search.ask(1))
      return trials.map(({ config }) => config)
    }

    it('a point with a reward is not tried', () => {
      const configs = play({
        pointsToEvaluate: [known, other, wanted],
        evaluatedRewards: [1, Number.NaN, null],
      })
      expect(configs[0]).toEqual(wanted)
      expect(configs).toHaveLength(SMALL_SIZE - 2)
      expect(configs).not.toContainEqual(known)
      expect(configs).not.toContainEqual(other)
    })

    it('nor is a config of an earlier study; what does not fit is left out aloud', () => {
      const warmStart = [
        { config: known, metrics: { loss: 0.5, training_iteration: 3 } },
        { config: other, metrics: { loss: Number.NaN } },
        { config: { kind: 'no such' }, metrics: { loss: 0 } },
      ]
      const configs = play({ warmStart })
      expect(configs).toHaveLength(SMALL_SIZE - 2)
      expect(configs).not.toContainEqual(known)
      const { search } = new SearchDriver(make({ warmStart }), SMALL)
      expect(search.warnings?.join()).toMatch(/1 of 3 trials in warmStart/)
    })

    it('many trials of an earlier study', () => {
      const past = new SearchDriver(make(), MIXED, { seed: 'past' })
      const warmStart = past
        .play(some(40, 20), (config) => ({ loss: mixedLoss(config) }))
        .map(({ config }) => ({ config, metrics: { loss: mixedLoss(config) } }))
      const driver = new SearchDriver(make({ warmStart }), MIXED)
      driver.play(5, (config) => ({ loss: mixedLoss(config) }))
      expect(driver.retold().ask(2)).toEqual(driver.search.ask(2))
      for (const { config } of driver.trials) expect(misfits(MIXED, config)).toEqual([])
    })
  })
}

/** The other options of `ModelSearchOptions`. */
function modelOptions(contractor: Contractor): void {
  const { make, abilities, some } = contractor

  it.runIf(!lacks(contractor, 'allowRepeats'))('tries a config again where that is wished', () => {
    const driver = new SearchDriver(make({ allowRepeats: true }), SMALL)
    const trials = driver.play(SMALL_SIZE + 10, ({ z }) => ({ loss: z === true ? 0 : 1 }))
    expect(trials).toHaveLength(SMALL_SIZE + 10)
  })

  it.runIf(!lacks(contractor, 'tell'))("takes a trial's best result where that is wished", () => {
    const play = (tell: string, results: (loss: number) => readonly number[]): Config[] => {
      const driver = new SearchDriver(make({ tell }), FLOATS)
      for (let i = 0; i < some(20, 14); i++) {
        for (const trial of driver.add()) {
          const values = results(floatsLoss(trial.config))
          for (const loss of values) driver.report(trial, { loss, training_iteration: 1 })
          driver.end(trial, { loss: values.at(-1), training_iteration: 1 })
        }
      }
      return driver.trials.map(({ config }) => config)
    }
    const last = play('last', (loss) => [loss])
    expect(play('best', (loss) => [loss + 1, loss, loss + 5])).toEqual(last)
    expect(play('last', (loss) => [loss - 1, loss - 2, loss])).toEqual(last)
  })

  it.runIf((abilities.lacks?.length ?? 0) > 0)('refuses the options that it does not take', () => {
    const values = { warmStart: [], allowRepeats: true, tell: 'best', constraints: ['g'] }
    for (const option of abilities.lacks ?? []) {
      expect(() => make({ [option]: values[option] })).toThrow(withCode('UNKNOWN_OPTION'))
    }
  })

  if (lacks(contractor, 'constraints')) return
  describe('constraints', () => {
    // Good is what is forbidden: four fifths of the space.
    const evaluate = (config: Config): { loss: number; g: number } => {
      const { a } = config as { a: number }
      return { loss: floatsLoss(config) + (2 - a), g: a + 1.2 }
    }
    const feasible = (trials: readonly { readonly config: Config }[]): number =>
      trials.filter(({ config }) => evaluate(config).g <= 0).length

    it.runIf(abilities.constraints)('are kept as far as they are known', () => {
      const driver = new SearchDriver(make({ constraints: ['g'] }), FLOATS)
      const trials = driver.play(some(80, 50), evaluate)
      expect(feasible(trials.slice(-20))).toBeGreaterThanOrEqual(9)
    })

    it('a function says the same as the name of a metric', () => {
      const play = (constraints: unknown): Config[] => {
        const driver = new SearchDriver(make({ constraints }), FLOATS)
        driver.play(some(30, 16), evaluate)
        expect(driver.retold({ digested: true }).ask(1)).toEqual(driver.search.ask(1))
        return driver.trials.map(({ config }) => config)
      }
      expect(play((result: { readonly g: number }) => [result.g])).toEqual(play(['g']))
    })

    it('that no config keeps, or whose values are missing, are borne', () => {
      for (const constraints of [['nowhere'], () => [1], () => [Number.NaN, -1], () => []]) {
        const driver = new SearchDriver(make({ constraints }), MIXED)
        driver.play(some(24, 15), (config) => ({ loss: mixedLoss(config) }))
        for (const { config } of driver.trials) expect(misfits(MIXED, config)).toEqual([])
      }
    })
  })
}

function objectives(contractor: Contractor): void {
  const { make, abilities, some } = contractor
  const evaluate = (config: Config): { loss: number; speed: number } => {
    const { a } = config as { a: number }
    return { loss: floatsLoss(config), speed: 2 * a }
  }

  describe('several metrics', () => {
    it.runIf(abilities.severalObjectives !== true)('are refused', () => {
      const create = (): unknown => new SearchDriver(make(), FLOATS, { objectives: TWO })
      expect(create).toThrow(withCode('SINGLE_OBJECTIVE_ONLY'))
      expect(create).toThrow(/\bnsga2\b/)
    })

    it.runIf(abilities.severalObjectives)('are pursued at once', () => {
      const driver = new SearchDriver(make(), FLOATS, { objectives: TWO })
      let n = 0
      driver.play(some(40, 20), (config) => {
        n += 1
        if (n % 7 === 0) return { loss: Number.NaN, speed: 1 }
        return n % 8 === 0 ? { loss: Number.NEGATIVE_INFINITY } : evaluate(config)
      })
      driver.add(3)
      const configs = [...driver.trials.map(({ config }) => config), ...driver.peek(3)]
      for (const config of configs) expect(misfits(FLOATS, config)).toEqual([])
      expect(new Set(configs.map((config) => JSON.stringify(config))).size).toBe(configs.length)
      expect(driver.retold().ask(2)).toEqual(driver.search.ask(2))
    })

    it.runIf(abilities.severalObjectives && !lacks(contractor, 'warmStart'))(
      'take one reward for each',
      () => {
        const point = { a: 1, b: 1, c: 1, d: 0.5 }
        const create = (reward: unknown): unknown =>
          new SearchDriver(
            make({ pointsToEvaluate: [point], evaluatedRewards: [reward] }),
            FLOATS,
            {
              objectives: TWO,
            },
          )
        expect(create([1, 2])).toBeDefined()
        expect(() => create(1)).toThrow(withCode('INVALID_OPTION'))
      },
    )
  })
}
