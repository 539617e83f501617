import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { PB2 } from '../../src/schedule/pb2/pb2.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { PB2Bounds } from '../../src/schedule/pb2/pb2.ts'

interface Task<C> {
  readonly hyperparamBounds: PB2Bounds
  /** What a trial gains in one interval that ends at a time. */
  readonly gain: (config: C, time: number) => number
  readonly trials: number
  readonly intervals: number
}

interface Suggestion<C> {
  readonly config: C
  /** When the interval ends for which it was made. */
  readonly time: number
}

/** Trains a population in synchrony; returns the configs that copies got, in order. */
function train<C>(task: Task<C>, seed: number): readonly Suggestion<C>[] {
  const scheduler = new PB2({
    timeAttr: 'training_iteration',
    perturbationInterval: 1,
    synch: true,
    hyperparamBounds: task.hyperparamBounds,
  })
  const driver = new ScheduleDriver(scheduler, { seed })
  const noise = Random.fromSeed(`noise ${seed}`)
  const scores = new Map<string, number>()
  const ids = Array.from({ length: task.trials }, (_, i) => `t${i}`)
  for (const [i, id] of ids.entries()) {
    driver.addWith(id, driver.schedule.completeConfig?.({}, i))
    scores.set(id, 0)
  }
  driver.finishSearch()
  const suggestions: Suggestion<C>[] = []
  for (let time = 1; time <= task.intervals; time++) {
    const decided = ids.flatMap((id) => {
      const gained = task.gain(driver.trial(id).config as C, time) + 0.05 * noise.normal()
      const score = (scores.get(id) as number) + gained
      scores.set(id, score)
      const known = driver.orders.length
      driver.report(id, R(time, score))
      const decision = driver.decisions.at(-1)
      const own = decision?.action === 'exploit' ? [{ trial: id, ...decision.exploit }] : []
      const others = driver.orders
        .slice(known)
        .flatMap((order) =>
          order.action === 'exploit' ? [{ trial: order.trial, ...order.exploit }] : [],
        )
      return [...own, ...others]
    })
    for (const { trial, from, config } of decided) {
      scores.set(trial, scores.get(from) as number)
      suggestions.push({ config: config as C, time: time + 1 })
    }
    while (driver.startNext() !== undefined) continue
  }
  return suggestions
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const SEEDS = [1, 2, 3, 4, 5]

describe('PB2 on problems whose answer is known', () => {
  it('gathers around the best learning rate', () => {
    const task: Task<{ readonly lr: number }> = {
      hyperparamBounds: { lr: loguniform(1e-4, 1) },
      gain: ({ lr }) => 1 - (Math.log10(lr) + 2) ** 2,
      trials: 4,
      intervals: 25,
    }
    const distances = SEEDS.flatMap((seed) =>
      train(task, seed)
        .slice(12)
        .map(({ config: { lr } }) => Math.abs(Math.log10(lr) + 2)),
    )
    expect(distances.length).toBe(65)
    // Drawn evenly, the mean distance is 1, and a quarter lies within half an order of magnitude.
    expect(mean(distances)).toBeLessThan(0.55)
    const near = distances.filter((distance) => distance < 0.5)
    expect(near.length / distances.length).toBeGreaterThan(0.65)
  })

  it('follows a best learning rate that falls as training goes on', () => {
    const best = (time: number): number => -1 - 2 * Math.min(1, time / 24)
    const task: Task<{ readonly lr: number }> = {
      hyperparamBounds: { lr: loguniform(1e-4, 1) },
      gain: ({ lr }, time) => 1 - (Math.log10(lr) - best(time)) ** 2,
      trials: 6,
      intervals: 24,
    }
    const late = [1, 2].flatMap((seed) => train(task, seed).slice(-20))
    const distances = late.map(({ config, time }) => Math.abs(Math.log10(config.lr) - best(time)))
    // A constant rate in the middle of the way would be 0.7 off, one drawn evenly about 1.2.
    expect(mean(distances)).toBeLessThan(0.4)
  })

  it('finds the best category and the best number together', () => {
    interface Config {
      readonly optimizer: 'adam' | 'sgd' | 'rms'
      readonly layers: number
    }
    const task: Task<Config> = {
      hyperparamBounds: { optimizer: ['adam', 'sgd', 'rms'], layers: [1, 12] },
      gain: ({ optimizer, layers }) =>
        ({ adam: 1, rms: 0.5, sgd: 0 })[optimizer] - ((layers - 8) / 5) ** 2,
      trials: 6,
      intervals: 20,
    }
    const late = [1, 2, 3].flatMap((seed) => train(task, seed).slice(-20))
    const adam = late.filter(({ config }) => config.optimizer === 'adam')
    expect(adam.length / late.length).toBeGreaterThan(0.7)
    // Drawn evenly, the mean distance is about 3.2.
    expect(mean(late.map(({ config }) => Math.abs(config.layers - 8)))).toBeLessThan(1.6)
  })
})
