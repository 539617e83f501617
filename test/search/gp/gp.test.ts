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
