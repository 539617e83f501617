import { describe, expect, it } from 'vitest'
import { mixed6 } from '../../../bench/functions/mixed6.ts'
import { hartmann6Task } from '../../../bench/functions/hartmann6-tasks.ts'
import { zdt1 } from '../../../bench/functions/zdt.ts'
import { hypervolume } from '../../../src/math/hypervolume.ts'
import { createSearch } from '../../../src/search/create-search.ts'
import { GPSearch } from '../../../src/search/gp/gp.ts'
import { choice } from '../../../src/space/choice.ts'
import { uniform } from '../../../src/space/uniform.ts'
import { SearchDriver } from '../../support/search-driver.ts'
import type { Objective } from '../../../src/math/score.ts'
import type { GPSearchOptions } from '../../../src/search/gp/gp-options.ts'
import type { DrivenTrial } from '../../support/search-driver.ts'
import type { Task } from '../../../bench/functions/task.ts'

/** The values that a search sees in so many trials, one after the other. */
function play(task: Task, algorithm: string, trials: number, seed = 1): number[][] {
  const metric = (task.reference ?? [0]).map((_, k) => `f${k}`)
  const search = createSearch(task.space, {
    metric,
    mode: metric.map(() => 'min' as const),
    algorithm,
    seed,
  })
  return Array.from({ length: trials }, () => {
    const { id, config } = search.ask()
    const values = task.evaluate(config)
    search.tell(id, Object.fromEntries(values.map((value, k) => [`f${k}`, value])))
    return [...values]
  })
}

function bestOf(values: readonly (readonly number[])[]): number {
  return Math.min(...values.map(([value]) => value as number))
}

