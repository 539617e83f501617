import { boxTask, cube, type Task } from './task.ts'

/** The two objectives of Zitzler, Deb and Thiele (2000) differ in the shape of the front alone. */
function zdt(name: string, optimum: number, front: (f1: number, g: number) => number): Task {
  return boxTask({
    name,
    bounds: cube(10, 0, 1),
    optimum,
    reference: [1.1, 10],
    evaluate([f1 = 0, ...rest]) {
      const g = 1 + (9 * rest.reduce((sum, x) => sum + x, 0)) / rest.length
      return [f1, g * front(f1, g)]
    },
  })
}

/** A convex front. */
export const zdt1: Task = zdt('zdt1', 10.6667, (f1, g) => 1 - Math.sqrt(f1 / g))

/** A concave front. */
export const zdt2: Task = zdt('zdt2', 10.3333, (f1, g) => 1 - (f1 / g) ** 2)

/** A front in five pieces. */
export const zdt3: Task = zdt(
  'zdt3',
  11.1218,
  (f1, g) => 1 - Math.sqrt(f1 / g) - (f1 / g) * Math.sin(10 * Math.PI * f1),
)
