import { expect, test } from 'vitest'
import { ackley10s } from '../../bench/functions/ackley.ts'
import { branin2 } from '../../bench/functions/branin2.ts'
import { cond } from '../../bench/functions/cond.ts'
import { dtlz2 } from '../../bench/functions/dtlz2.ts'
import { HARTMANN6_ARGMIN } from '../../bench/functions/hartmann6.ts'
import { hartmann6Task, noisyhart6 } from '../../bench/functions/hartmann6-tasks.ts'
import { levy8 } from '../../bench/functions/levy8.ts'
import { logq4 } from '../../bench/functions/logq4.ts'
import { mixed6 } from '../../bench/functions/mixed6.ts'
import { rastrigin10s } from '../../bench/functions/rastrigin10s.ts'
import { rosenbrock5 } from '../../bench/functions/rosenbrock5.ts'
import { styblinski5 } from '../../bench/functions/styblinski5.ts'
import { shift, type Task } from '../../bench/functions/task.ts'
import { MULTIPLE, SINGLE, TASKS } from '../../bench/functions/tasks.ts'
import { hypervolume } from '../../src/math/hypervolume.ts'
import { Random } from '../../src/math/random.ts'
import { compileSpace } from '../../src/space/space.ts'

const x = (values: readonly number[]): Record<string, number> =>
  Object.fromEntries(values.map((value, i) => [`x${i}`, value]))
const shifted = (halfWidth: number): Record<string, number> =>
  x(Array.from({ length: 10 }, (_, i) => shift(i, halfWidth)))

const OPTIMA: readonly (readonly [Task, config: unknown])[] = [
  [branin2, x([Math.PI, 2.275])],
  [hartmann6Task, x(HARTMANN6_ARGMIN)],
  [noisyhart6, x(HARTMANN6_ARGMIN)],
  [ackley10s, shifted(32.768)],
  [rosenbrock5, x([1, 1, 1, 1, 1])],
  [rastrigin10s, shifted(5.12)],
  [levy8, x([1, 1, 1, 1, 1, 1, 1, 1])],
  [styblinski5, x(Array.from({ length: 5 }, () => -2.903534))],
  [mixed6, { ...x([1, -2, 0.5]), k0: 2, k1: -3, c: 'b' }],
  [logq4, { lr: 10 ** -3.3, wd: 10 ** -1.7, eps: 10 ** -5.1, clip: 10 ** -0.4 }],
  [cond, { model: { kind: 'mlp', lr: 10 ** -2.5, layers: { units: [256, 128] } } }],
]

test('every task with one objective has its optimum among these', () => {
  expect(OPTIMA.map(([task]) => task.name).sort()).toEqual(SINGLE.map(({ name }) => name).sort())
})

test.each(OPTIMA.map(([task, config]) => [task.name, task, config] as const))(
  '%s is at its least where it is known to be',
  (_name, task, config) => {
    const [least = Number.NaN] = task.evaluate(config)
    expect(least).toBeCloseTo(task.optimum, 4)
    // A rounded optimum may lie a little below, but no value may beat it: regrets are not negative.
    expect(least).toBeGreaterThanOrEqual(task.optimum - 1e-12)
  },
)

test.each(TASKS.map((task) => [task.name, task] as const))(
  '%s is finite and no better than its optimum over all of its space',
  (_name, task) => {
    const space = compileSpace(task.space)
    const random = Random.fromSeed(task.name)
    for (let n = 0; n < 300; n++) {
      const values = task.evaluate(space.sample(random.split(n)).config)
      expect(values).toHaveLength(task.reference?.length ?? 1)
      expect(values.every(Number.isFinite)).toBe(true)
      if (task.reference === undefined) expect(values[0]).toBeGreaterThan(task.optimum)
      else expect(hypervolume([values], task.reference)).toBeLessThan(task.optimum)
    }
  },
)

test('a network of cond with the best settings loses a fifth for each layer that it should not have', () => {
  const layers = (units: readonly number[]): unknown => ({
    model: { kind: 'mlp', lr: 10 ** -2.5, layers: { units } },
  })
  expect(cond.evaluate(layers([256]))[0]).toBeCloseTo(0.2, 12)
  expect(cond.evaluate(layers([256, 128, 64, 32]))[0]).toBeCloseTo(0.4, 12)
})

test.each(MULTIPLE.map((task) => [task.name, task] as const))(
  'the hypervolume of a dense front of %s is nearly its optimum',
  (_name, task) => {
    const steps = task.reference?.length === 2 ? 400 : 16
    const best = task === dtlz2 ? 0.5 : 0
    const points: (readonly number[])[] = []
    for (let i = 0; i <= steps; i++) {
      for (let j = 0; j <= (task === dtlz2 ? steps : 0); j++) {
        const rest = Array.from({ length: task === dtlz2 ? 5 : 8 }, () => best)
        points.push(task.evaluate(x([i / steps, j / steps, ...rest])))
      }
    }
    const volume = hypervolume(points, task.reference ?? [])
    expect(volume).toBeLessThan(task.optimum)
    expect(volume).toBeGreaterThan(task.optimum * 0.94)
  },
)
