import { boxTask, cube, type Task } from './task.ts'

/** Ripples across a slanted bowl (Levy and Montalvo, 1985); 0 where all are 1. */
export const levy8: Task = boxTask({
  name: 'levy8',
  bounds: cube(8, -10, 10),
  optimum: 0,
  evaluate(x) {
    const w = x.map((value) => 1 + (value - 1) / 4)
    const first = w[0] as number
    const last = w[w.length - 1] as number
    let sum = Math.sin(Math.PI * first) ** 2
    for (const each of w.slice(0, -1)) {
      sum += (each - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * each + 1) ** 2)
    }
    return sum + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2)
  },
})
