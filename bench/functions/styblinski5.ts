import { boxTask, cube, type Task } from './task.ts'

/** 2^5 wells, one in each orthant, of different depth (Styblinski and Tang, 1990). */
export const styblinski5: Task = boxTask({
  name: 'styblinski5',
  bounds: cube(5, -5, 5),
  optimum: -195.83082851885706,
  evaluate: (x) => x.reduce((sum, value) => sum + value ** 4 - 16 * value ** 2 + 5 * value, 0) / 2,
})
