import { boxTask, cube, type Task } from './task.ts'

const angle = (x: number): number => (x * Math.PI) / 2

/** Three objectives whose front is an eighth of the unit sphere (Deb et al., 2002). */
export const dtlz2: Task = boxTask({
  name: 'dtlz2',
  bounds: cube(7, 0, 1),
  optimum: 0.8074,
  reference: [1.1, 1.1, 1.1],
  evaluate([a = 0, b = 0, ...rest]) {
    const radius = 1 + rest.reduce((sum, x) => sum + (x - 0.5) ** 2, 0)
    return [
      radius * Math.cos(angle(a)) * Math.cos(angle(b)),
      radius * Math.cos(angle(a)) * Math.sin(angle(b)),
      radius * Math.sin(angle(a)),
    ]
  },
})