describe('GPSearch', () => {
  it('finds the optimum of hartmann6 in few trials', () => {
    expect(bestOf(play(hartmann6Task, 'gp', 45))).toBeLessThan(-3)
    expect(bestOf(play(hartmann6Task, 'random', 45))).toBeGreaterThan(-2.9)
  })

  it('handles integers and categories that shift the optimum', () => {
    expect(bestOf(play(mixed6, 'gp', 50))).toBeLessThan(bestOf(play(mixed6, 'random', 50)))
  })

  it('pursues a front', () => {
    const reference = zdt1.reference ?? []
    const own = hypervolume(play(zdt1, 'gp', 40), reference)
    expect(own).toBeGreaterThan(9.8)
    expect(hypervolume(play(zdt1, 'random', 40), reference)).toBeLessThan(9)
  })

  it('spreads configs that are asked for at once', () => {
    const space = { x: uniform(0, 1), y: uniform(0, 1) }
    const search = createSearch(space, { metric: 'loss', mode: 'min', algorithm: 'gp', seed: 2 })
    for (let n = 0; n < 8; n++) {
      const { id, config } = search.ask()
      search.tell(id, { loss: Math.sin(9 * config.x) + Math.cos(7 * config.y) })
    }
    const asked = search.askMany(5).map(({ config }) => config)
    for (const [i, a] of asked.entries()) {
      for (const b of asked.slice(i + 1)) {
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(1e-3)
      }
    }
  })

  it('learns from trials that a scheduler ended early', () => {
    // Whatever is below 0.5 is worse by far, and ended at the first of nine steps.
    const driver = new SearchDriver(new GPSearch(), { x: uniform(0, 1) })
    for (let n = 0; n < 16; n++) {
      const [trial] = driver.add()
      const { x } = (trial?.config ?? {}) as { x: number }
      const isBad = x < 0.5
      const loss = (x - 0.8) ** 2 + (isBad ? 1 : 0)
      const step = isBad ? 1 : 9
      driver.search.onTrialComplete(
        trial?.id ?? '',
        { loss, training_iteration: step },
        isBad ? 'stopped' : 'completed',
      )
    }
    const { suggestions } = driver.search.ask(3)
    for (const { config } of suggestions) {
      expect((config as { x: number }).x).toBeGreaterThan(0.5)
    }
  })

  describe('beside a scheduler that compares trials at rungs', () => {
    const space = { x: uniform(0, 1), c: choice(['a', 'b']) }
    const objectives = [
      { metric: 'loss', mode: 'min' },
      { metric: 'size', mode: 'max' },
    ] as const

    /** Trials of four steps; the scheduler ends all at the first whose loss is above the limit there. */
    function playRungs(driver: SearchDriver, trials: number, limit: number): number {
      let ended = 0
      for (let n = 0; n < trials; n++) {
        const [trial] = driver.add() as [DrivenTrial]
        const { x, c } = trial.config as { x: number; c: string }
        const at = (step: number) => ({
          loss: (x - 0.3) ** 2 + (c === 'b' ? 0.2 : 0) + 1 / step,
          size: x - 1 / step,
          training_iteration: step,
        })
        if (at(1).loss > limit) {
          ended += 1
          driver.end(trial, at(1), 'stopped')
          continue
        }
        driver.report(trial, at(1), 1)
        driver.report(trial, at(2), 2)
        driver.end(trial, at(4))
      }
      return ended
    }

    it('does not try again what was ended early', () => {
      const driver = new SearchDriver(new GPSearch(), space, { seed: 3 })
      expect(playRungs(driver, 10, 1.05)).toBeGreaterThan(3)
      expect(playRungs(driver, 15, 1.05)).toBeLessThan(9)
      const [, ...late] = driver.trials.slice(10)
      const best = Math.min(...late.map(({ config }) => Math.abs((config['x'] as number) - 0.3)))
      expect(best).toBeLessThan(0.01)
    })

    it.each([
      ['one metric', {}, [objectives[0]]],
      ['several', {}, objectives],
      ['constraints', { constraints: ({ loss }) => [(loss as number) - 0.5] }, [objectives[0]]],
      ['few trials of a model', { maxModelTrials: 10 }, [objectives[0]]],
    ] as const satisfies readonly (readonly [string, GPSearchOptions, readonly Objective[]])[])(
      'goes on the same once all was told again: %s',
      (_, options, objectives) => {
        const driver = new SearchDriver(new GPSearch(options), space, { objectives })
        playRungs(driver, 12, 1.1)
        const [one, other] = driver.add(2) as [DrivenTrial, DrivenTrial]
        driver.report(one, { loss: 1.01, size: 0, training_iteration: 1 }, 1)
        driver.report(other, { loss: 1.2, size: 0, training_iteration: 1 })
        const next = driver.search.ask(2)
        expect(driver.retold().ask(2)).toEqual(next)
        expect(driver.retold({ digested: true }).ask(2)).toEqual(next)
        expect(next.remarks).toBeUndefined()
      },
    )
  })

  it('keeps its options when it is defined anew', () => {
    const options = {
      nStartupTrials: 3,
      deterministic: true,
      outputWarp: false,
      inputWarp: true,
      dimensionScaledPrior: false,
      maxModelTrials: 50,
    }
    const json = new GPSearch(options).toJSON()
    expect(json).toEqual({ name: 'gp', options })
    expect(new GPSearch(json?.options).toJSON()).toEqual(json)
  })

  it.each([
    { nStartupTrials: 0 },
    { nStartupTrials: 1.5 },
    { deterministic: 'yes' },
    { outputWarp: 1 },
    { inputWarp: null },
    { dimensionScaledPrior: 'no' },
    { maxModelTrials: 9 },
    { maxModelTrials: Number.NaN },
  ])('refuses %o', (options) => {
    expect(() => new GPSearch(options as object)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })

  it.each([
    { inputWarp: true },
    { deterministic: true },
    { outputWarp: false, dimensionScaledPrior: false },
    { maxModelTrials: 10, nStartupTrials: 2 },
  ])('works with %o', (options) => {
    const space = { x: uniform(0, 1), y: uniform(0, 1), c: choice(['a', 'b', 'c']) }
    const algorithm = new GPSearch(options)
    const search = createSearch(space, { metric: 'loss', mode: 'min', algorithm, seed: 3 })
    let best = Infinity
    for (let n = 0; n < 30; n++) {
      const { id, config } = search.ask()
      const loss = (config.x - 0.3) ** 2 + (config.y - 0.6) ** 2 + (config.c === 'b' ? 0 : 0.3)
      best = Math.min(best, loss)
      search.tell(id, { loss })
    }
    expect(best).toBeLessThan(0.01)
    expect(search.remarks).toEqual([])
  })
})
