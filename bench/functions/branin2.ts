import { boxTask, type Task } from './task.ts'

/** Three equal valleys in two dimensions (Dixon and Szegö, 1978). */
export const branin2: Task = boxTask({
  name: 'branin2',
  bounds: [
    [-5, 10],
    [0, 15],
  ],
  optimum: 0.39788735772973816,
  evaluate([x0 = 0, x1 = 0]) {
    const bend = x1 - (5.1 * x0 ** 2) / (4 * Math.PI ** 2) + (5 * x0) / Math.PI - 6
    return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x0) + 10
  },
})
