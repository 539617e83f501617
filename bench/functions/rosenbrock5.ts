import { boxTask, cube, type Task } from './task.ts'

/** A long bent valley (Rosenbrock, 1960); 0 where all are 1. */
export const rosenbrock5: Task = boxTask({
  name: 'rosenbrock5',
  bounds: cube(5, -5, 10),
  optimum: 0,
  evaluate(x) {
    let sum = 0
    for (let i = 0; i + 1 < x.length; i++) {
      const here = x[i] as number
      sum += 100 * ((x[i + 1] as number) - here ** 2) ** 2 + (1 - here) ** 2
    }
    return sum
  },
})
