import { boxTask, cube, shift, type Task } from './task.ts'

const HALF_WIDTH = 5.12

/** A bowl covered with deep ripples (Rastrigin, 1974), the optimum off the centre. */
export const rastrigin10s: Task = boxTask({
  name: 'rastrigin10s',
  bounds: cube(10, -HALF_WIDTH, HALF_WIDTH),
  optimum: 0,
  evaluate(x) {
    return x.reduce((sum, value, i) => {
      const z = value - shift(i, HALF_WIDTH)
      return sum + 10 + z ** 2 - 10 * Math.cos(2 * Math.PI * z)
    }, 0)
  },
})
